"""Tables that stand in the post twice, and rows that follow themselves."""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby

from content_quality.core.document.blocks import Kind
from content_quality.core.document.post import Post
from content_quality.core.duplicates.reference_entries import entry_of
from content_quality.core.findings import Evidence
from content_quality.core.records import dataclass

FEWEST_ROWS = 3  # with its head and the line below, of a table; smaller ones are legends
LOOP = 8  # equal rows in a row, from which no person wrote them
TABLE_AGAIN, ROW_LOOP = Evidence("table again", 1.5), Evidence("loop", 1.5)


@dataclass(frozen=True, slots=True)
class RepeatedTable:
    """What stands again, as ranges of the file, and how often in a row."""

    kept: tuple[int, int]
    copies: tuple[tuple[int, int], ...]
    evidence: Evidence
    times: int = 1


def repeated_tables(post: Post) -> tuple[RepeatedTable, ...]:
    """Return the tables of `post` that equal an earlier one, and the loops of rows."""
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    found = []
    for block in post.blocks:
        if block.kind is not Kind.TABLE:
            continue
        rows = _rows(post, block.start, block.end)
        if len(rows) >= FEWEST_ROWS:
            places.setdefault(tuple(row for row, _, _ in rows), []).append((block.start, rows[-1][2]))
        for text, group in groupby(rows, key=lambda row: row[0]):
            loop = list(group)
            if len(loop) >= LOOP and any(character.isalnum() for character in text):
                found.append(RepeatedTable(loop[0][1:], ((loop[1][1], loop[-1][2]),), ROW_LOOP, len(loop)))
    again = [
        RepeatedTable(kept, tuple(copies), TABLE_AGAIN)
        for kept, *others in places.values()
        if (copies := [other for other in others if not _in_other_entries(post, kept, other)])
    ]
    return (*again, *found)


def _in_other_entries(post: Post, kept: tuple[int, int], copy: tuple[int, int]) -> bool:
    """Return whether the tables belong to two options or functions of a reference, which have the same settings."""
    starts = [block.start for block in post.blocks]
    one, other = (entry_of(post, bisect_right(starts, place[0]) - 1) for place in (kept, copy))
    return min(one, other) >= 0 and one != other


def _rows(post: Post, start: int, end: int) -> list[tuple[str, int, int]]:
    """Return the rows in [start, end): their text without white space, and their places."""
    rows, at = [], start
    for line in post.text[start:end].splitlines(keepends=True):
        if text := "".join(line.split()):
            rows.append((text, at, at + len(line.rstrip())))
        at += len(line)
    return rows
