"""The runs of equal letters of one passage and several others, and the longest stretch that they make up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from content_quality.core.records import dataclass
from content_quality.core.text.characters import Codes, codes_of, dense
from content_quality.core.text.letter_runs import BASE, DENSE_SEED, SPREAD

WINDOW = 8  # letters of the runs that stretches are found by
GAP = 64  # letters edited in a row before a stretch ends
DRIFT = 24  # letters inserted or left out at one place

APART = np.uint64(0xC2B2AE3D27D4EB4F)  # an odd constant of xxHash

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AskedPassage:
    """A folded passage and others that may hold parts of it."""

    text: str
    sources: tuple[str, ...]

    @property
    def window(self) -> int:
        """How many letters the runs have that stretches of the passage are found by."""
        letters = codes_of(self.text)
        return DENSE_SEED if 2 * int(dense(letters).sum()) >= len(letters) else WINDOW


Stretched = tuple[int, int, int, int]  # first and last letter in a passage, first and last letter in another one


def stretches(asked: Sequence[AskedPassage], shortest: int) -> list[list[Stretched | None]]:
    """Return for each passage the longest stretch of runs in step with each of its others.

    None where it weighs less than `shortest`.
    """
    found: list[list[Stretched | None]] = [[] for _ in asked]
    for window in (DENSE_SEED, WINDOW):
        numbers = [number for number, one in enumerate(asked) if one.window == window]
        for batch in _batches(numbers, asked):
            shared = _SharedRuns.of([asked[number] for number in batch], window)
            for number, each in zip(batch, shared.stretches(shortest), strict=True):
                found[number] = each
    return found


def _batches(numbers: Sequence[int], asked: Sequence[AskedPassage]) -> Iterator[list[int]]:
    """Yield `numbers` in groups that hold some `LETTERS` letters: one call of numpy takes as long as for a hundred."""
    batch: list[int] = []
    letters = 0
    for number in numbers:
        batch.append(number)
        letters += len(asked[number].text) + sum(map(len, asked[number].sources))
        if letters >= LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


LETTERS = 16_000  # that are looked at together: what belongs to them stays in the caches of a processor


@dataclass(frozen=True, slots=True)
class _SharedRuns:
    """Where runs of letters begin that passages and their others both hold. All stand in one row of letters."""

    asked: Sequence[AskedPassage]
    length: int  # letters of a run
    weights: NDArray[np.int64]  # what the letters before each letter of the row weigh
    places: Places  # of runs in the passages, by the other passage that shares them, in order
    others: Places  # where the same runs begin in the other passages, at the first of their places there
    edges: list[int]  # between the runs of one passage of the row and of the next

    @classmethod
    def of(cls, asked: Sequence[AskedPassage], length: int) -> _SharedRuns:
        """Return what each of `asked` shares with its others: hashed as one row of letters, and sorted once."""
        row = [text for one in asked for text in (one.text, *one.sources)]
        counts = [1 + len(one.sources) for one in asked]
        letters = codes_of("".join(row))
        weights = np.concatenate(([0], np.cumsum((letters != 0).astype(np.int64) + dense(letters))))
        sizes = np.array(list(map(len, row)))
        ends = np.cumsum(sizes)
        # Told apart by what is asked: a run meets those of the same passage and its others only.
        hashes = _hashed(letters, length)
        apart = np.repeat(np.repeat(np.arange(len(asked), dtype=np.uint64) * APART, counts), sizes)
        runs, at = _equal(hashes + apart[: len(hashes)])
        owners = ends.searchsorted(at, "right")
        inside = at + length <= ends.take(owners)  # the others begin in one passage and end in the next
        runs, at, owners = runs[inside], at[inside], owners[inside]
        is_text = np.zeros(len(row), np.bool_)
        is_text[np.cumsum([0, *counts[:-1]])] = True
        own = is_text.take(owners)
        first = ~own
        first[1:] &= (runs[1:] != runs[:-1]) | (owners[1:] != owners[:-1])  # of its places in one passage: few pairs
        starts, lasts = (runs[own].searchsorted(runs[first], side) for side in ("left", "right"))
        pairs = lasts - starts
        places = at[own].take(_ranges(starts, pairs))
        sharing, others = np.repeat(owners[first], pairs), np.repeat(at[first], pairs)
        order = (sharing * len(letters) + places).argsort()
        edges = sharing.take(order).searchsorted(np.arange(len(row) + 1)).tolist()
        return cls(asked, length, weights, places.take(order), others.take(order), edges)

    def stretches(self, shortest: int) -> Iterator[list[Stretched | None]]:
        """Yield for each passage the stretch that it shares with each of its others."""
        number = start = 0
        for one in self.asked:
            found: list[Stretched | None] = []
            source_start = start + len(one.text)
            for source in one.sources:
                number += 1
                first, last = self.edges[number], self.edges[number + 1]
                ranges = (start, start + len(one.text), source_start, source_start + len(source))
                found.append(self._stretch(self.places[first:last], self.others[first:last], ranges, shortest))
                source_start += len(source)
            number, start = number + 1, source_start
            yield found

    def _stretch(self, places: Places, others: Places, ranges: Stretched, shortest: int) -> Stretched | None:
        """Return the longest stretch of the runs at `places` and at `others`, by its letters in both passages.

        `ranges` are those of both passages in the row.
        """
        if not len(places):
            return None
        start, end, source_start, source_end = ranges
        first, last = int(places[0]), int(places[-1]) + self.length
        if not self._weighs(start if first - start <= DRIFT else first, end if end - last <= DRIFT else last, shortest):
            return None  # most pairs share a turn of phrase
        chains: list[list[int]] = []  # first, last, source first, source last, matched
        for run in self._unbroken(places, others):
            _lengthen(chains, self.length, *run)
        first, last, source_first, source_last, _ = max(chains, key=lambda chain: chain[4])
        if first - start <= DRIFT and source_first - source_start <= DRIFT:
            first, source_first = start, source_start
        if end - last <= DRIFT and source_end - source_last <= DRIFT:
            last, source_last = end, source_end
        if not self._weighs(first, last, shortest):
            return None
        return first - start, last - start, source_first - source_start, source_last - source_start

    def _weighs(self, first: int, last: int, shortest: int) -> bool:
        return bool(self.weights[last] - self.weights[first] >= shortest)

    def _unbroken(self, places: Places, others: Places) -> Iterator[tuple[int, int, int, int]]:
        """Yield runs that follow each other letter by letter as one: first, last, source first, source last."""
        edges = (((places[1:] - places[:-1]) != 1) | ((others[1:] - others[:-1]) != 1)).nonzero()[0] + 1
        firsts, lasts = [0, *edges.tolist()], [*(edges - 1).tolist(), len(places) - 1]
        at, source = places.tolist(), others.tolist()
        for first, last in zip(firsts, lasts, strict=True):
            yield at[first], at[last] + self.length, source[first], source[last] + self.length


def _lengthen(chains: list[list[int]], length: int, first: int, last: int, source_first: int, source_last: int) -> None:
    """Add a run to the chain that it continues, or begin a new one with it."""
    for chain in reversed(chains[-4:]):
        if (
            first - chain[1] <= GAP
            and -length <= source_first - chain[3] <= GAP
            and abs((source_first - first) - (chain[3] - chain[1])) <= DRIFT
        ):
            chain[1], chain[3], chain[4] = last, max(chain[3], source_last), chain[4] + last - first
            return
    chains.append([first, last, source_first, source_last, last - first])


def _equal(hashes: NDArray[np.uint64]) -> tuple[Places, Places]:
    """Return the number of each hash that stands in several places, and the places, both in order.

    Their highest bits are compared: the place takes the lowest ones, so that sorting the numbers sorts the places too.
    """
    bits = np.uint64(len(hashes).bit_length())
    rows = ((hashes >> bits) << bits) | np.arange(len(hashes), dtype=np.uint64)
    rows.sort()
    kept = rows >> bits
    again = kept[1:] == kept[:-1]
    shared = np.zeros(len(rows), np.bool_)
    shared[1:] |= again
    shared[:-1] |= again
    groups, found = kept[shared], rows[shared]
    numbers = np.zeros(len(groups), np.int64)
    np.cumsum(groups[1:] != groups[:-1], out=numbers[1:])
    return numbers, (found & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)


def _ranges(starts: Places, counts: Places) -> Places:
    """Return the numbers of all ranges, each of `counts` numbers from one of `starts`."""
    ends = np.cumsum(counts)
    numbers: Places = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - (ends - counts), counts)
    return numbers


def _hashed(letters: Codes, length: int) -> NDArray[np.uint64]:
    """Return a hash of each run of `length` letters, an even number: of two letters first, then of four, of six."""
    if len(letters) < length:
        return np.zeros(0, np.uint64)
    one = letters.astype(np.uint64) * SPREAD
    one ^= one >> np.uint64(32)
    two = one[:-1] * BASE
    two += one[1:]
    rolled = two
    for offset in range(2, length, 2):
        rolled = rolled[:-2] * BASE_SQUARE
        rolled += two[offset:]
    return rolled


BASE_SQUARE = np.uint64(int(BASE) ** 2 % (1 << 64))
