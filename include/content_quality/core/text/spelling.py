"""Words of scripts that set spaces between them."""

from __future__ import annotations

import regex

from content_quality.core.text.patterns import lazy

LONGEST_WORD = 40  # letters; a longer run is an address, a number or damage, and is left as it is
_SPELT = lazy(
    r"[[\p{L}\p{M}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー]]",
    regex.VERSION1,
)


def beside_word(text: str, place: int) -> int:
    """Return the place nearest to `place` that cuts no word of `text` in two.

    `place` itself when both ends are as near.

    A capital after a small letter begins a word: what was pasted behind half a word stays apart from it.
    """
    before = _letters(text, range(place - 1, -1, -1))
    after = _letters(text, range(place, len(text)))
    if (
        not before
        or not after
        or max(before, after) > LONGEST_WORD
        or (text[place - 1].islower() and text[place].isupper())
    ):
        return place
    return place if before == after else place - before if before < after else place + after


def _letters(text: str, places: range) -> int:
    """Return how many of `places`, from the first on, hold letters of one word, at most one more than a word has."""
    for count, place in enumerate(places[: LONGEST_WORD + 1]):
        if not _SPELT.match(text, place):
            return count
    return min(len(places), LONGEST_WORD + 1)
