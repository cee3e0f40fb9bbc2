"""Seeds: short runs of letters that stood in the row before, paired with their last earlier occurrence only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from content_quality.core.document.prose import Indices, dense
from content_quality.core.records import dataclass
from content_quality.core.text.characters import Codes

Hashes = NDArray[np.uint64]

SPREAD, BASE = np.uint64(0xD6E8FEB86659FD93), np.uint64(0x9E3779B97F4A7C15)  # odd constants of published 64-bit mixers
SEED = 10  # letters of an alphabet; shorter seeds are common phrases
DENSE_SEED = 6  # letters of a dense script; two copies with every fifth letter edited still share seeds of 6
PERIOD = 3  # letters; runs of a shorter pattern are rulers and laughter, not passages
LONG_TEXT = 200_000  # letters; from here on seeds are twice as long, or chance pairs would hide the true ones
MOST_SEGMENTS = 200_000  # beyond this only the longest runs of equal letters count: bounds the time for hostile text


@dataclass(frozen=True, slots=True)
class Seeds:
    """Where seeds begin that stood there before (`at`), how far before (`back`), and how long they are."""

    at: Indices
    back: Indices
    length: Indices

    @classmethod
    def of(cls, letters: Codes) -> Seeds:
        """Return the seeds of `letters`."""
        nothing = np.zeros(0, np.int64)
        if len(letters) < 2 * SEED:
            return cls(nothing, nothing, nothing)
        hashes, lengths = _hashes(letters)
        again = _in_shared_buckets(hashes)
        candidates = hashes.take(again)
        order = _together(candidates)
        places, ordered = again.take(order), candidates.take(order)
        same = np.flatnonzero(ordered[1:] == ordered[:-1])
        at, before = places.take(same + 1), places.take(same)
        earlier = np.full(len(hashes), -1, np.int64)
        earlier[at] = before
        at = np.flatnonzero(earlier >= 0)
        back = at - earlier[at]
        proper = back >= PERIOD
        at, back = at[proper], back[proper]
        return cls(at, back, lengths[at])

    def segments(self) -> list[tuple[int, int, int]]:
        """Return runs of seeds at one distance: first letter, letter after the last, distance back; by place."""
        edges = np.flatnonzero((np.diff(self.at) != 1) | (np.diff(self.back) != 0)) + 1
        firsts = np.concatenate(([0], edges))
        lasts = np.concatenate((edges, [len(self.at)])) - 1
        starts, ends = self.at[firsts], self.at[lasts] + self.length[lasts]
        if len(starts) > MOST_SEGMENTS:
            longest = np.sort(np.argsort(starts - ends, kind="stable")[:MOST_SEGMENTS])
            firsts, starts, ends = firsts[longest], starts[longest], ends[longest]
        return list(zip(starts.tolist(), ends.tolist(), self.back[firsts].tolist(), strict=True))


def _hashes(letters: Codes) -> tuple[Hashes, Indices]:
    """Return a hash of the seed that begins at each letter and the seed's length: short where half of it is dense."""
    one = (
        np.append(letters, np.zeros(2 * SEED, np.uint32)).astype(np.uint64) * SPREAD
    )  # the end matches nothing, but holds a seed
    one ^= one >> np.uint64(32)
    two = one[:-1] * BASE + one[1:]
    four = two[:-2] * BASE**2 + two[2:]
    six = four[:-2] * BASE**2 + two[4:]
    ten = six[:-4] * BASE**4 + four[6:]
    dense_one = np.append(dense(letters), np.zeros(DENSE_SEED, np.bool_)).view(np.uint8)
    dense_two = dense_one[:-1] + dense_one[1:]
    dense_six = dense_two[:-4] + dense_two[2:-2] + dense_two[4:]
    mostly_dense = dense_six[: len(letters)] >= DENSE_SEED // 2
    short, long = DENSE_SEED, SEED
    if len(letters) >= LONG_TEXT:
        six, ten = six[:-DENSE_SEED] * BASE**DENSE_SEED + six[DENSE_SEED:], ten[:-SEED] * BASE**SEED + ten[SEED:]
        short, long = 2 * DENSE_SEED, 2 * SEED
    inside = len(letters)
    return np.where(mostly_dense, six[:inside], ten[:inside]), np.where(mostly_dense, short, long)


def _together(hashes: Hashes) -> Indices:
    """Return the order in which equal hashes stand together, by place.

    Numpy sorts 16 bits by radix, three times in half the time of 64 bits at once.
    """
    order = np.argsort(hashes.astype(np.uint16), kind="stable")
    for shift in (
        16,
        32,
    ):  # two hashes that differ only above meet once in ten million posts, and are not taken for equal
        order = order.take(np.argsort((hashes >> np.uint64(shift)).astype(np.uint16).take(order), kind="stable"))
    return order


def _in_shared_buckets(hashes: Hashes) -> Indices:
    """Return the indices of hashes that may be equal to another: nearly all others fall out without being sorted."""
    bits = min(24, max(12, len(hashes).bit_length() + 1))
    buckets = (hashes >> np.uint64(64 - bits)).astype(np.int64)
    shared = np.bincount(buckets, minlength=1 << bits) > 1
    return np.flatnonzero(shared.take(buckets))
