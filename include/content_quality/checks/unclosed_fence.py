"""See `unclosed_fence`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.fences import Fault, WrongFence, wrong_fence
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
    yield post.finding(
        found.start,
        found.end,
        what,
        suggestion=instead,
        severity=Severity.BLOCKER if found.swallows else Severity.WARNING,
        passage=post.text[found.start : found.end][:NAMED],
        evidence=_evidence(found),
    )


def _told(post: Post, found: WrongFence) -> tuple[Message, Message]:
    places = {
        "line": post.span(found.start, found.end).line,
        "end": post.span(found.start, found.end).end_line,
        "fence": post.span(found.fence, found.fence + 1).line,
        "on": post.span(found.start, found.end).end_line + 1,
    }
    what, instead = (SWALLOWS if found.fault is Fault.NOT_CLOSED and found.swallows else TOLD[found.fault])
    return message(what, **places), message(instead, **places)


CLOSE = "Close the block after line {end} with the marks that opened it."
SWALLOWS = ("The code block that begins in line {line} is not closed: the text from line {on} is shown as code.", CLOSE)
TOLD = {
    Fault.NOT_CLOSED: ("The code block that begins in line {line} is not closed.", CLOSE),
    Fault.EMPTY: ("The fence in line {fence} opens a code block in which nothing stands.", "Delete the fence in line {fence}."),
    Fault.LEFT_OVER: (
        "The fence in line {fence} opens a code block of text: text and code change places below.",
        "Delete the fence in line {fence}, or open a block of code with another fence between lines {line} and {fence}.",
    ),
    Fault.ENDS_EARLY: (
        "The fence in line {fence} ends the code block from line {line} too early: the code goes on below.",
        "Delete the fence in line {fence}.",
    ),
    Fault.ENDED_INSIDE: (
        "The fence in line {fence} was to be shown, and ends the code block from line {line}: text and code change places below.",
        "Use a longer outer fence: one mark more in line {line} and where that block ends.",
    ),
}


def _evidence(found: WrongFence) -> tuple[Evidence, ...]:
    turned = (Evidence("text-and-code-change-places", 1.0),) if found.turned else ()
    swallowed = (Evidence("text-shown-as-code", 1.0),) if found.swallows else ()
    return (Evidence("fence-without-partner", 0.5), *swallowed, *turned)
