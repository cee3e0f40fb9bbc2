"""Front matter that a generator cannot read, or that lacks what readers need."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.damage.damages.kind import Damaged, Kind
from benchmarks.damage.draft import Draft

FAMILY, CATEGORIES = "front-matter", frozenset({"front-matter"})


def _line(draft: Draft, key: str, *lines: str) -> Damaged:
    """Return `draft` with `lines` in place of the line of `key`."""
    number = draft.key(key)
    front_matter = (*draft.front_matter[: number - 1], *lines, *draft.front_matter[number:])
    return Damaged(replace(draft, front_matter=front_matter), number, number + max(0, len(lines) - 1))


def no_title(draft: Draft, chance: random.Random) -> Damaged:
    """The title is missing."""
    damaged = _line(draft, "title")
    return Damaged(damaged.draft, 1, 2)


def empty_title(draft: Draft, chance: random.Random) -> Damaged:
    """The title is empty."""
    return _line(draft, "title", 'title: ""')


def list_title(draft: Draft, chance: random.Random) -> Damaged:
    """The title stands in square brackets, which makes a list of it."""
    return _line(draft, "title", f"title: [{draft.language.titles[0]}]")


def colon(draft: Draft, chance: random.Random) -> Damaged:
    """A value with a colon has no quotation marks."""
    return _line(draft, "title", f"title: {draft.language.titles[0]}: {draft.language.titles[1]}")


def quote(draft: Draft, chance: random.Random) -> Damaged:
    """A quotation mark of the title is missing."""
    return _line(draft, "title", f'title: "{draft.language.titles[0]}')


def no_such_day(draft: Draft, chance: random.Random) -> Damaged:
    """The date is a day that does not exist."""
    return _line(draft, "date", "date: 2026-02-30")


def no_date(draft: Draft, chance: random.Random) -> Damaged:
    """The date is a word."""
    return _line(draft, "date", "date: yesterday")


def twice(draft: Draft, chance: random.Random) -> Damaged:
    """A key stands twice, with two values."""
    line = draft.front_matter[draft.key("description") - 1]
    return _line(draft, "description", line, f'description: "{draft.language.recap}"')


def fence(draft: Draft, chance: random.Random) -> Damaged:
    """The closing fence is missing: the front matter is published as text."""
    last = len(draft.front_matter)
    return Damaged(replace(draft, front_matter=draft.front_matter[:-1]), 1, last)


KINDS = tuple(
    Kind(name, FAMILY, str(plant.__doc__), plant, CATEGORIES)
    for name, plant in (
        ("title-missing", no_title),
        ("title-empty", empty_title),
        ("title-list", list_title),
        ("title-colon", colon),
        ("title-quote", quote),
        ("date-impossible", no_such_day),
        ("date-word", no_date),
        ("key-twice", twice),
        ("fence-missing", fence),
    )
)
