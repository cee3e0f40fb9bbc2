"""Edits that belong together: an editor takes them or leaves the passage as it is."""

from __future__ import annotations

from collections.abc import Iterable

from content_quality.core.records import dataclass
from content_quality.core.repair.edits import Edit, EditKind

Place = tuple[int, int]  # of the original text, in characters; both ends belong to it


@dataclass(frozen=True, slots=True)
class RepairChoice:
    """Edits that touch each other in the original text, or that set one passage."""

    edits: tuple[Edit, ...]
    other: tuple[int, int] | None = None  # lines of the passage that it repeats, if an editor may keep this one instead
    is_open: bool = False  # whether both copies stay unless an editor decides: they differ

    @property
    def place(self) -> Place:
        """The characters of the original from the first edit to the last."""
        return min(edit.place[0] for edit in self.edits), max(edit.place[1] for edit in self.edits)

    @property
    def main(self) -> Edit:
        """The edit that stands for the others: the one with the most characters."""
        return max(self.edits, key=lambda edit: edit.place[1] - edit.place[0])

    @property
    def kinds(self) -> tuple[EditKind, ...]:
        """What the edits do, each kind once."""
        return tuple(dict.fromkeys(edit.kind for edit in self.edits))

    @property
    def lines(self) -> tuple[int, int]:
        """The first and the last line of the original that the edits name."""
        return min(edit.span.line for edit in self.edits), max(edit.span.end_line for edit in self.edits)


def choices(edits: Iterable[Edit]) -> tuple[RepairChoice, ...]:
    """Return `edits` in groups, by their place in the original."""
    groups: list[list[Edit]] = []
    last = -1
    for edit in sorted(edits, key=lambda one: one.place):
        before = groups[-1] if groups else []
        touches = edit.place[0] <= last
        sets_on = edit.kind is EditKind.LAYOUT and any(_sets(one, edit) for one in before)
        if before and (touches or sets_on):
            before.append(edit)
        else:
            groups.append([edit])
        last = max(last, edit.place[1])
    return tuple(RepairChoice(tuple(group)) for group in groups)


def _sets(one: Edit, other: Edit) -> bool:
    return one.kind is EditKind.LAYOUT and (one.check, one.fingerprint) == (other.check, other.fingerprint)
