"""Words that stand for the same other words wherever they occur: what names the subject of two parallel passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from content_quality.core.duplicates.equal_runs import Difference

CONSISTENT = 2  # times that one word stands for the same other word; an edit made by chance is made once
WORD = 3  # letters of a word that may name a subject


def consistent_exchanges(
    differences: Sequence[Difference], words_in: Callable[[int, int], frozenset[str]]
) -> frozenset[Difference]:
    """Return the differences whose words stand for the same other words in another difference, too."""
    exchanges = {
        difference: (
            words_in(difference.first, difference.last),
            words_in(difference.source_first, difference.source_last),
        )
        for difference in differences
    }
    counted = Counter(exchanges.values())
    return frozenset(
        difference
        for difference, (mine, theirs) in exchanges.items()
        if counted[mine, theirs] >= CONSISTENT and mine and theirs and min(map(len, mine | theirs)) >= WORD
    )
