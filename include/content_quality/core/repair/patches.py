"""A repair as replacements of the original text, so that each choice can be taken or left without computing anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from content_quality.core.records import dataclass
from content_quality.core.repair.edits import TracedText

LEFT_OUT = -1  # no edit

AS_PROPOSED = 0  # what is taken of a choice unless a person chooses
LEAVE = -1  # the passage stays as it is
KEEP_OTHER = 1  # this copy is kept, and the one that it repeats is deleted
DELETE_COPY = 2  # this copy is deleted, although it differs from the one that it repeats
Options = Mapping[int, int]  # what is taken of which choice
PROPOSED: Options = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Patch:
    """Put `text` in the place of [start, end) of the original, where this option of `choice` is taken."""

    start: int
    end: int
    text: str
    choice: int
    option: int = AS_PROPOSED


def is_taken(patch: Patch, options: Options) -> bool:
    """Return whether the option that `patch` belongs to is the one that is taken."""
    return options.get(patch.choice, AS_PROPOSED) == patch.option


class Choosable(Protocol):
    """A choice, of a proposal or of stored facts."""

    @property
    def is_open(self) -> bool:
        """Whether nothing is done unless a person decides."""


def possible_options(
    choices: Sequence[Choosable], patches: Sequence[Patch], wanted: Mapping[int, object]
) -> dict[int, int]:
    """Return what `wanted` takes that there is to take.

    Two choices may repeat one passage. It is deleted for the first of them only, so that one copy stays.
    """
    found: dict[int, int] = {}
    gone: list[Patch] = []
    for number, choice in enumerate(choices):
        option = wanted.get(number)
        mine = [patch for patch in patches if (patch.choice, patch.option) == (number, option)]
        if option == LEAVE and not choice.is_open:
            found[number] = LEAVE
        elif option in (KEEP_OTHER, DELETE_COPY) and mine and not _meet(mine, gone):
            found[number] = KEEP_OTHER if option == KEEP_OTHER else DELETE_COPY
            gone += mine
    return found


def _meet(some: Sequence[Patch], others: Sequence[Patch]) -> bool:
    return any(one.start < other.end and other.start < one.end for one in some for other in others)


def composed(original: str, patches: Sequence[Patch], options: Options = PROPOSED) -> str:
    """Return `original` with those of `patches` that `options` takes."""
    pieces: list[str] = []
    at = 0
    for patch in patches:
        if not is_taken(patch, options):
            continue
        pieces += original[at : patch.start], patch.text
        at = max(at, patch.end)
    return "".join([*pieces, original[at:]])


def placed(patches: Sequence[Patch], options: Options = PROPOSED) -> list[tuple[int, int, int]]:
    """Return where the choices that are taken wrote in the text of `composed`: choice, start and end."""
    found: list[tuple[int, int, int]] = []
    at = size = 0
    for patch in patches:
        if not is_taken(patch, options):
            continue
        size += max(0, patch.start - at)
        found.append((patch.choice, size, size + len(patch.text)))
        size += len(patch.text)
        at = max(at, patch.end)
    return found


def unchanged(size: int, patches: Sequence[Patch], options: Options = PROPOSED) -> list[tuple[int, int, int]]:
    """Return the stretches of an original of `size` characters that stay: where each was, where it is, how long."""
    found: list[tuple[int, int, int]] = []
    at = written = 0
    for patch in patches:
        if not is_taken(patch, options):
            continue
        if patch.start > at:
            found.append((at, written, patch.start - at))
            written += patch.start - at
        written += len(patch.text)
        at = max(at, patch.end)
    return [*found, (at, written, size - at)]


@dataclass
class Ownership:
    """Which edit deleted or moved each character of the original, by the number of the edit."""

    deleted: list[int]
    moved: list[int]

    @classmethod
    def of(cls, size: int) -> Ownership:
        """Return the ownership of `size` characters that no edit has touched."""
        return cls([LEFT_OUT] * size, [LEFT_OUT] * size)

    def note(self, traced: TracedText, start: int, end: int, edit: int, *, moves: bool) -> None:
        """Note that `edit` deletes or moves the characters [start, end) of the text at hand."""
        owners = self.moved if moves else self.deleted
        for place in traced.origin[start:end]:
            if place >= 0:
                owners[place] = edit


def patches_of(traced: TracedText, owned: Ownership, choice_of: Sequence[int]) -> tuple[Patch, ...]:
    """Return the replacements of the repair `traced` in order of place; `choice_of` names the choice of each edit."""
    present = set(traced.origin)
    inserted = list(_inserted(traced, owned, choice_of))
    gone = list(_gone(present, owned, choice_of))
    return ordered([*inserted, *gone])


def ordered(patches: Iterable[Patch]) -> tuple[Patch, ...]:
    """Return `patches` in order of place."""
    return tuple(sorted(patches, key=lambda patch: (patch.start, patch.end > patch.start)))


def _inserted(traced: TracedText, owned: Ownership, choice_of: Sequence[int]) -> Iterator[Patch]:
    """Yield what was put between characters of the original, behind the one that stands before it."""
    anchor, at = 0, 0
    origin, text = traced.origin, traced.text
    while at < len(origin):
        place = origin[at]
        if place >= 0 and owned.moved[place] == LEFT_OUT:
            anchor, at = place + 1, at + 1
            continue
        edit, start = (_inserting(place) if place < 0 else owned.moved[place]), at
        while at < len(origin) and _owner(origin[at], owned) == edit:
            at += 1
        yield Patch(anchor, anchor, text[start:at], choice_of[edit])


def _owner(place: int, owned: Ownership) -> int:
    return _inserting(place) if place < 0 else owned.moved[place]


def _inserting(place: int) -> int:
    """Return the number of the edit that added a character whose origin is `place`."""
    return -1 - place


def _gone(present: set[int], owned: Ownership, choice_of: Sequence[int]) -> Iterator[Patch]:
    """Yield the ranges of the original that were deleted, or that stand elsewhere now."""
    start, owner = 0, LEFT_OUT
    for place in range(len(owned.deleted) + 1):
        now = LEFT_OUT
        if place < len(owned.deleted):
            moved, deleted = owned.moved[place], owned.deleted[place]
            now = moved if moved != LEFT_OUT else deleted if place not in present else LEFT_OUT
        if now != owner:
            if owner != LEFT_OUT:
                yield Patch(start, place, "", choice_of[owner])
            start, owner = place, now
