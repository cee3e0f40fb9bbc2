"""Reading times that are not those of the text."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.damage.damages.kind import Damaged, Kind
from benchmarks.damage.draft import Draft

FAMILY, CATEGORIES = "reading-time", frozenset({"reading-time"})


def _declared(draft: Draft, value: str) -> Damaged:
    number = draft.key("reading_time")
    lines = list(draft.front_matter)
    lines[number - 1] = f"reading_time: {value}"
    return Damaged(replace(draft, front_matter=tuple(lines)), number, number)


def over(draft: Draft, chance: random.Random) -> Damaged:
    """The declared time is many times too long."""
    return _declared(draft, str(chance.randint(18, 40)))


def zero(draft: Draft, chance: random.Random) -> Damaged:
    """The declared time is nothing."""
    return _declared(draft, "0")


def junk(draft: Draft, chance: random.Random) -> Damaged:
    """The declared time is not a number."""
    return _declared(draft, "NaN")


KINDS = tuple(
    Kind(name, FAMILY, str(plant.__doc__), plant, CATEGORIES)
    for name, plant in (("time-over", over), ("time-zero", zero), ("time-junk", junk))
)
