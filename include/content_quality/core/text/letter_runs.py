"""Hashes of the short runs of letters that begin at each letter of a row: equal runs have equal hashes.

What stands twice in a post and what two posts share are both found by them, so that they are worked out once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from content_quality.core.cached import cached_property
from content_quality.core.records import dataclass
from content_quality.core.text.characters import Codes, dense

Hashes = NDArray[np.uint64]

SPREAD, BASE = np.uint64(0xD6E8FEB86659FD93), np.uint64(0x9E3779B97F4A7C15)  # odd constants of published 64-bit mixers
SEED = 10  # letters of an alphabet; shorter seeds are common phrases
DENSE_SEED = 6  # letters of a dense script; two copies with every fifth letter edited still share seeds of 6
BEHIND = 2 * SEED  # hashes of runs that reach over the end of the row; they equal no others


@dataclass(frozen=True, eq=False)
class LetterRuns:
    """The runs that begin at each of `letters`: one of `SEED` letters, and one of `DENSE_SEED`."""

    letters: Codes

    @cached_property
    def dense(self) -> NDArray[np.bool_]:
        """Which letters are of a dense script."""
        return dense(self.letters)

    @cached_property
    def dense_before(self) -> NDArray[np.int64]:
        """For each letter, and behind the last, how many letters of dense scripts stand before it."""
        before = np.zeros(len(self.letters) + 1, np.int64)
        np.cumsum(self.dense, dtype=np.int64, out=before[1:])
        return before

    @cached_property
    def mostly_dense(self) -> NDArray[np.bool_]:
        """Where the short run counts: half of its letters, or more, are dense."""
        one = np.zeros(len(self.letters) + DENSE_SEED, np.uint8)
        one[: len(self.letters)] = self.dense
        two = one[:-1] + one[1:]
        six = two[:-4] + two[2:-2] + two[4:]
        mostly: NDArray[np.bool_] = six[: len(self.letters)] >= DENSE_SEED // 2
        return mostly

    def both(self) -> tuple[Hashes, Hashes]:
        """Return the hashes of the short and of the long runs, and of some runs behind the last letter.

        They are not kept: of a post of a megabyte, they take 16.
        """
        one = np.zeros(len(self.letters) + BEHIND, np.uint64)
        one[: len(self.letters)] = self.letters
        one *= SPREAD
        one ^= one >> np.uint64(32)
        two = one[:-1] * BASE + one[1:]
        four = two[:-2] * BASE**2 + two[2:]
        six = four[:-2] * BASE**2 + two[4:]
        return six, six[:-4] * BASE**4 + four[6:]

    @cached_property
    def hashes(self) -> Hashes:
        """The hash of the run that counts at each letter."""
        short, long = self.both()
        return np.where(self.mostly_dense, short[: len(self.letters)], long[: len(self.letters)])
