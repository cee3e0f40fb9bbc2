"""Sampled fingerprints: what two passages share when one is an edited, or a partial, copy of the other.

Every run of ten letters (six of a dense script) has a hash; a passage keeps those that a fixed rule of the hash
selects, so that two passages keep the same ones of what they share (sampling "0 mod p": Broder 1997; Schleimer,
Wilkerson and Aiken 2003). Short passages keep more of them. MinHash is cheaper to store, and finds one contained copy
in
ten.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from content_quality.core.document.prose import dense
from content_quality.core.duplicates.seeds import BASE, DENSE_SEED, SEED, SPREAD
from content_quality.core.text.characters import Codes

Prints = NDArray[np.uint32]

# Weight of a passage up to which one in so many runs is kept; samples are nested, so that passages of all lengths meet.
DENSER = ((80, 1), (160, 2), (320, 4))
SPARSEST = 8
MIXED = np.uint64(0xFF51AFD7ED558CCD)  # finaliser of MurmurHash3: neighbouring runs get unrelated bits


def fingerprints(letters: Codes) -> Prints:
    """Return the sampled fingerprints of a passage, each once, in order of size."""
    return fingerprints_of(letters, [(0, len(letters))])[0]


def fingerprints_of(letters: Codes, passages: Sequence[tuple[int, int]]) -> list[Prints]:
    """Return the fingerprints of each of `passages`, ranges of `letters`.

    All of a post at once, at a fifth of the cost.
    """
    if not passages:
        return []
    hashes, is_long = _windows(letters)
    bounds = np.array(passages, np.int64)
    firsts, lasts = bounds[:, 0], bounds[:, 1]
    counts = np.maximum(0, np.minimum(lasts - DENSE_SEED + 1, len(hashes)) - firsts)
    ends = np.cumsum(counts)
    places = np.arange(ends[-1], dtype=np.int64) + np.repeat(firsts - (ends - counts), counts)
    owners = np.repeat(np.arange(len(passages), dtype=np.uint64), counts)
    fits = ~is_long.take(places) | (places + SEED <= np.repeat(lasts, counts))
    found = hashes.take(places)
    kept = fits & ((found & np.repeat(_one_in(letters, firsts, lasts) - np.uint64(1), counts)) == 0)
    keys = np.unique((owners[kept] << np.uint64(32)) | (found[kept] >> np.uint64(32)))
    edges = np.searchsorted(keys, np.arange(1, len(passages), dtype=np.uint64) << np.uint64(32))
    return np.split(keys.astype(np.uint32), edges)


def _one_in(letters: Codes, firsts: NDArray[np.int64], lasts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return for each passage how many of its runs one is kept of."""
    thick = np.concatenate(([0], np.cumsum(dense(letters))))
    weights = lasts - firsts + thick[lasts] - thick[firsts]
    most, samples = [most for most, _ in DENSER], [one_in for _, one_in in DENSER]
    return np.array([*samples, SPARSEST], np.uint64)[np.searchsorted(most, weights)]


def _windows(letters: Codes) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Return a hash of the run that begins at each letter, and whether it is a long one.

    A short one is mostly dense.
    """
    if len(letters) < DENSE_SEED:
        return np.zeros(0, np.uint64), np.zeros(0, np.bool_)
    one = letters.astype(np.uint64) * SPREAD
    one ^= one >> np.uint64(32)
    count = len(letters) - DENSE_SEED + 1
    long = np.zeros(count, np.uint64)
    rolled = _rolled(one, SEED)
    long[: len(rolled)] = rolled
    is_dense = dense(letters)
    if not is_dense.any():
        return _mixed(long), np.ones(count, np.bool_)
    thick = np.concatenate(([0], np.cumsum(is_dense)))
    mostly = thick[DENSE_SEED:] - thick[:-DENSE_SEED] >= DENSE_SEED // 2
    return _mixed(np.where(mostly, _rolled(one, DENSE_SEED), long)), ~mostly


def _rolled(one: NDArray[np.uint64], count: int) -> NDArray[np.uint64]:
    """Return the polynomial hash of each run of `count` values."""
    length = len(one) - count + 1
    if length <= 0:
        return np.zeros(0, np.uint64)
    rolled = one[:length].copy()
    for offset in range(1, count):
        rolled *= BASE
        rolled += one[offset : offset + length]
    return rolled


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = (hashes ^ (hashes >> np.uint64(33))) * MIXED
    mixed ^= mixed >> np.uint64(29)
    return mixed
