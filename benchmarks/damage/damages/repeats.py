"""Repeats: a passage that stands in the post twice."""

from __future__ import annotations

import random

from benchmarks.damage.damages.kind import Damaged, Kind, at
from benchmarks.damage.draft import Draft, Role
from benchmarks.damage.language import Language

NEAR, EDITED = 0.12, 0.25  # of the words of a near copy that are other words
LOOP = 6
FAMILY, CATEGORIES = "repeat", frozenset({"duplicates"})


def exact(draft: Draft, chance: random.Random) -> Damaged:
    """A paragraph stands again some blocks later."""
    source = draft.first(Role.PARAGRAPH)
    place = draft.all(Role.SECTION_END)[1]
    return at(draft.insert(place, draft.blocks[source].text), place)


def near(draft: Draft, chance: random.Random) -> Damaged:
    """A paragraph stands again, with one word in eight replaced."""
    return _near(draft, NEAR, chance)


def edited(draft: Draft, chance: random.Random) -> Damaged:
    """A paragraph stands again, with one word in four replaced."""
    return _near(draft, EDITED, chance)


def _near(draft: Draft, share: float, chance: random.Random) -> Damaged:
    source = draft.first(Role.PARAGRAPH)
    place = draft.all(Role.SECTION_END)[1]
    return at(draft.insert(place, _rewritten(draft.language, draft.blocks[source].text, share, chance)), place)


def _rewritten(language: Language, text: str, share: float, chance: random.Random) -> str:
    parts = language.parts(text)
    others = [part for topic in language.topics for part in language.parts(topic.sentences[0])[1:-1]]
    inner = [index for index, part in enumerate(parts) if 0 < index < len(parts) - 1 and part[-1].isalnum()]
    for index in chance.sample(inner, min(len(inner), round(len(parts) * share))):
        parts[index] = chance.choice([part for part in others if part != parts[index] and part[-1].isalnum()])
    return language.joined(parts)


def collapsed(draft: Draft, chance: random.Random) -> Damaged:
    """Everything so far stands again, on one line."""
    place = draft.all(Role.HEADING)[2]
    line = draft.language.paragraph(*(" ".join(block.text.split()) for block in draft.blocks[:place]))
    return at(draft.insert(place, line), place)


def section(draft: Draft, chance: random.Random) -> Damaged:
    """A section stands again at the end of the post, with its heading."""
    start, end = draft.all(Role.HEADING)[1:3]
    place = len(draft.blocks)
    damaged = draft.insert(place, *(block.text for block in draft.blocks[start:end]))
    return at(damaged, place, len(damaged.blocks) - 1)


def sentence(draft: Draft, chance: random.Random) -> Damaged:
    """Two sentences of a paragraph stand again right behind it, in a paragraph of their own."""
    place = draft.first(Role.SECTION_END)
    words = draft.blocks[place].sentences
    return at(draft.insert(place + 1, draft.language.paragraph(*words[1:])), place + 1)


def items(draft: Draft, chance: random.Random) -> Damaged:
    """A list stands again, with its lead-in."""
    start = draft.first(Role.LEAD_IN)
    place = start + 3
    damaged = draft.insert(place, draft.blocks[start].text, draft.blocks[start + 1].text)
    return at(damaged, place, place + 1)


def table(draft: Draft, chance: random.Random) -> Damaged:
    """A table stands again behind the next paragraph."""
    start = draft.first(Role.TABLE)
    return at(draft.insert(start + 2, draft.blocks[start].text), start + 2)


def loop(draft: Draft, chance: random.Random) -> Damaged:
    """A sentence turns in a loop at its end."""
    place = draft.all(Role.SECTION_END)[1]
    words = draft.blocks[place].sentences
    parts = draft.language.parts(words[-1])
    tail = draft.language.joined(parts[-max(4, len(parts) // 2) :])
    looped = draft.language.paragraph(*words, *[tail] * LOOP)
    return at(draft.write(place, looped), place)


def restart(draft: Draft, chance: random.Random) -> Damaged:
    """A paragraph breaks off and begins again on the same line."""
    place = draft.all(Role.SECTION_END)[1]
    words = draft.blocks[place].sentences
    begun = draft.language.paragraph(words[0], draft.language.cut(words[1], chance))
    return at(draft.write(place, draft.language.paragraph(begun, *words)), place)


KINDS = tuple(
    Kind(name, FAMILY, str(plant.__doc__), plant, CATEGORIES)
    for name, plant in (
        ("repeat-exact", exact),
        ("repeat-near", near),
        ("repeat-edited", edited),
        ("repeat-collapsed", collapsed),
        ("repeat-section", section),
        ("repeat-sentences", sentence),
        ("repeat-list", items),
        ("repeat-table", table),
        ("repeat-loop", loop),
        ("repeat-restart", restart),
    )
)
