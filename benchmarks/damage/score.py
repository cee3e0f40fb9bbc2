"""Recall, alarm rate and precision, per kind of damage and per language."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from benchmarks.damage.plan import CLEAN, Case
from benchmarks.damage.product import Hit

Found = Mapping[str, Sequence[Hit]]
Key = TypeVar("Key")


@dataclass(slots=True)
class Row:
    """What was counted about one kind, one near miss or one language."""

    name: str
    about: str = ""
    family: str = ""
    posts: int = 0
    found: int = 0  # damaged posts with a finding of the kind's categories on a damaged line
    held: int = 0  # of those, with a blocker there
    sound: int = 0  # twins and near misses of the family
    false: int = 0  # of those, with a finding of the kind's categories; of sound posts: with any finding
    falsely_held: int = 0  # sound posts with a blocker
    missed: list[str] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """The share of damaged posts that are found."""
        return self.found / self.posts if self.posts else 0.0

    @property
    def alarms(self) -> float:
        """The share of sound posts that are flagged."""
        return self.false / self.sound if self.sound else 0.0

    @property
    def precision(self) -> float | None:
        """The share of flagged posts that are damaged, None when none is flagged."""
        flagged = self.found + self.false
        return self.found / flagged if flagged else None


@dataclass(frozen=True, slots=True)
class Score:
    """All tables of a run."""

    kinds: tuple[Row, ...]
    near_misses: tuple[Row, ...]
    languages: tuple[Row, ...]
    by_family: Mapping[tuple[str, str], Row]  # damage by language and family
    clean: Row
    elsewhere: int  # damaged posts with a finding away from the damaged lines that the twin does not have

    @property
    def total(self) -> Row:
        """Damage of all kinds together, beside sound posts and near misses of all kinds."""
        total = Row("all")
        for row in self.kinds:
            total.posts += row.posts
            total.found += row.found
            total.held += row.held
        for row in (self.clean, *self.near_misses):
            total.sound += row.sound
            total.false += row.false
            total.falsely_held += row.falsely_held
        return total


def score(cases: Iterable[Case], found: Found) -> Score:
    """Return how well `found`, by the name of the post, fits what was planted."""
    cases = list(cases)
    damaged = [case for case in cases if case.kind]
    sound = [case for case in cases if not case.kind]
    near = [case for case in sound if case.label != CLEAN]
    by_name = {case.name: case for case in cases}
    kinds = []
    for label, same in _grouped(damaged, lambda case: case.label).items():
        compared = [by_name[case.twin] for case in same] + [case for case in near if case.family == same[0].family]
        kinds.append(_kind(label, same, compared, found))
    languages = [_language(code, same, found) for code, same in _grouped(cases, lambda case: case.language).items()]
    near_rows = [_sound(label, same, found) for label, same in _grouped(near, lambda case: case.label).items()]
    by_family = {
        key: _family(same, found) for key, same in _grouped(damaged, lambda case: (case.language, case.family)).items()
    }
    clean = _sound(CLEAN, [case for case in sound if case.label == CLEAN], found)
    elsewhere = sum(any(_away(case, hit, found[case.twin]) for hit in found[case.name]) for case in damaged)
    return Score(tuple(kinds), tuple(near_rows), tuple(languages), by_family, clean, elsewhere)


def _kind(label: str, damaged: Sequence[Case], sound: Sequence[Case], found: Found) -> Row:
    kind = damaged[0].kind
    assert kind is not None
    row = Row(label, kind.about, family=kind.family)
    _add_damaged(row, damaged, found)
    row.sound = len(sound)
    row.false = sum(any(hit.category in kind.categories for hit in found[case.name]) for case in sound)
    return row


def _language(code: str, cases: Sequence[Case], found: Found) -> Row:
    row = Row(code)
    _add_damaged(row, [case for case in cases if case.kind], found)
    _add_sound(row, [case for case in cases if not case.kind], found)
    return row


def _family(damaged: Sequence[Case], found: Found) -> Row:
    row = Row(damaged[0].family, family=damaged[0].family)
    _add_damaged(row, damaged, found)
    return row


def _sound(label: str, cases: Sequence[Case], found: Found) -> Row:
    row = Row(label, family=cases[0].family if cases else "")
    _add_sound(row, cases, found)
    return row


def _add_damaged(row: Row, cases: Sequence[Case], found: Found) -> None:
    for case in cases:
        assert case.kind is not None
        there = [
            hit
            for hit in found[case.name]
            if hit.category in case.kind.categories and hit.touches(case.first, case.last)
        ]
        row.posts += 1
        row.found += bool(there)
        row.held += any(hit.blocks for hit in there)
        if not there:
            row.missed.append(case.name)
        row.checks.update({hit.check for hit in there})


def _add_sound(row: Row, cases: Sequence[Case], found: Found) -> None:
    for case in cases:
        row.sound += 1
        row.false += bool(found[case.name])
        row.falsely_held += any(hit.blocks for hit in found[case.name])
        row.checks.update({hit.check for hit in found[case.name]})


def _away(case: Case, hit: Hit, of_twin: Sequence[Hit]) -> bool:
    """Return whether `hit` is away from the damage of `case` and no finding of the sound twin."""
    return not hit.touches(case.first, case.last) and hit.check not in {other.check for other in of_twin}


def _grouped(cases: Iterable[Case], key: Callable[[Case], Key]) -> dict[Key, list[Case]]:
    groups: dict[Key, list[Case]] = defaultdict(list)
    for case in cases:
        groups[key(case)].append(case)
    return groups
