"""What goes with a deleted passage: the marks that open its line and the white space around it."""

from __future__ import annotations

from content_quality.core.document.blocks import Block
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Replacement
from content_quality.core.repair.edits import Change, EditKind
from content_quality.core.text.patterns import lazy_re

LEADING = lazy_re(r"(?:[ \t]*+(?:[*_>]|#{1,6}+|[-+]|\d{1,3}+[.)]))*+[ \t]*+\Z")  # marks that open a line

EMPTY_HEADING = r"\s++#{1,6}+(?=[ \t]*+(?:[\r\n]|\Z))"  # the marks of a heading without words
MARKS_AT_MOST = 12  # characters of such marks with the white space around them
FLATTENED_MARKS = lazy_re(r"(?<=\S)[ \t]{1,3}#{2,6}[ \t]{1,3}\Z")
TRAILING = lazy_re(rf"\*++(?:{EMPTY_HEADING})?|{EMPTY_HEADING}")


def line_start(text: str, offset: int, floor: int) -> int:
    """Return the start of the line of `offset` when nothing but marks stands before it."""
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset), floor - 1) + 1
    return line if LEADING.fullmatch(text, line, offset) else offset


def marks_start(text: str, offset: int) -> int:
    """Return the start of the marks of a heading that was flattened into a line, when its words begin at `offset`."""
    found = FLATTENED_MARKS.search(text, max(0, offset - MARKS_AT_MOST), offset)
    return found.start() if found else offset


def marks_end(text: str, offset: int) -> int:
    """Return the end of the marks behind `offset`: of emphasis, and of a heading without words at the line end."""
    found = TRAILING.match(text, offset)
    return found.end() if found else offset


def trimmed(text: str, start: int, end: int, floor: int) -> tuple[int, int]:
    """Return [start, end) with the white space around it."""
    while start > floor and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return start, end


def closing_line_end(text: str, end: int) -> str:
    """Return the line end that closes the file."""
    rest = text[:end]
    tail = rest[len(rest.rstrip()) :]
    return tail[:2] if tail.startswith("\r\n") else tail[:1]


def deleted_block(post: Post, block: Block, kind: EditKind, finding: Finding) -> Change:
    """Return the deletion of `block`, with the marks that open it and the white space around it."""
    text, floor = post.text, post.front_matter.end
    first = line_start(text, block.start, floor)
    start, end = trimmed(text, first, block.end, floor)
    if start == floor:
        return Change(start, end, kind, finding, text[floor:first])
    return Change(start, end, kind, finding, closing_line_end(text, end) if end == len(text) else text[start:first])


def without_line(post: Post, start: int, end: int) -> Replacement | None:
    """Return what deletes the line of [start, end), with the blank lines below it where it is a paragraph of its own.

    None where other words stand in the line, or where it stands in a list or a quotation.
    """
    block = next((one for one in post.blocks if one.start <= start < one.end), None)
    if block is None or block.containers or start < post.front_matter.end:
        return None
    text, starts = post.text, post.source.line_starts
    first, last = (post.source.position(at)[0] for at in (start, max(start, end - 1)))
    line, below = starts[first - 1], starts[last] if last < len(starts) else len(text)
    if any(mark.isalnum() for mark in text[line:start] + text[end:below]):
        return None
    if any(mark.isalnum() for mark in text[block.start : start] + text[end : block.end]):
        return Replacement(line, below, "")
    while last < len(starts) and not post.source.line(last + 1).strip():
        last += 1
    return Replacement(line, starts[last] if last < len(starts) else len(text), "")
