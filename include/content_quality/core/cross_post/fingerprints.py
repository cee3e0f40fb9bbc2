"""Sampled fingerprints: what two passages share when one is an edited, or a partial, copy of the other.

Every run of ten letters (six of a dense script) has a hash; a passage keeps those that a fixed rule of the hash
selects, so that two passages keep the same ones of what they share (sampling "0 mod p": Broder 1997; Schleimer,
Wilkerson and Aiken 2003). Short passages keep more of them. MinHash is cheaper to store, and finds one contained copy
in
ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from content_quality.core.text.characters import Codes
from content_quality.core.text.letter_runs import DENSE_SEED, SEED, LetterRuns

Prints = NDArray[np.uint32]

# Weight of a passage up to which one in so many runs is kept; samples are nested, so that passages of all lengths meet.
DENSER = ((80, 1), (160, 2), (320, 4))
SPARSEST = 8
MIXED = np.uint64(0xFF51AFD7ED558CCD)  # finaliser of MurmurHash3: neighbouring runs get unrelated bits


def fingerprints(letters: Codes) -> Prints:
    """Return the sampled fingerprints of a passage, each once, in order of size."""
    return fingerprints_of(LetterRuns(letters), [(0, len(letters))])[0]


def fingerprints_of(runs: LetterRuns, passages: Sequence[tuple[int, int]]) -> list[Prints]:
    """Return the fingerprints of each of `passages`, ranges of the letters of `runs`.

    All of a post at once, at a fifth of the cost.
    """
    if not passages:
        return []
    bounds = np.array(passages, np.int64)
    firsts, lasts = bounds[:, 0], bounds[:, 1]
    counts = np.maximum(0, np.minimum(lasts, len(runs.letters)) - DENSE_SEED + 1 - firsts)
    ends = np.cumsum(counts)
    places = np.arange(ends[-1], dtype=np.int64) + np.repeat(firsts - (ends - counts), counts)
    owners = np.repeat(np.arange(len(passages), dtype=np.uint64), counts)
    fits = runs.mostly_dense.take(places) | (places + SEED <= np.repeat(lasts, counts))
    found = _mixed(runs.hashes.take(places))
    kept = fits & ((found & np.repeat(_one_in(runs, firsts, lasts) - np.uint64(1), counts)) == 0)
    keys = np.sort((owners[kept] << np.uint64(32)) | (found[kept] >> np.uint64(32)))
    is_first = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    keys = keys[is_first]
    edges = np.searchsorted(keys, np.arange(len(passages) + 1, dtype=np.uint64) << np.uint64(32)).tolist()
    prints = keys.astype(np.uint32)
    return [prints[first:last] for first, last in pairwise(edges)]


def _one_in(runs: LetterRuns, firsts: NDArray[np.int64], lasts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return for each passage how many of its runs one is kept of."""
    thick = runs.dense_before
    weights = lasts - firsts + thick[lasts] - thick[firsts]
    most, samples = [most for most, _ in DENSER], [one_in for _, one_in in DENSER]
    return np.array([*samples, SPARSEST], np.uint64)[np.searchsorted(most, weights)]


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = (hashes ^ (hashes >> np.uint64(33))) * MIXED
    mixed ^= mixed >> np.uint64(29)
    return mixed
