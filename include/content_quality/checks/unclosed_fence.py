"""See `unclosed_fence`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.document.code_fences import Fault, WrongFence, wrong_fence
from content_quality.core.document.fence_closing import closing
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Evidence, Message, Severity, message
from content_quality.core.settings import Settings

MARKS = re.compile("`{3,40}|~{3,40}")
NAMED = 400  # characters of the block that the fingerprint names


def unclosed_fence(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a code fence that is left over, or whose partner is missing.

    Why it matters: all text below the fence is shown as code and, if more fences follow, code is shown as text. The
    finding is a blocker where the fence swallows text. Findings of other checks below the fence are left out, because
    the text there is not shown as its author wrote it.
    Example: three backticks, a command, a blank line, and then the next paragraph.
    Instead: close the block with the marks that opened it; delete a fence that is left over; give a block that shows
    fences a longer fence.
    Certain fix: the last block is closed where its code ends: at the end of the post, or above text that no code follows.
    Known false positives: none known.
    """  # noqa: E501 - a table or an example
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
        fix=closing(post, found),
    )
    yield replace(draft, silences=tuple(post.span(start, end) for start, end in found.turned))


def _told(post: Post, found: WrongFence) -> tuple[Message, Message]:
    span = post.span(found.start, found.end)
    fence = post.span(found.fence, found.fence + 1).line
    marks = MARKS.search(post.text, found.start, found.end)
    places: dict[str, str | int] = {
        "line": span.line,
        "end": span.end_line,
        "on": span.end_line + 1,
        "fence": fence,
        "marks": marks[0] if marks else "```",
    }
    return message(WHAT[found.fault], **places), message(INSTEAD[found.fault], **places)


WHAT = {
    Fault.NOT_CLOSED: "The code block that begins in line {line} is not closed.",
    Fault.TEXT_INSIDE: "The code block that begins in line {line} is not closed: the text from line {on} is shown as code.",  # noqa: E501 - one sentence for people
    Fault.EMPTY: "The fence in line {fence} opens an empty code block.",
    Fault.LEFT_OVER: (
        "The fence in line {fence} opens a code block that contains text: below the fence, text is shown "
        "as code and code as text."
    ),
    Fault.ENDS_EARLY: (
        "The fence in line {fence} ends the code block that begins in line {line} too early: the code continues below."
    ),
    Fault.ENDED_INSIDE: (
        "The fence in line {fence} belongs to the code shown, but it ends the code block that begins in "
        "line {line}: below the fence, text is shown as code and code as text."
    ),
}
INSTEAD = {
    Fault.NOT_CLOSED: "Add a line below line {end} that contains only {marks}.",
    Fault.TEXT_INSIDE: "Add a line below line {end} that contains only {marks}.",
    Fault.EMPTY: "Delete the fence in line {fence}.",
    Fault.LEFT_OVER: (
        "Delete the fence in line {fence}, or open a code block with another fence between lines {line} and {fence}."
    ),
    Fault.ENDS_EARLY: "Delete the fence in line {fence}.",
    Fault.ENDED_INSIDE: (
        "Make the outer fence longer: add one mark in line {line}, and one mark where that block ends."
    ),
}


def _evidence(found: WrongFence) -> tuple[Evidence, ...]:
    turned = (Evidence("text-and-code-change-places", 1.0),) if found.turned else ()
    swallowed = (Evidence("text-shown-as-code", 1.0),) if found.swallows else ()
    return (Evidence("fence-without-partner", 0.5), *swallowed, *turned)
