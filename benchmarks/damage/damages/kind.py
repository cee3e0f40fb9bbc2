"""What a kind of damage is."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.damage.draft import Draft


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged draft, and its first and last damaged line; all other lines are those of the sound one."""

    draft: Draft
    first: int
    last: int


Plant = Callable[[Draft, random.Random], Damaged]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of damage; `family` is what near misses share with it, `categories` are those a finding may have."""

    name: str
    family: str
    about: str
    plant: Plant
    categories: frozenset[str]


def at(draft: Draft, index: int, last: int | None = None) -> Damaged:
    """Return `draft` as damaged in the block `index`, or from it to the block `last`."""
    return Damaged(draft, draft.lines(index)[0], draft.lines(index if last is None else last)[1])
