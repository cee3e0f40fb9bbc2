"""What changed between two versions of a post, line by line, with the differences inside a line."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from content_quality.core.document.source_text import SourceText
from content_quality.dashboard.comparison import DiffPart, compare

CONTEXT = 2  # unchanged lines around a change
CHANGES = 400  # changed lines that are shown


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
    everything: list[ChangedLine] = []
    for operation in Indel.opcodes(old, new):
        ours, theirs = range(operation.src_start, operation.src_end), range(operation.dest_start, operation.dest_end)
        if operation.tag == "equal":
            everything += [
                ChangedLine("kept", number + 1, (DiffPart(new[number], differs=False),)) for number in theirs
            ]
        elif operation.tag == "delete":
            everything += [ChangedLine("out", number + 1, (DiffPart(old[number], differs=True),)) for number in ours]
        else:
            everything += [ChangedLine("in", number + 1, (DiffPart(new[number], differs=True),)) for number in theirs]
    paired = _paired(everything)
    shown = _around(paired)
    out, into = sum(line.kind == "out" for line in paired), sum(line.kind == "in" for line in paired)
    return Changes(tuple(shown), out, into, shortened=len(shown) >= CHANGES)


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


def _around(lines: list[ChangedLine]) -> list[ChangedLine]:
    changed = [place for place, line in enumerate(lines) if line.kind != "kept"]
    wanted = sorted(
        {near for place in changed for near in range(place - CONTEXT, place + CONTEXT + 1) if 0 <= near < len(lines)}
    )[:CHANGES]
    shown, last = [], -1
    for place in wanted:
        line = lines[place]
        shown.append(ChangedLine(line.kind, line.number, line.text, place - last - 1))
        last = place
    return shown
