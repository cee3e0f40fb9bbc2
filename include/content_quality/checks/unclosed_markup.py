"""See `unclosed_markup`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.document.post import Post
from content_quality.core.document.unclosed_markup import Unclosed, unclosed
from content_quality.core.findings import DraftFinding, Evidence, Message, Severity, excerpt, message
from content_quality.core.settings import Settings
from content_quality.core.text.shortening import shortened

SHOWN = 60  # characters of the line that readers see again
NAMED = 400  # characters that the fingerprint names


def unclosed_markup(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a comment, element, component, template tag, directive, formula or link that is opened and never closed.

    Why it matters: readers do not see the text that follows, or see it in the wrong form, or the build stops. A post
    that ends inside a tag is incomplete: the finding is a blocker.
    Example: `<details>` without `</details>`, `<Callout>` without `</Callout>` in MDX, `{% if %}` without `{% endif
    %}`, `:::note` without `:::`.
    Instead: close the markup where it should end.
    Known false positives: an element that a layout or an included file closes; a placeholder such as `<Name>` alone on
    its line.
    """
    for found in unclosed(post):
        line = post.span(found.start, found.end).line
        told, instead = _told(found, line)
        if found.swallows:
            instead = _closed_comment(post, found, line) or instead
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
            "Type {needs} where the comment ends. Readers do not see what is below line {line} until then.",
            needs=found.needs,
            line=line,
        )
    instead = message("Add “{needs}” where the passage should end.", needs=found.needs)
    return message("“{what}” in line {line} is never closed.", what=found.what, line=line), instead


def _closed_comment(post: Post, found: Unclosed, line: int) -> Message | None:
    """Return where to close a comment of one line; None where an empty line does not show where it may end."""
    opened, below = post.source.line(line), post.source.line(line + 1)
    if below.strip() or not opened.partition(found.what)[2].strip():
        return None
    last = post.span(found.start, found.end).end_line
    on = next((number for number in range(line + 2, last + 1) if post.source.line(number).strip()), None)
    if on is None:
        return None
    return message(
        "If the comment is only line {line}, type {needs} at the end of line {line}: readers then see the text from "
        "line {on} on (“{words}”). If the comment is longer, type {needs} at the end of its last line.",
        line=line,
        needs=found.needs,
        on=on,
        words=shortened(post.source.line(on), SHOWN),
    )


def _evidence(found: Unclosed) -> tuple[Evidence, ...]:
    if found.ends_post:
        return (Evidence("markup-cut-off", 1.0), Evidence("ends-article", 1.0))
    return (Evidence("hides-the-rest", 2.0),) if found.swallows else (Evidence("no-end-tag", 1.0),)
