"""Cuts: text that breaks off."""

from __future__ import annotations

import random

from benchmarks.damage.damages.kind import Damaged, Kind, at
from benchmarks.damage.draft import Draft, Role

FAMILY, CATEGORIES = "cut", frozenset({"truncation"})


def _cut(draft: Draft, place: int, chance: random.Random) -> Draft:
    *whole, last = draft.blocks[place].sentences
    return draft.write(place, draft.language.paragraph(*whole, draft.language.cut(last, chance)))


def section(draft: Draft, chance: random.Random) -> Damaged:
    """The last sentence of a section breaks off."""
    place = draft.all(Role.SECTION_END)[1]
    return at(_cut(draft, place, chance), place)


def end(draft: Draft, chance: random.Random) -> Damaged:
    """The last sentence of the post breaks off."""
    place = draft.first(Role.END)
    return at(_cut(draft, place, chance), place)


def middle(draft: Draft, chance: random.Random) -> Damaged:
    """The post breaks off in the middle; the rest is missing."""
    place = draft.all(Role.PARAGRAPH)[2]
    return at(_cut(draft.until(place), place, chance), place)


def split(draft: Draft, chance: random.Random) -> Damaged:
    """A blank line cuts a sentence in two."""
    place = draft.all(Role.SECTION_END)[1]
    first, *rest = draft.blocks[place].sentences
    head = draft.language.cut(first, chance)
    tail = draft.language.paragraph(first[len(head) :].lstrip("、，, "), *rest)
    return at(draft.write(place, head).insert(place + 1, tail), place, place + 1)


def fragment(draft: Draft, chance: random.Random) -> Damaged:
    """The last words of a sentence stand alone between two paragraphs."""
    place = draft.all(Role.SECTION_END)[1]
    parts = draft.language.parts(draft.blocks[place].sentences[0])
    tail = draft.language.joined(parts[-2:] if draft.language.spaced else parts[-5:])
    return at(draft.insert(place, tail), place)


def item(draft: Draft, chance: random.Random) -> Damaged:
    """The last item of a list of sentences breaks off, and the post with it."""
    place = draft.first(Role.SENTENCES)
    *whole, last = draft.blocks[place].text.split("\n")
    mark, text = last[:8], last[8:]
    lines = [*whole, mark + draft.language.cut(text, chance)]
    damaged = draft.until(place).write(place, "\n".join(lines))
    return Damaged(damaged, damaged.lines(place)[1], damaged.lines(place)[1])


def empty_item(draft: Draft, chance: random.Random) -> Damaged:
    """The post ends with a bullet that has no text."""
    place = draft.first(Role.SENTENCES)
    damaged = draft.until(place).write(place, draft.blocks[place].text + "\n-")
    return Damaged(damaged, damaged.lines(place)[1], damaged.lines(place)[1])


def colon(draft: Draft, chance: random.Random) -> Damaged:
    """A colon announces a list that is missing; a heading follows."""
    place = draft.first(Role.LEAD_IN)
    return at(draft.without(place + 2).without(place + 1), place)


def shortcode(draft: Draft, chance: random.Random) -> Damaged:
    """A shortcode is not closed, and the post ends there."""
    place = draft.first(Role.IMAGE)
    return at(draft.until(place).write(place, '{{< figure src="/images/quay.jpg" alt="'), place)


def table(draft: Draft, chance: random.Random) -> Damaged:
    """The last row of a table breaks off, and the post with it."""
    place = draft.first(Role.TABLE)
    damaged = draft.until(place).write(place, draft.blocks[place].text[:-14].rstrip(" |0123456789:"))
    last = damaged.lines(place)[1]
    return Damaged(damaged, last, last)


def link(draft: Draft, chance: random.Random) -> Damaged:
    """The post ends inside the address of a link."""
    place = draft.first(Role.END)
    words = draft.blocks[place].sentences
    text = draft.language.paragraph(*words[:-1], f"[{words[-1][:12].strip()}](https://example.org/qu")
    return at(draft.write(place, text), place)


def heading(draft: Draft, chance: random.Random) -> Damaged:
    """The post ends with a heading; the text of the section is missing."""
    place = draft.all(Role.HEADING)[3]
    return at(draft.until(place), place)


KINDS = tuple(
    Kind(name, FAMILY, str(plant.__doc__), plant, categories)
    for name, plant, categories in (
        ("cut-section", section, CATEGORIES),
        ("cut-end", end, CATEGORIES),
        ("cut-middle", middle, CATEGORIES),
        ("cut-split", split, CATEGORIES),
        ("cut-fragment", fragment, CATEGORIES),
        ("cut-list-item", item, CATEGORIES),
        ("cut-empty-item", empty_item, CATEGORIES),
        ("cut-colon", colon, CATEGORIES),
        ("cut-shortcode", shortcode, CATEGORIES | {"residue"}),
        ("cut-table", table, CATEGORIES),
        ("cut-link", link, CATEGORIES | {"residue"}),
        ("cut-heading", heading, CATEGORIES),
    )
)
