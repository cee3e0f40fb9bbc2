"""Titles of posts that belong together: the same words with another number, month, part or release."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from content_quality.core.records import dataclass
from content_quality.core.text.inline_markup import folded

NUMBER = re.compile(r"\d+")
STAGE = re.compile(
    r"(?:preview|alpha|beta|rc|p|v)?\d+|\b(?:preview|alpha|beta|rc)\b"
)  # a number with the stage of a release before it, or the stage alone
WORD = re.compile(r"\w+")
ALIKE = 0.8  # Indel similarity of folded titles


@dataclass(frozen=True, slots=True)
class Title:
    """A folded title, the same without what counts posts (numbers, months), and what counts them, in order."""

    folded: str
    bare: str
    counts: tuple[str, ...]

    @classmethod
    def read(cls, text: str, language: str) -> Title:
        """Return `text`, a title in `language` (ISO 639-1 or `und`), taken apart."""
        return _read(text, language)

    def says(self, other: Title) -> bool:
        """Return whether the two say the same; another number or month makes another release, part or year."""
        if not self.folded or not other.folded or self.counts != other.counts:
            return False
        return Indel.normalized_similarity(self.folded, other.folded) >= ALIKE

    def is_instalment(self, other: Title) -> bool:
        """Return whether the two name two numbers, months or releases of one thing.

        Such posts share what it is told with.
        """
        if self.counts == other.counts or not self.bare or not other.bare:
            return False
        return Indel.normalized_similarity(self.bare, other.bare) >= ALIKE


@lru_cache(1_000)  # a post is compared with many others, and a few of them with many posts
def _read(text: str, language: str) -> Title:
    months = _months(language)
    words = WORD.findall(text.casefold())
    counts = tuple(count for word in words for count in ([word] if word in months else STAGE.findall(word)))
    return Title(folded(text), folded("".join(STAGE.sub("", word) for word in words if word not in months)), counts)


@cache
def _months(language: str) -> frozenset[str]:
    """Return the names of the months in `language`, in full and short, and in English.

    Those of a digit and a letter are numbers.
    """
    from babel import Locale, UnknownLocaleError  # a fifth of a second, which only a comparison waits for

    names: set[str] = set()
    for code in ("en", language):
        try:
            months = Locale.parse(code).months
        except (UnknownLocaleError, ValueError):
            continue
        for form in ("format", "stand-alone"):
            names.update(
                name.casefold().rstrip(".")
                for width in ("wide", "abbreviated")
                for name in months[form][width].values()
            )
    return frozenset(name for name in names if not NUMBER.search(name) and len(name) >= SHORTEST_MONTH) - WORDS


SHORTEST_MONTH = 3  # letters
WORDS = frozenset({"mar"})  # a short form that is a word elsewhere: the sea, in Spanish and Portuguese
