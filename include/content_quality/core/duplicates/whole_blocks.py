"""Blocks that repeat an earlier block with so many edits, or in such another order, that no chain covers them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rapidfuzz.distance import Indel

from content_quality.core.document.prose import Indices, Part, Prose
from content_quality.core.duplicates.chains import SHORTEST_CHAIN
from content_quality.core.duplicates.match import (
    ALIKE,
    COVERED,
    LONGEST_COMPARED,
    Match,
)
from content_quality.core.duplicates.seeds import Seeds
from content_quality.core.text.letter_runs import SEED

SEEDS_APART = 30  # letters per shared seed at most; a quarter of all letters edited leaves one in 18
CANDIDATES = 2  # earlier blocks a block is compared with whole


def whole_blocks(prose: Prose, seeds: Seeds, found: list[Match]) -> Iterator[Match]:
    """Yield blocks that repeat an earlier one with more edits, or in another order, than a chain covers."""
    at = np.searchsorted(prose.starts, seeds.at, side="right") - 1
    before = np.searchsorted(prose.starts, seeds.at - seeds.back, side="right") - 1
    sizes = np.diff(prose.starts, append=len(prose))
    open_blocks = (sizes >= SHORTEST_CHAIN) & (sizes <= LONGEST_COMPARED)
    for chain in found:
        for index in range(prose.part_at(chain.first), prose.part_at(chain.last - 1) + 1):
            part = prose.parts[index]
            if min(part.last, chain.last) - max(part.first, chain.first) >= COVERED * (part.last - part.first):
                open_blocks[index] = False
    worth = np.flatnonzero(open_blocks[at] & (at != before))
    pairs = at[worth] * len(prose.parts) + before[worth]
    order = np.argsort(pairs, kind="stable")
    edges = np.flatnonzero(np.diff(pairs[order], prepend=-1, append=-1))
    counts = np.diff(edges)
    enough = np.flatnonzero(counts * SEEDS_APART >= sizes[pairs[order[edges[:-1]]] // len(prose.parts)])
    candidates: dict[int, list[tuple[int, int, Indices]]] = {}
    for start, count in zip(edges[enough].tolist(), counts[enough].tolist(), strict=True):
        block, earlier = divmod(int(pairs[order[start]]), len(prose.parts))
        candidates.setdefault(block, []).append((-count, earlier, worth[order[start : start + count]]))
    for block, others in candidates.items():
        part = prose.parts[block]
        if part.heading:
            continue
        for _, earlier, shared in sorted(others, key=lambda pair: pair[:2])[:CANDIDATES]:
            source = prose.parts[earlier]
            size = part.last - part.first
            likeness = _block_likeness(prose, part, source)
            if likeness < ALIKE and len(shared) * 2 * SEED >= COVERED * size:
                told = _told(seeds.at[shared], seeds.length[shared]) / size
                likeness = told if told >= COVERED else 0.0
            if likeness < ALIKE:
                continue
            yield Match(part.first, part.last, source.first, source.last, likeness)
            break


def _block_likeness(prose: Prose, part: Part, source: Part) -> float:
    lengths = part.last - part.first, source.last - source.first
    if 2 * min(lengths) < ALIKE * sum(lengths) or max(lengths) > LONGEST_COMPARED:
        return 0.0
    return float(
        Indel.normalized_similarity(
            prose.text(part.first, part.last), prose.text(source.first, source.last), score_cutoff=ALIKE
        )
    )


def _told(at: Indices, length: Indices) -> int:
    """Return how many letters the seeds that begin at `at`, in order, cover. They are few: numpy would take longer."""
    told = reached = 0
    for start, end in zip(at.tolist(), (at + length).tolist(), strict=True):
        if end > reached:
            told += end - max(start, reached)
            reached = end
    return told
