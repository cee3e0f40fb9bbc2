"""Is one passage a copy of another, whole or in part? Candidates share fingerprints.

Here they are compared letter by letter.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from content_quality.core.cross_post.titles import NUMBER
from content_quality.core.document.prose import dense
from content_quality.core.duplicates.seeds import BASE, DENSE_SEED, SPREAD
from content_quality.core.records import dataclass
from content_quality.core.text.characters import codes_of

# Indel similarity of two whole passages; unrelated English paragraphs reach 0.55, and 30 % of the letters edited
# leave 0.70
WHOLE = 0.66
PARTIAL = 0.75  # the same of two stretches inside passages
ALIKE_LENGTHS = 0.6  # shorter by longer passage; below it one can only be a part of the other
WINDOW = 8  # letters of the runs that stretches are found by
GAP = 64  # letters edited in a row before a stretch ends
DRIFT = 24  # letters inserted or left out at one place
REMEMBERED = 1_000  # passages; one of 4,000 letters takes 100 kB
SHORTEST_STRETCH = 48  # weight of a shared stretch; shorter ones are turns of phrase


@dataclass(frozen=True, slots=True)
class Copied:
    """Letters [first, last) of a passage tell what [source_first, source_last) of an older one told.

    Likeness is in [0, 1].
    """

    first: int
    last: int
    source_first: int
    source_last: int
    likeness: float
    whole: bool  # of the passage


def copied(text: str, source: str, shortest: int = SHORTEST_STRETCH, *, in_part: bool = True) -> Copied | None:
    """Return how the folded passage `text` repeats the folded passage `source`, None when it does not.

    Without `in_part` only a copy as a whole counts: telling it takes a tenth of the time.
    """
    if text == source:
        return Copied(0, len(text), 0, len(source), 1.0, whole=True)
    if min(len(text), len(source)) >= ALIKE_LENGTHS * max(len(text), len(source)):
        likeness = Indel.normalized_similarity(text, source, score_cutoff=WHOLE)
        if likeness:
            return None if _other_numbers(text, source) else Copied(0, len(text), 0, len(source), likeness, whole=True)
    stretch = _stretch(text, source, shortest) if in_part else None
    if stretch is None:
        return None
    first, last, source_first, source_last = stretch
    part, source_part = text[first:last], source[source_first:source_last]
    likeness = Indel.normalized_similarity(part, source_part, score_cutoff=PARTIAL)
    if not likeness or _other_numbers(part, source_part):
        return None
    return Copied(first, last, source_first, source_last, likeness, whole=last - first >= 0.9 * len(text))


def _other_numbers(text: str, source: str) -> bool:
    """Return whether the two are one sentence about different things: releases, dates, scores."""
    numbers, source_numbers = NUMBER.findall(text), NUMBER.findall(source)
    return (
        numbers != source_numbers
        and bool(numbers or source_numbers)
        and _same_shape(text, source, set(numbers), set(source_numbers))
    )


def _same_shape(text: str, source: str, numbers: set[str], source_numbers: set[str]) -> bool:
    if NUMBER.sub("", text) == NUMBER.sub("", source):
        return True
    return (
        2 * len(numbers & source_numbers) < max(len(numbers), len(source_numbers))
        and min(len(numbers), len(source_numbers)) >= 1
    )


def _stretch(text: str, source: str, shortest: int) -> tuple[int, int, int, int] | None:
    """Return the longest stretch that both hold, by runs of equal letters in step; None when it weighs too little.

    First, last, source first, source last.
    """
    length = _window(text)
    if min(len(text), len(source)) < length:
        return None
    hashes, (ordered, order) = _hashed(text, length), _sorted(source, length)
    found = np.minimum(ordered.searchsorted(hashes), len(ordered) - 1)
    places = (ordered.take(found) == hashes).nonzero()[0]
    if not len(places):
        return None
    first, last = _to_ends(int(places[0]), int(places[-1]) + length, len(text))
    if not _weighs(text, first, last, shortest):  # most pairs share a turn of phrase
        return None
    sources = order.take(found.take(places))
    edges = ((places[1:] - places[:-1] != 1) | (sources[1:] - sources[:-1] != 1)).nonzero()[0] + 1
    firsts = np.concatenate(([0], edges))
    lasts = np.concatenate((edges, [len(places)])) - 1
    chains: list[list[int]] = []  # first, last, source first, source last, matched
    runs = zip(
        places[firsts].tolist(),
        (places[lasts] + length).tolist(),
        sources[firsts].tolist(),
        (sources[lasts] + length).tolist(),
        strict=True,
    )
    for first, last, source_first, source_last in runs:
        for chain in reversed(chains[-4:]):
            if (
                first - chain[1] <= GAP
                and -length <= source_first - chain[3] <= GAP
                and abs((source_first - first) - (chain[3] - chain[1])) <= DRIFT
            ):
                chain[1], chain[3], chain[4] = last, max(chain[3], source_last), chain[4] + last - first
                break
        else:
            chains.append([first, last, source_first, source_last, last - first])
    first, last, source_first, source_last, _ = max(chains, key=lambda chain: chain[4])
    if first <= DRIFT and source_first <= DRIFT:
        first = source_first = 0
    if len(text) - last <= DRIFT and len(source) - source_last <= DRIFT:
        last, source_last = len(text), len(source)
    return (first, last, source_first, source_last) if _weighs(text, first, last, shortest) else None


def _to_ends(first: int, last: int, length: int) -> tuple[int, int]:
    """Return the farthest that a stretch may reach in a text of `length` letters."""
    return 0 if first <= DRIFT else first, length if length - last <= DRIFT else last


def _weighs(text: str, first: int, last: int, shortest: int) -> bool:
    weights = _weights(text)
    return bool(weights[last] - weights[first] >= shortest)


# A passage is compared with several others, and they with others of its post: its runs are hashed and sorted once.
@lru_cache(REMEMBERED)
def _weights(text: str) -> NDArray[np.int64]:
    """Return what the letters before each letter of `text`, and before its end, weigh."""
    letters = codes_of(text)
    return np.concatenate(([0], np.cumsum((letters != 0).astype(np.int64) + dense(letters))))


@lru_cache(REMEMBERED)
def _window(text: str) -> int:
    """Return the length of the runs that stretches of `text` are found by."""
    letters = codes_of(text)
    return DENSE_SEED if 2 * int(dense(letters).sum()) >= len(letters) else WINDOW


@lru_cache(REMEMBERED)
def _sorted(text: str, length: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hashes of the runs of `length` letters in order of size, and where each begins."""
    hashes = _hashed(text, length)
    order = hashes.argsort(kind="stable")
    return hashes.take(order), order


@lru_cache(REMEMBERED)
def _hashed(text: str, length: int) -> NDArray[np.uint64]:
    """Return a hash of each run of `length` letters."""
    one = codes_of(text).astype(np.uint64) * SPREAD
    one ^= one >> np.uint64(32)
    count = len(one) - length + 1
    rolled = one[:count].copy()
    for offset in range(1, length):
        rolled *= BASE
        rolled += one[offset : offset + count]
    return rolled
