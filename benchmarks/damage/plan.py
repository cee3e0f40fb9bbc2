"""The posts of a run: sound ones, damaged ones with their sound twins, and near misses. The same seed makes the same bytes."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.damage.damages import KINDS, Kind
from benchmarks.damage.draft import Draft, compose
from benchmarks.damage.language import codes, language
from benchmarks.damage.near_misses import NEAR_MISSES

SEED = 20261129
CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Case:
    """One post of the benchmark. `twin` names the sound post that a damaged one, or a near miss, was made of."""

    name: str
    language: str
    family: str
    label: str  # the kind of damage, the near miss, or `clean`
    text: str
    kind: Kind | None = None
    twin: str = ""
    first: int = 0  # damaged lines
    last: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many posts there are in each language: sound ones, and those of each kind and each near miss."""

    languages: Sequence[str] = ()  # all, when empty
    sound: int = 12
    each: int = 2
    seed: int = SEED

    def cases(self) -> Iterator[Case]:
        """Yield every post, the sound ones of a language before those that are made of them."""
        for code in self.languages or codes():
            for number in range(max(self.sound, self.each)):
                yield Case(_name(code, CLEAN, number), code, CLEAN, CLEAN, self._sound(code, number).text)
            for number in range(self.each):
                yield from self._variants(code, number)

    def _variants(self, code: str, number: int) -> Iterator[Case]:
        draft, twin = self._sound(code, number), _name(code, CLEAN, number)
        for kind in KINDS:
            made = kind.plant(draft, self._chance(code, number, kind.name))
            name = _name(code, kind.name, number)
            yield Case(name, code, kind.family, kind.name, made.draft.text, kind, twin, made.first, made.last)
        for near in NEAR_MISSES:
            text = near.write(draft, self._chance(code, number, near.name)).text
            yield Case(_name(code, f"near-{near.name}", number), code, near.family, near.name, text, twin=twin)

    def _sound(self, code: str, number: int) -> Draft:
        return compose(language(code), number, self._chance(code, number, CLEAN))

    def _chance(self, *parts: object) -> random.Random:
        return random.Random(zlib.crc32(repr((self.seed, *parts)).encode()))


def _name(code: str, label: str, number: int) -> str:
    return f"{code}/{label}-{number:02}.md"
