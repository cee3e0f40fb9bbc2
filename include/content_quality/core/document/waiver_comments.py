"""Comments in a post that ask to accept a finding: where each stands and what it says.

Whether it counts is the gate's affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from content_quality.core.records import dataclass
from content_quality.core.text.patterns import lazy_re

MARK = "content-quality:"  # in each comment that asks for a waiver
# Linear in any line: each piece ends where the next one begins. What stands behind the dashes is cut by str.find.
OPENING = lazy_re(r"<!--\s*content-quality:\s*allow\s+(?P<check>[a-z0-9-]*[a-z0-9])\s*--(?P<closed>>)?")
CLOSING = "-->"
UNTIL = lazy_re(r"\buntil\s+(?P<until>\d{4}-\d{2}-\d{2})$")
LINE_END = lazy_re(r"\r\n|\n|\r")  # as an editor counts lines; splitlines() knows others
FENCE = lazy_re(r"^ {0,3}(```|~~~)")
MOST_COMMENTS = 500  # of one post; those behind them excuse nothing
REASON_CHARACTERS = 500  # of a reason; the rest is not kept


@dataclass(frozen=True, slots=True)
class WaiverComment:
    """One comment; it is about findings that begin within its lines: its own, and the paragraph below."""

    check: str
    reason: str
    until: date | None  # the last day it is in force, None when it names no day
    first_line: int
    last_line: int


def waiver_comments(text: str) -> tuple[WaiverComment, ...]:
    """Return the comments in the post `text`, at most one a line. Comments in fenced code are examples."""
    if MARK not in text:
        return ()
    lines = LINE_END.split(text)
    ends = _ends_of_paragraphs(lines)
    found: list[WaiverComment] = []
    fenced = False
    for number, line in enumerate(lines, start=1):
        if FENCE.match(line):
            fenced = not fenced
        said = None if fenced or MARK not in line else _said(line)
        if said is not None:
            check, rest = said
            dated = UNTIL.search(rest)
            reason = (rest[: dated.start()] if dated else rest).strip(" ,;")[:REASON_CHARACTERS]
            found.append(WaiverComment(check, reason, _date(dated["until"]) if dated else None, number, ends[number]))
            if len(found) == MOST_COMMENTS:
                break
    return tuple(found)


def _said(line: str) -> tuple[str, str] | None:
    """Return the check that the first comment of `line` names, and what follows the dashes."""
    for opening in OPENING.finditer(line):
        if opening["closed"]:
            return opening["check"], ""
        end = line.find(CLOSING, opening.end())
        return (opening["check"], line[opening.end() : end].strip()) if end >= 0 else None
    return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _ends_of_paragraphs(lines: Sequence[str]) -> list[int]:
    """Return, for each number of lines, the last line of the paragraph below them, over the blank lines between."""
    ends = [len(lines)] * (len(lines) + 1)
    text_ends = len(lines)  # of the paragraph that the line below belongs to
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].strip():
            if index + 1 == len(lines) or not lines[index + 1].strip():
                text_ends = index + 1
            ends[index] = text_ends
        else:
            ends[index] = ends[index + 1]
    return ends
