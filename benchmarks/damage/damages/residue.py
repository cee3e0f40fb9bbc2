"""Residue: words of a machine to its user, control tokens, program text."""

from __future__ import annotations

import random

from benchmarks.damage.damages.kind import Damaged, Kind, at
from benchmarks.damage.draft import Draft, Role

FAMILY, CATEGORIES = "residue", frozenset({"residue"})
TOKENS = ("<|endoftext|>", "<|im_end|>", "[/INST]", "</s>")
TRACEBACK = "Traceback (most recent call last):\n  File \"make_post.py\", line 12, in <module>\nKeyError: 'body'"


def start(draft: Draft, chance: random.Random) -> Damaged:
    """The post begins with the machine's answer to its user."""
    return at(draft.insert(0, draft.language.machine_start), 0)


def end(draft: Draft, chance: random.Random) -> Damaged:
    """The post ends with an offer of the machine."""
    place = len(draft.blocks)
    return at(draft.insert(place, draft.language.machine_end), place)


def inside(draft: Draft, chance: random.Random) -> Damaged:
    """In the middle of the post, the machine says that it will go on in its next answer."""
    place = draft.all(Role.HEADING)[2]
    return at(draft.insert(place, draft.language.machine_inside), place)


def reasoning(draft: Draft, chance: random.Random) -> Damaged:
    """The post begins with the machine's reasoning, in its tags."""
    thought = draft.language.paragraph(draft.language.restart, draft.language.recap)
    return at(draft.insert(0, f"<think>\n{thought}\n</think>"), 0)


def token(draft: Draft, chance: random.Random) -> Damaged:
    """A control token stands at the end of a paragraph."""
    place = draft.first(Role.END)
    return at(draft.write(place, draft.blocks[place].text + chance.choice(TOKENS)), place)


def placeholder(draft: Draft, chance: random.Random) -> Damaged:
    """A placeholder was not filled in."""
    place = draft.all(Role.SECTION_END)[1]
    text = draft.language.paragraph(*draft.blocks[place].sentences, "[Insert link here]")
    return at(draft.write(place, text), place)


def conflict(draft: Draft, chance: random.Random) -> Damaged:
    """The marks of a merge conflict stand around a paragraph."""
    place = draft.all(Role.SECTION_END)[1]
    text = draft.blocks[place].text
    return at(draft.write(place, f"<<<<<<< HEAD\n{text}\n=======\n{text[:-1]}\n>>>>>>> draft"), place)


def traceback(draft: Draft, chance: random.Random) -> Damaged:
    """The message of a crashed program stands in the post."""
    place = draft.all(Role.HEADING)[2]
    return at(draft.insert(place, TRACEBACK), place)


def message(draft: Draft, chance: random.Random) -> Damaged:
    """The wrapper of a machine's answer stands around a paragraph."""
    place = draft.all(Role.SECTION_END)[1]
    return at(draft.write(place, '{"role": "assistant", "content": "' + draft.blocks[place].text + '"}'), place)


def characters(draft: Draft, chance: random.Random) -> Damaged:
    """Bytes were lost: replacement characters stand in a word."""
    place = draft.all(Role.SECTION_END)[1]
    text = draft.blocks[place].text
    return at(draft.write(place, text[:6] + "\ufffd\ufffd" + text[8:]), place)


KINDS = tuple(
    Kind(name, FAMILY, str(plant.__doc__), plant, CATEGORIES)
    for name, plant in (
        ("machine-start", start),
        ("machine-end", end),
        ("machine-inside", inside),
        ("reasoning-tags", reasoning),
        ("control-token", token),
        ("placeholder", placeholder),
        ("conflict-marks", conflict),
        ("program-error", traceback),
        ("program-message", message),
        ("lost-characters", characters),
    )
)
