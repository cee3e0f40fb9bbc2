"""Sampled fingerprints: what two passages share when one is an edited, or a partial, copy of the other.

Every run of ten letters (six of a dense script) has a hash; a passage keeps those that a fixed rule of the hash
selects,
so that two passages keep the same ones of what they share (sampling "0 mod p": Broder 1997; Schleimer, Wilkerson and
Aiken 2003).
Short passages keep more of them. MinHash is cheaper to store, and finds one contained copy in ten.
"""

from __future__ import annotations

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
    hashes = windows(letters)
    weight = len(letters) + int(dense(letters).sum())
    one_in = next((one_in for most, one_in in DENSER if weight <= most), SPARSEST)
    kept = hashes[(hashes & np.uint64(one_in - 1)) == 0] if one_in > 1 else hashes
    return np.unique((kept >> np.uint64(32)).astype(np.uint32))


def windows(letters: Codes, seed: int = SEED, dense_seed: int = DENSE_SEED) -> NDArray[np.uint64]:
    """Return a hash of each run of `seed` letters, or of `dense_seed` where half of the run is dense."""
    if len(letters) < dense_seed:
        return np.zeros(0, np.uint64)
    one = letters.astype(np.uint64) * SPREAD
    one ^= one >> np.uint64(32)
    is_dense = dense(letters)
    if not is_dense.any():
        return _mixed(_rolled(one, seed))
    short = _rolled(one, dense_seed)
    count = np.concatenate(([0], np.cumsum(is_dense)))
    mostly = count[dense_seed:] - count[:-dense_seed] >= dense_seed // 2
    long = np.zeros(len(short), np.uint64)
    long[: max(0, len(letters) - seed + 1)] = _rolled(one, seed)
    chosen = np.where(mostly, short, long)
    return _mixed(chosen[mostly | (long != 0)])


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
