"""Align two occurrences of a passage token by token: which sentences agree word for word, and which tokens differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Indel

from content_quality.core.document.markdown import Text
from content_quality.core.document.post import Post
from content_quality.core.document.prose import Prose, dense
from content_quality.core.duplicates.self_matches import LONGEST_COMPARED, Match
from content_quality.core.text.patterns import lazy

STOPS = frozenset(".!?…。．！？｡।؟:：;；")
SHORTEST_SENTENCE = 12  # weight in letters; shorter ones are labels and exclamations
SHORTEST_RUN = 6  # weight; equal tokens lighter than this between two differences agree by chance


@dataclass(frozen=True, slots=True)
class Difference:
    """Letters [source_first, source_last) of the earlier passage that stand as [first, last) in the later one."""

    first: int
    last: int
    source_first: int
    source_last: int


@dataclass(frozen=True, slots=True)
class Run:
    """Letters [first, last) that equal those `back` letters before, token for token."""

    first: int
    last: int
    back: int


def weight_of(row: Prose, first: int, last: int) -> int:
    """Return the length of the letters [first, last) in characters, those of dense scripts counted twice."""
    return row.length(first, last) + int(dense(row.letters[first:last]).sum())


def is_border(post: Post, row: Prose, letter: int) -> bool:
    """Return whether a sentence ends before `letter`: the block does, or a stop stands between."""
    if letter >= len(row) or letter == row.parts[row.part_at(letter)].first:
        return True
    between = post.text[int(row.places[letter - 1]) + 1 : int(row.places[letter])]
    return not STOPS.isdisjoint(between) and (not between.endswith((".", ":")) or not between.isascii())


@dataclass(frozen=True)
class Alignment:
    """How one match agrees with its source."""

    post: Post
    row: Prose
    match: Match

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs of equal tokens, in order."""
        match, row = self.match, self.row
        source_last = min(match.source_last, match.first)
        if match.source_last > match.first:  # a pattern that follows itself at once equals itself one period before
            return (Run(match.first, match.last, match.first - match.source_first),)
        if max(match.length, source_last - match.source_first) > LONGEST_COMPARED:
            return (Run(match.first, match.first + match.unbroken, match.first - match.source_first),)
        copy, source = self._tokens(match.first, match.last), self._tokens(match.source_first, source_last)
        words, source_words = _words(row, copy), _words(row, source)
        found = []
        for step in Indel.opcodes(source_words, words):
            if step.tag == "equal":
                first, last = copy[step.dest_start], copy[step.dest_end]
                if weight_of(row, first, last) >= SHORTEST_RUN or not found:
                    found.append(Run(first, last, first - source[step.src_start]))
        return tuple(found)

    def _tokens(self, first: int, last: int) -> list[int]:
        """Return the first letter of each token in [first, last), and `last`: words, or single letters of a dense script."""
        places, letters = self.row.places[first:last], dense(self.row.letters[first:last])
        edges = np.flatnonzero((np.diff(places) != 1) | letters[1:] | letters[:-1]) + 1
        return [first, *(edges + first).tolist(), last]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What stands between the runs of equal tokens."""
        match = self.match
        at, source_at = match.first, match.source_first
        found = []
        for run in self.runs:
            if run.first > at or run.first - run.back > source_at:
                found.append(Difference(at, run.first, source_at, run.first - run.back))
            at, source_at = run.last, run.last - run.back
        source_last = min(match.source_last, match.first)
        if (at < match.last or source_at < source_last) and match.source_last <= match.first:
            if max(match.length, source_last - match.source_first) <= LONGEST_COMPARED:
                found.append(Difference(at, match.last, source_at, source_last))
        return tuple(found)

    @cached_property
    def longest_run(self) -> Run:
        """The longest run of equal tokens."""
        return max(self.runs, key=lambda run: run.last - run.first, default=Run(self.match.first, self.match.first, 0))

    @cached_property
    def verbatim_sentences(self) -> tuple[int, int]:
        """The most whole sentences in a row that are the same word for word, and their weight."""
        best = (0, 0)
        for run in self.runs:
            if weight_of(self.row, run.first, run.last) < SHORTEST_SENTENCE:
                continue
            borders = [letter for letter in self._borders(run) if is_border(self.post, self.row, letter - run.back)]
            weights = [weight_of(self.row, *pair) for pair in pairwise(borders)]
            count = sum(weight >= SHORTEST_SENTENCE for weight in weights)
            best = max(best, (count, sum(weights)))
        return best

    def _borders(self, run: Run) -> Iterator[int]:
        """Yield the letters of `run` at which a sentence begins, and the one behind it, if a sentence ends there."""
        places = self.row.places[run.first : run.last]
        gaps = (np.flatnonzero(np.diff(places) != 1) + 1 + run.first).tolist()
        for letter in (run.first, *gaps, run.last):
            if is_border(self.post, self.row, letter):
                yield letter

    @cached_property
    def answered_sentences(self) -> int:
        """How many sentences of the copy agree for the most part with one sentence of the source, in order."""
        bounds = list(self._borders(Run(self.match.first, self.match.last, 0)))
        agreed = 0
        for first, last in pairwise([self.match.first, *bounds[1:]] if bounds else []):
            equal = sum(max(0, min(last, run.last) - max(first, run.first)) for run in self.runs)
            agreed += last - first >= SHORTEST_SENTENCE and equal >= ANSWERED * (last - first)
        return agreed

    @cached_property
    def identifying(self) -> tuple[int, int]:
        """How many differences put one number, name, code or link target in the place of another, and how many there are."""
        swapped = sum(_identifies(self.post, self.row, difference) for difference in self.differences)
        return swapped + self._other_links, len(self.differences) + self._other_links

    @cached_property
    def _other_links(self) -> int:
        here = _targets(self.post, self.row, self.match.first, self.match.last)
        there = _targets(self.post, self.row, self.match.source_first, self.match.source_last)
        return len(here - there) if here and there else 0

    @cached_property
    def shares_link(self) -> bool:
        """Whether both sides hold the same link target."""
        here = _targets(self.post, self.row, self.match.first, self.match.last)
        return bool(here & _targets(self.post, self.row, self.match.source_first, self.match.source_last))


ANSWERED = 0.6  # of a sentence's letters
LINK = lazy(r"\]\(\s*<?([^)\s>]+)|\]\[([^\]\n]+)\]|href\s*=\s*[\"']([^\"'\s]+)|(https?://[^\s)>\]\"']+)")


def _targets(post: Post, row: Prose, first: int, last: int) -> frozenset[str]:
    block = post.blocks[row.parts[row.part_at(last - 1)].block]
    start, end = int(row.places[first]), int(row.places[last - 1]) + 1
    if "](" not in post.text[start : block.end] and "http" not in post.text and "][" not in post.text:
        return frozenset()
    found = (next(filter(None, link.groups())) for link in LINK.finditer(post.text, start, min(block.end, end + 300)))
    return frozenset(found)


def _words(row: Prose, tokens: list[int]) -> list[str]:
    text = row.text(tokens[0], tokens[-1])
    return [text[first - tokens[0] : last - tokens[0]] for first, last in pairwise(tokens)]


def _identifies(post: Post, row: Prose, difference: Difference) -> bool:
    """Return whether a number, a name or code stands where another one stood."""
    one = _marks(post, row, difference.first, difference.last)
    other = _marks(post, row, difference.source_first, difference.source_last)
    return any(mine and theirs and mine != theirs for mine, theirs in zip(one, other, strict=True))


NUMBER = lazy(r"\p{N}+")
NAME = lazy(r"\b\p{Lu}[\p{L}\p{N}]+|[\u30a1-\u30ff]{3,}")
OPENS_A_SENTENCE = frozenset(".!?…:。！？*_#>-\"“‘'«(\n")


def _names(text: str, start: int, end: int) -> frozenset[str]:
    """Return the words in [start, end) with a capital inside a sentence, and the long ones in katakana."""
    found = set()
    for name in NAME.finditer(text, start, end):
        before = text[max(0, name.start() - 3) : name.start()].rstrip(" ")
        if before and before[-1] not in OPENS_A_SENTENCE:
            found.add(name.group())
    return frozenset(found)


def _marks(post: Post, row: Prose, first: int, last: int) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the numbers, the names and the code in [first, last)."""
    if first >= last:
        nothing: frozenset[str] = frozenset()
        return nothing, nothing, nothing
    start, end = row.range(first, last)
    text = post.text[start:end]
    block = post.blocks[row.parts[row.part_at(first)].block]
    code = frozenset(
        run.text for run in block.runs if run.kind is Text.CODE and run.start < end and start < run.end
    )
    return frozenset(NUMBER.findall(text)), _names(post.text, start, end), code
