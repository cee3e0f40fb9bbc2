"""See `unclosed_markup`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.document.post import Post
from content_quality.core.document.unclosed_markup import Unclosed, unclosed
from content_quality.core.findings import DraftFinding, Evidence, Message, Severity, excerpt, message
from content_quality.core.settings import Settings

NAMED = 400  # characters that the fingerprint names


def unclosed_markup(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a comment, element, component, template tag, directive, formula or link that is opened and never closed.

    Why it matters: a comment hides the rest of the post, a template tag fails the build, an element swallows what
    follows. A post that ends inside a tag is incomplete: the finding is a blocker.
    Example: `<details>` without `</details>`, `<Callout>` without `</Callout>` in MDX, `{% if %}` without `{% endif
    %}`, `:::note` without `:::`.
    Instead: close the markup where it should end.
    Known false positives: an element that a layout or an included file closes; a placeholder such as `<Name>` alone on
    its line.
    """
    for found in unclosed(post):
        line = post.span(found.start, found.end).line
        told, instead = _told(found, line)
        draft = post.finding(
            found.start,
            found.end,
            told,
            suggestion=instead,
            severity=Severity.BLOCKER if found.swallows or found.ends_post else Severity.WARNING,
            passage=post.text[found.start : found.end][:NAMED],
            evidence=_evidence(found),
        )
        yield replace(draft, excerpt=excerpt(post.source.line(line).strip())) if found.swallows else draft


def _told(found: Unclosed, line: int) -> tuple[Message, Message]:
    if found.ends_post:
        return (
            message("The post ends inside “{what}” in line {line}: the rest is missing.", what=found.what, line=line),
            message(
                "Write the missing text and “{needs}”, or delete everything from “{what}” on.",
                needs=found.needs,
                what=found.what,
            ),
        )
    if found.swallows:
        return message(
            "The comment that begins in line {line} is not closed: the text below it is hidden.", line=line
        ), message(
            "Type “{needs}” where the comment ends, often at the end of line {line}. What readers should see must "
            "stand below “{needs}”.",
            needs=found.needs,
            line=line,
        )
    instead = message("Add “{needs}” where the passage should end.", needs=found.needs)
    return message("“{what}” in line {line} is never closed.", what=found.what, line=line), instead


def _evidence(found: Unclosed) -> tuple[Evidence, ...]:
    if found.ends_post:
        return (Evidence("markup-cut-off", 1.0), Evidence("ends-article", 1.0))
    return (Evidence("hides-the-rest", 2.0),) if found.swallows else (Evidence("no-end-tag", 1.0),)
