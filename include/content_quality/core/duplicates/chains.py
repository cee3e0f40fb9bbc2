"""Seeds chained along diagonals: in step on both sides, with short gaps."""

from __future__ import annotations

from dataclasses import dataclass

from content_quality.core.text.letter_runs import SEED

GAP = 64  # letters edited in a row before a chain ends; 99 % of the gaps between seeds at 20 % of edited letters
DRIFT = 24  # letters inserted or left out at one place of a chain
SHORTEST_CHAIN = 24  # letters; shorter chains are turns of phrase


@dataclass(slots=True)
class Chain:
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


def chains_of(segments: list[tuple[int, int, int]]) -> list[Chain]:
    """Return the segments chained: in step on both sides, with short gaps, and nearly the same distance back."""
    chains: list[Chain] = []
    latest: dict[int, Chain] = {}  # by distance back, so that a segment looks at its own and two neighbours only
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
                and (last - back <= chain.first or chain.source_last > chain.first)  # a copy right behind its source
            ):
                chain.add(first, last, back)
                break
        else:
            chain = Chain(first, last, first - back, last - back, last - first, last - first)
            chains.append(chain)
        latest[near] = chain
    return chains
