"""A passage that repeats an earlier one, and how alike the two are."""

from __future__ import annotations

from rapidfuzz.distance import Indel

from content_quality.core.document.prose import Prose
from content_quality.core.records import dataclass

# Indel similarity of two tellings; unrelated English paragraphs reach 0.55, and 25 % of edited words leave 0.80
ALIKE = 0.75
# the same of a copy with a typo or two; a pattern that repeats at once needs it, or lists of like entries would match
VERBATIM = 0.95
LONGEST_COMPARED = 4_000  # letters; Indel is quadratic, and longer copies always share chains
COVERED = 0.80  # of a block's letters stand in the earlier one: the same sentences in another order


@dataclass(frozen=True, slots=True)
class Match:
    """Letters [first, last) tell again what [source_first, source_last) told.

    They overlap where a pattern repeats at once.
    """

    first: int
    last: int
    source_first: int
    source_last: int
    likeness: float
    unbroken: int = 0  # letters of the longest run without an edit

    @property
    def length(self) -> int:
        """How many letters are told again."""
        return self.last - self.first

    @property
    def one_period(self) -> Match:
        """The match itself or, where a pattern follows itself at once, what equals the pattern's first occurrence."""
        if self.source_last <= self.first:
            return self
        size = min(self.length, self.first - self.source_first)
        last = self.source_first + size
        return Match(self.first, self.first + size, self.source_first, last, self.likeness, min(self.unbroken, size))

    def holds_whole(self, block: Match) -> bool:
        """Return whether this match, a part of `block`, repeats nearly all of the block that `block` goes back to."""
        shared = min(self.source_last, block.source_last) - max(self.source_first, block.source_first)
        return shared >= COVERED * (block.source_last - block.source_first)


def measured_likeness(prose: Prose, first: int, last: int, source_first: int, source_last: int, matched: int) -> float:
    """Return how alike two occurrences are.

    The measure is their distance; for very long ones it is the share of letters in runs without an edit.
    """
    longer = max(last - first, source_last - source_first)
    if longer > LONGEST_COMPARED:
        return min(1.0, matched / longer)
    one, other = prose.letters[first:last], prose.letters[source_first:source_last]
    if len(one) == len(other) and bool((one == other).all()):
        return 1.0
    return float(Indel.normalized_similarity(prose.text(first, last), prose.text(source_first, source_last)))


def alike(prose: Prose, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two stretches tell the same."""
    lengths = one[1] - one[0], other[1] - other[0]
    if min(lengths) == 0 or max(lengths) > LONGEST_COMPARED:
        return False
    return Indel.normalized_similarity(prose.text(*one), prose.text(*other)) >= ALIKE
