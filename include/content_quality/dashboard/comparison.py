"""Two passages side by side with their differences marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

# A word of an alphabet is one unit, a kana, han or other sign is one each: differences are shown in units a reader
# sees.
UNIT = re.compile(r"[^\W぀-ヿ㐀-䶿一-鿿가-힯]+|\s+|.", re.DOTALL)
UP_TO = 20_000  # characters of each side


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of one side; `differs` when the other side has something else there."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both sides, and how alike they are, in [0, 1]."""

    left: tuple[DiffPart, ...]
    right: tuple[DiffPart, ...]
    likeness: float
    shortened: bool


def compare(left: str, right: str) -> SideBySide:
    """Return the differences between two passages."""
    ours, theirs = UNIT.findall(left[:UP_TO]), UNIT.findall(right[:UP_TO])
    # A line end where the other side has a space is no difference that a reader sees.
    ours_seen, theirs_seen = _seen(ours), _seen(theirs)
    operations = Indel.opcodes(ours_seen, theirs_seen)
    first: list[DiffPart] = []
    second: list[DiffPart] = []
    for operation in operations:
        differs = operation.tag != "equal"
        _add(first, ours[operation.src_start : operation.src_end], differs=differs)
        _add(second, theirs[operation.dest_start : operation.dest_end], differs=differs)
    likeness = Indel.normalized_similarity(ours_seen, theirs_seen)
    return SideBySide(tuple(first), tuple(second), likeness, shortened=max(len(left), len(right)) > UP_TO)


def _seen(units: Sequence[str]) -> list[str]:
    return [" " if unit.isspace() else unit for unit in units]


def _add(side: list[DiffPart], units: Sequence[str], *, differs: bool) -> None:
    if text := "".join(units):
        if side and side[-1].differs == differs:
            side[-1] = DiffPart(side[-1].text + text, differs)
        else:
            side.append(DiffPart(text, differs))
