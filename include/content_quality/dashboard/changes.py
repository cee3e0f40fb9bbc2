"""What changed between two versions of a post, line by line, with the differences inside a line."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from content_quality.core.document.source_text import SourceText
from content_quality.dashboard.comparison import DiffPart, compare

CONTEXT = 2  # unchanged lines around a change
CHANGES = 400  # changed lines that are shown
MOST_PAIRS = 25_000_000  # of lines that are compared with each other: 3 MB, and a tenth of a second


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line of either version: kept, taken out or put in; `skipped` counts unchanged lines left out before it."""

    kind: str  # kept, out, in
    number: int  # in the version it stands in
    text: tuple[DiffPart, ...]
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What is shown of the changes; counts are of all of them."""

    lines: tuple[ChangedLine, ...]
    out: int
    into: int
    shortened: bool


def changes(before: SourceText, after: SourceText) -> Changes:
    """Return the changed lines and a little around each."""
    old, new = _lines(before), _lines(after)
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    first, last = max(0, start - CONTEXT), max(start, len(new) - end)
    everything = [_kept(number, new) for number in range(first, start)]
    ours, theirs = old[start : len(old) - end], new[start:last]
    changed = _changed(ours, theirs, start)
    everything += changed
    everything += [_kept(number, new) for number in range(last, min(len(new), last + CONTEXT))]
    paired = _paired(everything)
    shown = _around(paired, first)
    out, into = sum(line.kind == "out" for line in changed), sum(line.kind == "in" for line in changed)
    if len(ours) * len(theirs) > MOST_PAIRS:
        out, into = len(ours), len(theirs)
    return Changes(tuple(shown), out, into, shortened=len(shown) >= CHANGES)


def _same(old: list[str], new: list[str]) -> int:
    """Return how many lines are the same from the start on."""
    return next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )


def _kept(number: int, new: list[str]) -> ChangedLine:
    return ChangedLine("kept", number + 1, (DiffPart(new[number], differs=False),))


def _changed(old: list[str], new: list[str], start: int) -> list[ChangedLine]:
    """Return what became of the lines between those that stayed at both ends; `start` lines come before them.

    The cost grows with the product of both: where that is too much, all lines of the one went and all of the other
    came.
    """
    if len(old) * len(new) > MOST_PAIRS:
        gone = [ChangedLine("out", start + at + 1, (DiffPart(line, differs=True),)) for at, line in enumerate(old)]
        return gone + [
            ChangedLine("in", start + at + 1, (DiffPart(line, differs=True),)) for at, line in enumerate(new)
        ]
    found: list[ChangedLine] = []
    for operation in Indel.opcodes(old, new):
        ours, theirs = range(operation.src_start, operation.src_end), range(operation.dest_start, operation.dest_end)
        if operation.tag == "equal":
            found += [ChangedLine("kept", start + at + 1, (DiffPart(new[at], differs=False),)) for at in theirs]
        elif operation.tag == "delete":
            found += [ChangedLine("out", start + at + 1, (DiffPart(old[at], differs=True),)) for at in ours]
        else:
            found += [ChangedLine("in", start + at + 1, (DiffPart(new[at], differs=True),)) for at in theirs]
    return found


def _lines(source: SourceText) -> list[str]:
    return [source.line(number) for number in range(1, len(source.line_starts) + 1)]


def _paired(lines: list[ChangedLine]) -> list[ChangedLine]:
    """Mark only what differs where a line was taken out and another put in at its place."""
    paired = list(lines)
    for place in range(len(lines) - 1):
        first, second = lines[place], lines[place + 1]
        alone = (place == 0 or lines[place - 1].kind == "kept") and (
            place + 2 == len(lines) or lines[place + 2].kind == "kept"
        )
        if alone and {first.kind, second.kind} == {"out", "in"}:
            old, new = (first, second) if first.kind == "out" else (second, first)
            pair = compare(old.text[0].text, new.text[0].text)
            if not pair.shortened:
                paired[place : place + 2] = [
                    ChangedLine("out", old.number, pair.left),
                    ChangedLine("in", new.number, pair.right),
                ]
    return paired


def _around(lines: list[ChangedLine], before: int) -> list[ChangedLine]:
    """Return the changes and a little around each; `before` unchanged lines stand before all of `lines`."""
    changed = [place for place, line in enumerate(lines) if line.kind != "kept"]
    wanted = sorted(
        {near for place in changed for near in range(place - CONTEXT, place + CONTEXT + 1) if 0 <= near < len(lines)}
    )[:CHANGES]
    shown, last = [], -1 - before
    for place in wanted:
        line = lines[place]
        shown.append(ChangedLine(line.kind, line.number, line.text, place - last - 1))
        last = place
    return shown
