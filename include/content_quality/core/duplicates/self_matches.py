"""Find what is told again: seeds of equal letters, chained along diagonals, checked with the Indel distance.

Each seed is paired with its last earlier occurrence only, which keeps the work linear whatever repeats how often.
Measured on 46 human-written posts with their paragraphs pasted again on one line: the copy is found, at 0.7 of its
extent
or more (intersection over union), in 0.96 of the posts; with 5, 10 and 20 % of its characters replaced in 0.93, 0.87
and 0.54.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel

from content_quality.core.document.prose import Indices, Part, Prose
from content_quality.core.duplicates.seeds import LONG_TEXT, SEED, Seeds

GAP = 64  # letters edited in a row before a chain ends; 99 % of the gaps between seeds at 20 % of edited letters
DRIFT = 24  # letters inserted or left out at one place of a chain
SHORTEST_CHAIN = 24  # letters; shorter chains are turns of phrase
# Indel similarity of two tellings; unrelated English paragraphs reach 0.55, and 25 % of edited words leave 0.80
ALIKE = 0.75
# the same of a copy with a typo or two; a pattern that repeats at once needs it, or lists of like entries would match
VERBATIM = 0.95
EDGE = 80  # letters at the end of a block that a chain may reach over when they are alike
LONGEST_COMPARED = 4_000  # letters; Indel is quadratic, and longer copies always share chains
SEEDS_APART = 30  # letters per shared seed at most; a quarter of all letters edited leaves one in 18
COVERED = 0.80  # of a block's letters stand in the earlier one: the same sentences in another order
OVERHANG = SEED  # letters by which a chain may reach out of a block that is told again whole: many sentences end alike
CANDIDATES = 2  # earlier blocks a block is compared with whole


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
        """Return whether this match tells again.

        As a part of `block`, nearly all of the block that `block` goes back to.
        """
        shared = min(self.source_last, block.source_last) - max(self.source_first, block.source_first)
        return shared >= COVERED * (block.source_last - block.source_first)


@dataclass(slots=True)
class _Chain:
    """A match while it grows; `matched` counts its equal letters."""

    first: int
    last: int
    source_first: int
    source_last: int
    matched: int
    unbroken: int

    def add(self, first: int, last: int, back: int) -> None:
        """Go on with the letters [first, last), which stood `back` letters before."""
        if last > self.last:
            self.matched += last - (max(self.last, first))
            if last - first > self.unbroken:
                self.unbroken = last - first
            self.last = last
            if last - back > self.source_last:
                self.source_last = last - back


@dataclass(frozen=True, slots=True)
class SelfMatches:
    """What a row tells again: `matches` by place, no letter in two of them, and runs that follow themselves at once.

    Each of `doubled` is (first, last, back): the letters [first, last) equal those `back` letters before, without a
    gap.
    """

    matches: tuple[Match, ...] = ()
    doubled: tuple[tuple[int, int, int], ...] = ()


def find_self_matches(prose: Prose) -> SelfMatches:
    """Return what `prose` tells again."""
    seeds = Seeds.of(prose.letters)
    if not len(seeds.at):
        return SelfMatches()
    segments = seeds.segments()
    chosen = _Chosen(len(prose))
    shortest = (
        SHORTEST_CHAIN if len(prose) < LONG_TEXT else 2 * SHORTEST_CHAIN
    )  # chance makes longer ones in longer texts
    chains = [chain for chain in _chains(segments) if chain.matched >= shortest]
    for chain in sorted(chains, key=lambda chain: (-chain.matched, chain.first)):
        match = _as_match(prose, chain)
        if match.likeness >= (ALIKE if match.source_last <= match.first else VERBATIM):
            chosen.add(match)
    for match in _whole_blocks(prose, seeds, chosen.matches):
        chosen.replace(match)
    doubled = tuple(segment for segment in segments if segment[1] - segment[0] >= segment[2])
    return SelfMatches(tuple(_joined(prose, chosen.matches)), doubled)


def _chains(segments: list[tuple[int, int, int]]) -> list[_Chain]:
    """Return the segments chained: in step on both sides, with short gaps, and nearly the same distance back."""
    chains: list[_Chain] = []
    latest: dict[int, _Chain] = {}  # by distance back, so that a segment looks at its own and two neighbours only
    find = latest.get
    for first, last, back in segments:
        near = back // DRIFT
        for distance in (near, near - 1, near + 1):
            chain = find(distance)
            if (
                chain
                and first - chain.last <= GAP
                and -SEED <= first - back - chain.source_last <= GAP
                and -DRIFT <= chain.last - chain.source_last - back <= DRIFT
            ):
                chain.add(first, last, back)
                break
        else:
            chain = _Chain(first, last, first - back, last - back, last - first, last - first)
            chains.append(chain)
        latest[near] = chain
    return chains


class _Chosen:
    """The matches kept so far, and which of them tells each letter again."""

    def __init__(self, letters: int) -> None:
        self.kept: list[Match | None] = []
        self.owner = np.full(letters, -1, np.int32)

    @property
    def matches(self) -> list[Match]:
        """The matches kept, by place."""
        return sorted((match for match in self.kept if match), key=lambda match: match.first)

    def add(self, match: Match) -> None:
        """Keep what `match` tells again that no other does, unless that is the lesser part of it."""
        free = np.flatnonzero(self.owner[match.first : match.last] < 0)
        if len(free) * 2 < match.length:
            return
        first, last = match.first + int(free[0]), match.first + int(free[-1]) + 1
        if last - first != len(free):
            return  # torn in two by a better match
        source_first = match.source_first + min(first - match.first, match.source_last - match.source_first - 1)
        source_last = max(source_first + 1, match.source_last - (match.last - last))
        self._keep(Match(first, last, source_first, source_last, match.likeness, min(match.unbroken, last - first)))

    def replace(self, match: Match) -> None:
        """Keep `match`, the whole of a block, instead of those that tell parts of it."""
        owners = set(self.owner[match.first : match.last].tolist()) - {-1}
        parts = [part for index in owners if (part := self.kept[index])]
        if match.likeness < VERBATIM and any(part.likeness >= VERBATIM and part.holds_whole(match) for part in parts):
            return  # the block holds an earlier one word for word, and more
        if all(match.first - OVERHANG <= part.first and part.last <= match.last + OVERHANG for part in parts):
            for index in owners:
                self.kept[index] = None
            self._keep(match)

    def _keep(self, match: Match) -> None:
        self.owner[match.first : match.last] = len(self.kept)
        self.kept.append(match)


def measured_likeness(prose: Prose, first: int, last: int, source_first: int, source_last: int, matched: int) -> float:
    """Return how alike two tellings are.

    By distance, or for very long ones by the share of letters in runs without an edit.
    """
    longer = max(last - first, source_last - source_first)
    if longer > LONGEST_COMPARED:
        return min(1.0, matched / longer)
    one, other = prose.letters[first:last], prose.letters[source_first:source_last]
    if len(one) == len(other) and bool((one == other).all()):
        return 1.0
    return float(Indel.normalized_similarity(prose.text(first, last), prose.text(source_first, source_last)))


def _as_match(prose: Prose, chain: _Chain) -> Match:
    """Return `chain` as a match that ends where blocks end, if it nearly does."""
    first, last, source_first, source_last = chain.first, chain.last, chain.source_first, chain.source_last
    if source_last <= first:
        head, source_head = prose.before(first), prose.before(source_first)
        if max(head[1] - head[0], source_head[1] - source_head[0]) <= EDGE and _alike(prose, head, source_head):
            first, source_first = head[0], source_head[0]
        tail, source_tail = prose.after(last), prose.after(source_last)
        short = max(tail[1] - tail[0], source_tail[1] - source_tail[0]) <= EDGE
        if short and source_tail[1] <= first and _alike(prose, tail, source_tail):
            last, source_last = tail[1], source_tail[1]
    likeness = measured_likeness(prose, first, last, source_first, source_last, chain.matched)
    if likeness < VERBATIM:
        first, last, source_first, source_last = _without_odd_ends(prose, first, last, source_first, source_last)
        if (first, last) != (chain.first, chain.last):
            likeness = measured_likeness(
                prose, first, last, source_first, source_last, round(likeness * (last - first))
            )
    return Match(first, last, source_first, source_last, likeness, min(chain.unbroken, last - first))


def _without_odd_ends(
    prose: Prose, first: int, last: int, source_first: int, source_last: int
) -> tuple[int, int, int, int]:
    """Return a near match without blocks at its ends that tell something else than what stands there in the source."""
    while (start := prose.before(last - 1)[0]) > first and not _alike(
        prose, (start, last), (max(source_first, source_last - (last - start)), source_last)
    ):
        if source_last - (last - start) <= source_first:
            break
        last, source_last = start, source_last - (last - start)
    while (end := prose.after(first + 1)[1]) < last and not _alike(
        prose, (first, end), (source_first, min(source_last, source_first + end - first))
    ):
        if source_first + end - first >= source_last:
            break
        first, source_first = end, source_first + end - first
    return first, last, source_first, source_last


def _alike(prose: Prose, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two stretches tell the same."""
    lengths = one[1] - one[0], other[1] - other[0]
    if min(lengths) == 0 or max(lengths) > LONGEST_COMPARED:
        return False
    return Indel.normalized_similarity(prose.text(*one), prose.text(*other)) >= ALIKE


def _whole_blocks(prose: Prose, seeds: Seeds, found: list[Match]) -> Iterator[Match]:
    """Yield blocks that tell an earlier one again with so many edits.

    Or in such another order, that no chain covers them.
    """
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
    """Return how many letters the seeds that begin at `at`, in order, cover."""
    ends = np.maximum.accumulate(at + length)
    return int(np.minimum(length, np.diff(ends, prepend=at[0])).sum())


def _joined(prose: Prose, found: list[Match]) -> list[Match]:
    """Return `found` with matches joined that go on with each other on both sides."""
    joined: list[Match] = []
    for match in found:
        last = joined[-1] if joined else None
        if (
            last
            and match.first - last.last <= GAP
            and abs(match.source_first - last.source_last) <= GAP
            and match.source_first >= last.source_first
        ):
            both = last.first, match.last, last.source_first, max(last.source_last, match.source_last)
            likeness = min(
                1.0, measured_likeness(prose, *both, round(last.likeness * last.length + match.likeness * match.length))
            )
            if likeness >= min(last.likeness, match.likeness, VERBATIM):
                joined[-1] = Match(*both, likeness, max(last.unbroken, match.unbroken))
                continue
        joined.append(match)
    return joined
