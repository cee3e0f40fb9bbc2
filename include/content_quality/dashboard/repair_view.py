"""A repair as an editor reads it: the post and the repaired post side by side, line beside line.

Works on the stored text and the stored replacements; nothing is compared or parsed here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from content_quality.core.document.source_text import SourceText
from content_quality.core.repair.patches import AS_PROPOSED, Options, Patch, is_taken, placed, unchanged
from content_quality.core.repair.repair_facts import RepairFacts
from content_quality.dashboard.source_view import Mark, SourceLine, view

CONTEXT = 1  # unchanged lines that are shown around a change; a line is a paragraph
ROWS_UP_TO = 2_000
DELETED, WRITTEN, LEFT = "deleted", "written", "left"


@dataclass(frozen=True, slots=True)
class RepairRow:
    """Lines of the post beside those of the repair; `skipped` counts the equal lines with text left out before them."""

    before: tuple[SourceLine, ...]
    after: tuple[SourceLine, ...]
    changed: bool
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class RepairView:
    """What is shown of a repair; `more` says that further rows are not."""

    rows: tuple[RepairRow, ...]
    more: bool


def side_by_side(source: SourceText, result: SourceText, facts: RepairFacts, options: Options) -> RepairView:
    """Return `source` beside `result`, which is the repair as `options` take it."""
    before = _lines(source, _deleted(facts.patches, options))
    after = _lines(result, _written(facts.patches, options))
    pairs = list(_pairs(source, result, facts.patches, options))
    rows = list(_rows(before, after, pairs))
    return RepairView(tuple(rows[:ROWS_UP_TO]), len(rows) > ROWS_UP_TO)


def _deleted(patches: Sequence[Patch], options: Options) -> Iterator[Mark]:
    seen: set[int] = set()
    for patch in patches:
        taken = is_taken(patch, options)
        if (taken or patch.option == AS_PROPOSED) and (patch.end > patch.start or patch.choice not in seen):
            role = DELETED if taken else LEFT
            yield Mark(_anchor("b", patch.choice, seen), patch.choice, "", role, patch.start, patch.end)


def _written(patches: Sequence[Patch], options: Options) -> Iterator[Mark]:
    seen: set[int] = set()
    for choice, start, end in placed(patches, options):
        yield Mark(_anchor("a", choice, seen), choice, "", WRITTEN, start, end)


def _anchor(side: str, choice: int, seen: set[int]) -> str:
    """Return the anchor of the first place of a choice; further places have none."""
    if choice in seen:
        return ""
    seen.add(choice)
    return f"{side}{choice}"


def _lines(text: SourceText, marks: Iterator[Mark]) -> dict[int, SourceLine]:
    return {line.number: line for line in view(text, list(marks)).lines}


def _pairs(
    source: SourceText, result: SourceText, patches: Sequence[Patch], options: Options
) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the lines that are the same on both sides, in order, and the ends of both files."""
    yield 0, 0
    starts = {start: number for number, start in enumerate(result.line_starts, 1)}
    ends = [*source.line_starts[1:], len(source.text)]
    lines = list(zip(range(1, len(ends) + 1), source.line_starts, ends, strict=True))
    at = 0
    for first, written, size in unchanged(len(source.text), patches, options):
        while at < len(lines) and lines[at][1] < first:
            at += 1
        while at < len(lines) and lines[at][2] <= first + size:
            number, start, end = lines[at]
            there = starts.get(written + start - first)
            is_last = end == len(source.text)
            if there is not None and (not is_last or written + end - first == len(result.text)):
                yield number, there
            at += 1
    yield len(lines) + 1, len(result.line_starts) + 1


def _rows(
    before: dict[int, SourceLine], after: dict[int, SourceLine], pairs: Sequence[tuple[int, int]]
) -> Iterator[RepairRow]:
    shown = _near_changes(before, after, pairs)
    skipped = 0
    for (here, there), (next_here, next_there) in pairwise(pairs):
        if here:
            if here in shown and here in before and there in after:
                yield RepairRow((before[here],), (after[there],), changed=False, skipped=skipped)
                skipped = 0
            else:
                skipped += here not in before or _has_words(before[here])
        ours = tuple(before[number] for number in range(here + 1, next_here) if number in before)
        theirs = tuple(after[number] for number in range(there + 1, next_there) if number in after)
        if _has_text(ours) or _has_text(theirs):
            yield RepairRow(ours, theirs, changed=True, skipped=skipped)
            skipped = 0
    if skipped:
        yield RepairRow((), (), changed=False, skipped=skipped)


def _has_text(lines: tuple[SourceLine, ...]) -> bool:
    return any(piece.text or piece.starts or piece.sign for line in lines for piece in line.pieces)


def _near_changes(
    before: dict[int, SourceLine], after: dict[int, SourceLine], pairs: Sequence[tuple[int, int]]
) -> set[int]:
    """Return the numbers of the equal lines that stand near a change, or in which an edit was left out."""
    near: set[int] = set()
    told = [here for here, there in pairs if here in before and there in after and _has_words(before[here])]
    for (here, there), (next_here, next_there) in pairwise(pairs):
        if next_here - here > 1 or next_there - there > 1:
            near.update(_neighbours(told, here, next_here))
    near.update(here for here in told if any(piece.marks for piece in before[here].pieces))
    return near


def _neighbours(told: list[int], here: int, there: int) -> Iterator[int]:
    last = bisect_right(told, here)
    yield from told[max(0, last - CONTEXT) : last]
    first = bisect_left(told, there)
    yield from told[first : first + CONTEXT]


def _has_words(line: SourceLine) -> bool:
    return any(piece.text.strip() for piece in line.pieces)
