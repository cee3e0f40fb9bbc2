"""Words that stand for the same other words wherever they occur: what names the subject of two parallel passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

from content_quality.core.duplicates.equal_runs import Difference
from content_quality.core.text.content_languages import phrases

CONSISTENT = 2  # times that one word stands for the same other word; an edit made by chance is made once
FIRST_WORDS = 2  # of a sentence, among which it says no
WORD = 3  # letters of a word that may name a subject


def consistent_exchanges(
    differences: Sequence[Difference], words_in: Callable[[int, int], frozenset[str]]
) -> frozenset[Difference]:
    """Return the differences whose words stand for the same other words in another difference, too."""
    exchanges = {
        difference: (
            _subject(words_in(difference.first, difference.last)),
            _subject(words_in(difference.source_first, difference.source_last)),
        )
        for difference in differences
    }
    counted = Counter(exchanges.values())
    return frozenset(
        difference
        for difference, (mine, theirs) in exchanges.items()
        if counted[mine, theirs] >= CONSISTENT and min(len(mine), len(theirs)) >= WORD
    )


def _subject(words: frozenset[str]) -> str:
    """Return the longest word: articles and particles change with the noun that they stand before."""
    return max(words, key=lambda word: (len(word), word), default="")


@cache
def _negations() -> frozenset[str]:
    return frozenset(phrases("negations"))


def says_no(words: Sequence[str]) -> bool:
    """Return whether a sentence that begins with `words` says what not to do: “Do not”, “Ne pas”, “Nicht”."""
    plain = (word.casefold().replace("'", "").replace("’", "") for word in words[:FIRST_WORDS])
    return not _negations().isdisjoint(plain)
