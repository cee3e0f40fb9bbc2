"""See `unclosed_markup`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.document.unclosed_markup import unclosed
from content_quality.core.findings import Category, Finding, Severity, excerpt, fingerprint, message
from content_quality.core.settings import Settings

NAME = "unclosed-markup"


def unclosed_markup(post: Post, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every check has the same signature
    """Flag a comment, HTML element, component, template tag, directive, formula or link that is opened and never closed.

    Why it matters: a comment hides the rest of the post, a template tag fails the build, an element swallows what
    follows.
    Example: `<details>` without `</details>`, `<Callout>` without `</Callout>` in MDX, `{% if %}` without `{% endif
    %}`, `:::note` without `:::`.
    Instead: close it where it should end.
    Known false positives: an element that a layout or an included file closes; a placeholder such as `<Name>` alone
    in its line.
    """
    for found in unclosed(post):
        span = post.span(found.start, found.end)
        told = (
            message("The comment that begins in line {line} is not closed: nothing below it is shown.", line=span.line)
            if found.swallows
            else message("“{what}” in line {line} is never closed.", what=found.what, line=span.line)
        )
        text = post.text[found.start : found.end]
        yield Finding(
            NAME,
            Category.TRUNCATION,
            Severity.BLOCKER if found.swallows else Severity.WARNING,
            span,
            told,
            excerpt(text),
            message("Add “{needs}” where it should end.", needs=found.needs),
            (),
            fingerprint(NAME, text[:400]),
        )
