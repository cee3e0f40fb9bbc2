"""Fences of code that are not closed, or that stand where none belongs."""

from __future__ import annotations

import random

from benchmarks.damage.damages.kind import Damaged, Kind, at
from benchmarks.damage.draft import Draft, Role

FAMILY, CATEGORIES = "fence", frozenset({"truncation", "residue"})


def unclosed(draft: Draft, chance: random.Random) -> Damaged:
    """A block of code is not closed: the rest of the post is code."""
    place = draft.first(Role.CODE)
    damaged = draft.write(place, draft.blocks[place].text.removesuffix("\n```"))
    return at(damaged, place)


def stray(draft: Draft, chance: random.Random) -> Damaged:
    """A fence stands between two paragraphs: text becomes code, and code text."""
    place = draft.all(Role.HEADING)[1]
    return at(draft.insert(place, "```"), place)


KINDS = (
    Kind("fence-unclosed", FAMILY, str(unclosed.__doc__), unclosed, CATEGORIES),
    Kind("fence-stray", FAMILY, str(stray.__doc__), stray, CATEGORIES),
)
