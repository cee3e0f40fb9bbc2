"""See `unclosed_fence`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document import fences
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity, excerpt, fingerprint, message
from content_quality.core.settings import Settings

NAME = "unclosed-fence"


def unclosed_fence(post: Post, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every check has the same signature
    """Flag a fenced code block whose closing fence is missing.

    Why it matters: all text below it is shown as code, and, with more fences below, code as text. Where it swallows
    text it
    is a blocker.
    Example: three backticks, a command, a blank line, and then the next paragraph.
    Instead: close the block with the same marks that opened it.
    Known false positives: a fence of three marks that shows other fences; use four marks for the outer one.
    """
    found = fences.unclosed_fence(post)
    if found is None:
        return
    span = post.span(found.start, found.end)
    told = (
        message(
            "The code block that begins in line {line} is not closed: the text from line {on} is shown as code.",
            line=span.line,
            on=span.end_line + 1,
        )
        if found.swallows
        else message("The code block that begins in line {line} is not closed.", line=span.line)
    )
    text = post.text[found.start : found.end]
    yield Finding(
        NAME,
        Category.TRUNCATION,
        Severity.BLOCKER if found.swallows else Severity.WARNING,
        span,
        told,
        excerpt(text),
        message("Close the block after line {line} with the marks that opened it.", line=span.end_line),
        (),
        fingerprint(NAME, text[:400]),
    )
