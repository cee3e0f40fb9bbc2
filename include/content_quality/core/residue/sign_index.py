"""Signs by the words that they need, so that a text is asked for few of them."""

from __future__ import annotations

import re

from content_quality.core.residue.sign import Sign

WORD = re.compile(r"\w+")


class SignIndex:
    """Signs by their anchors, so that a text is asked for few of them."""

    def __init__(self, signs: tuple[Sign, ...]) -> None:
        self._anywhere = [sign for sign in signs if sign.at == "anywhere"]
        signs = tuple(sign for sign in signs if sign.at != "anywhere")
        self._always = [sign for sign in signs if not sign.anchors]
        self._order = {sign: number for number, sign in enumerate(signs)}
        self._by_word: dict[str, list[Sign]] = {}
        self._by_part: dict[
            str, dict[str, tuple[frozenset[str], list[Sign]]]
        ] = {}  # by the last of its characters in the order of Unicode
        for sign in signs:
            for anchor in sign.anchors:
                if sign.is_anchored_by_words:
                    self._by_word.setdefault(anchor, []).append(sign)
                else:
                    self._by_part.setdefault(max(anchor), {}).setdefault(anchor, (frozenset(anchor), []))[1].append(
                        sign
                    )

    def anywhere_in(self, text: str) -> list[Sign]:
        """Return the signs that may stand inside a sentence of `text`."""
        return [sign for sign in self._anywhere if sign.has_all_in(text)]

    def possible(self, text: str) -> dict[Sign, list[str]]:
        """Return the signs that may stand in `text`, which is in lower case, with the anchors that stand there.

        They come in the order of the files: sets of words have another order in every process, and the first sign is
        told.
        """
        words = set(WORD.findall(text))
        found: dict[Sign, list[str]] = {sign: [""] for sign in self._always}
        for word in self._by_word.keys() & words:
            for sign in self._by_word[word]:
                found.setdefault(sign, []).append(word)
        characters = set(text)
        for character in self._by_part.keys() & characters:
            for part, (letters, signs) in self._by_part[character].items():
                if letters <= characters and part in text:
                    for sign in signs:
                        found.setdefault(sign, []).append(part)
        possible = (sign for sign in found if sign.may_be_in(words, text))
        return {sign: found[sign] for sign in sorted(possible, key=self._order.__getitem__)}
