"""See `unclosed_fence`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.document.code_fences import Fault, WrongFence, wrong_fence
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Evidence, Message, Severity, message
from content_quality.core.settings import Settings

NAMED = 400  # characters of the block that the fingerprint names


def unclosed_fence(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag the fence of a code block that is left over, or whose partner is missing.

    Why it matters: all text below it is shown as code, and, with more fences below, code as text. Where it swallows
    text it is a blocker. What other checks find below it is left out: it is about text that nobody wrote so.
    Example: three backticks, a command, a blank line, and then the next paragraph.
    Instead: close the block with the marks that opened it; delete a fence that is left over; give a block that shows
    fences a longer one.
    Known false positives: none known.
    """
    found = wrong_fence(post)
    if found is None:
        return
    what, instead = _told(post, found)
    draft = post.finding(
        found.start,
        found.end,
        what,
        suggestion=instead,
        severity=Severity.BLOCKER if found.swallows else Severity.WARNING,
        passage=post.text[found.start : found.end][:NAMED],
        evidence=_evidence(found),
    )
    yield replace(draft, silences=tuple(post.span(start, end) for start, end in found.turned))


def _told(post: Post, found: WrongFence) -> tuple[Message, Message]:
    span = post.span(found.start, found.end)
    fence = post.span(found.fence, found.fence + 1).line
    places = {"line": span.line, "end": span.end_line, "on": span.end_line + 1, "fence": fence}
    return message(WHAT[found.fault], **places), message(INSTEAD[found.fault], **places)


WHAT = {
    Fault.NOT_CLOSED: "The code block that begins in line {line} is not closed.",
    Fault.TEXT_INSIDE: "The code block that begins in line {line} is not closed: the text from line {on} is shown as code.",
    Fault.EMPTY: "The fence in line {fence} opens a code block in which nothing stands.",
    Fault.LEFT_OVER: "The fence in line {fence} opens a code block of text: text and code change places below.",
    Fault.ENDS_EARLY: "The fence in line {fence} ends the code block from line {line} too early: the code goes on below.",
    Fault.ENDED_INSIDE: "The fence in line {fence} was to be shown, and ends the code block from line {line}: text and code change places below.",
}
INSTEAD = {
    Fault.NOT_CLOSED: "Close the block after line {end} with the marks that opened it.",
    Fault.TEXT_INSIDE: "Close the block after line {end} with the marks that opened it.",
    Fault.EMPTY: "Delete the fence in line {fence}.",
    Fault.LEFT_OVER: "Delete the fence in line {fence}, or open a block of code with another fence between lines {line} and {fence}.",
    Fault.ENDS_EARLY: "Delete the fence in line {fence}.",
    Fault.ENDED_INSIDE: "Use a longer outer fence: one mark more in line {line} and where that block ends.",
}


def _evidence(found: WrongFence) -> tuple[Evidence, ...]:
    turned = (Evidence("text-and-code-change-places", 1.0),) if found.turned else ()
    swallowed = (Evidence("text-shown-as-code", 1.0),) if found.swallows else ()
    return (Evidence("fence-without-partner", 0.5), *swallowed, *turned)
