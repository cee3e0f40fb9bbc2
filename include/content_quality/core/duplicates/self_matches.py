"""Find what is told again: seeds of equal letters, chained along diagonals, checked with the Indel distance.

Each seed is paired with its last earlier occurrence only, which keeps the work linear whatever repeats how often.
Measured on 46 human-written posts with their paragraphs pasted again on one line: the copy is found, at 0.7 of its
extent or more (intersection over union), in 0.96 of the posts; with 5, 10 and 20 % of its characters replaced in 0.93,
0.87 and 0.54.
"""

from __future__ import annotations

import numpy as np

from content_quality.core.document.prose import Prose
from content_quality.core.duplicates.chains import GAP, SHORTEST_CHAIN, Chain, chains_of
from content_quality.core.duplicates.match import (
    ALIKE,
    VERBATIM,
    Match,
    alike,
    measured_likeness,
)
from content_quality.core.duplicates.seeds import LONG_TEXT, SEED, Seeds
from content_quality.core.duplicates.whole_blocks import whole_blocks
from content_quality.core.records import dataclass

EDGE = 80  # letters at the end of a block that a chain may reach over when they are alike
OVERHANG = SEED  # letters by which a chain may reach out of a block that is told again whole: many sentences end alike


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
    chains = [chain for chain in chains_of(segments) if chain.matched >= shortest]
    for chain in sorted(chains, key=lambda chain: (-chain.matched, chain.first)):
        match = _as_match(prose, chain)
        if match.likeness >= (ALIKE if match.source_last <= match.first else VERBATIM):
            chosen.add(match)
    for match in whole_blocks(prose, seeds, chosen.matches):
        chosen.replace(match)
    doubled = tuple(segment for segment in segments if segment[1] - segment[0] >= segment[2])
    return SelfMatches(tuple(_joined(prose, chosen.matches)), doubled)


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


def _as_match(prose: Prose, chain: Chain) -> Match:
    """Return `chain` as a match that ends where blocks end, if it nearly does."""
    first, last, source_first, source_last = chain.first, chain.last, chain.source_first, chain.source_last
    if source_last <= first:
        head, source_head = prose.before(first), prose.before(source_first)
        if max(head[1] - head[0], source_head[1] - source_head[0]) <= EDGE and alike(prose, head, source_head):
            first, source_first = head[0], source_head[0]
        tail, source_tail = prose.after(last), prose.after(source_last)
        short = max(tail[1] - tail[0], source_tail[1] - source_tail[0]) <= EDGE
        if short and source_tail[1] <= first and alike(prose, tail, source_tail):
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
    while (start := prose.before(last - 1)[0]) > first and not alike(
        prose, (start, last), (max(source_first, source_last - (last - start)), source_last)
    ):
        if source_last - (last - start) <= source_first:
            break
        last, source_last = start, source_last - (last - start)
    while (end := prose.after(first + 1)[1]) < last and not alike(
        prose, (first, end), (source_first, min(source_last, source_first + end - first))
    ):
        if source_first + end - first >= source_last:
            break
        first, source_first = end, source_first + end - first
    return first, last, source_first, source_last


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
