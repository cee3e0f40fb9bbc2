"""Signs by the words that they need, so that a text is asked for few of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from content_quality.core.residue.sign import Sign
from content_quality.core.text.characters import codes_of

PAIRS = 1 << 16  # numbers of pairs; two pairs with one number cost a look, no more


class SignIndex:
    """Signs by what they need, so that a text is asked for few of them."""

    def __init__(self, signs: tuple[Sign, ...]) -> None:
        self._anywhere = [sign for sign in signs if sign.at == "anywhere"]
        self._needs = [
            (sign, (*sign.words, *map(frozenset, sign.parts)), frozenset(sign.anchors))
            for sign in signs
            if sign.at != "anywhere"
        ]
        self._unanchored = [number for number, (_, _, anchors) in enumerate(self._needs) if not anchors]
        self._by_anchor: dict[str, list[int]] = {}
        for number, (_, _, anchors) in enumerate(self._needs):
            for anchor in anchors:
                self._by_anchor.setdefault(anchor, []).append(number)
        words = {word for sign, _, _ in self._needs for group in sign.words for word in group}
        letters = "".join(sorted(letter for letter in set("".join(words)) if letter.isalnum() or letter == "_"))
        self._words = re.compile(f"[{re.escape(letters)}]+" if letters else r"(?!)")  # a third of the time of all words
        parts = sorted({part for sign, _, _ in self._needs for group in sign.parts for part in group})
        self._single = [part for part in parts if len(part) == 1]
        self._longer = [part for part in parts if len(part) > 1]
        pairs = [_pairs(part) for part in self._longer]
        self._pairs = np.concatenate(pairs) if pairs else np.zeros(0, np.uint32)  # of one part after the other
        self._begins = np.cumsum([0, *map(len, pairs)])[:-1]

    def anywhere_in(self, text: str) -> list[Sign]:
        """Return the signs that may stand inside a sentence of `text`."""
        return [sign for sign in self._anywhere if sign.has_all_in(text)]

    def possible(self, text: str) -> dict[Sign, list[str]]:
        """Return the signs that may stand in `text`, which is in lower case, with the anchors that stand there.

        They come in the order of the files, because the first sign is told.
        """
        held = {*self._words.findall(text), *self._parts_of(text)}
        anchored = [number for anchor in self._by_anchor.keys() & held for number in self._by_anchor[anchor]]
        found: dict[Sign, list[str]] = {}
        for number in sorted({*anchored, *self._unanchored}):
            sign, groups, anchors = self._needs[number]
            if not any(map(held.isdisjoint, groups)):
                found[sign] = list(anchors & held) if anchors else [""]
        return found

    def _parts_of(self, text: str) -> Iterator[str]:
        """Yield the parts that stand in `text`: one look at each two characters leaves few to be looked for."""
        yield from (part for part in self._single if part in text)
        if self._longer:
            seen = np.zeros(PAIRS, np.bool_)
            seen[_pairs(text)] = True
            possible = np.logical_and.reduceat(seen.take(self._pairs), self._begins)
            yield from (part for part in compress(self._longer, possible.tolist()) if part in text)


def _pairs(text: str) -> NDArray[np.uint32]:
    """Return a number below `PAIRS` for each two characters that follow each other in `text`."""
    codes = codes_of(text)
    return (codes[:-1] * np.uint32(31) + codes[1:]) % np.uint32(PAIRS)
