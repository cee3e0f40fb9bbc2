"""Align two occurrences of a passage token by token: which sentences agree word for word, and which tokens differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from content_quality.core.document.markdown import Text
from content_quality.core.document.post import Post
from content_quality.core.document.prose import Prose, dense
from content_quality.core.duplicates.self_matches import LONGEST_COMPARED, Match
from content_quality.core.text.characters import Codes
from content_quality.core.text.patterns import lazy

STOPS = frozenset(".!?…。．！？｡।؟:：;；")
HANGUL = (0xAC00, 0xD7B0)
SENTENCE_STOPS = (".", "!", "?", "。", "！", "？", "।", "؟")
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


def unspaced(letters: Codes) -> NDArray[np.bool_]:
    """Return which letters stand in a script without spaces: each is a token. Hangul has spaces between its words."""
    return dense(letters) & ((letters < HANGUL[0]) | (letters >= HANGUL[1]))


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
        """The runs of equal tokens, in order, without those that agree by chance."""
        heavy = (run for run in self.every_run if weight_of(self.row, run.first, run.last) >= SHORTEST_RUN)
        return tuple(heavy) or self.every_run[:1]

    @cached_property
    def every_run(self) -> tuple[Run, ...]:
        """The runs of equal tokens, in order."""
        match, row = self.match.one_period, self.row
        if max(match.length, match.source_last - match.source_first) > LONGEST_COMPARED:
            return (Run(match.first, match.first + match.unbroken, match.first - match.source_first),)
        copy, source = self._tokens(match.first, match.last), self._tokens(match.source_first, match.source_last)
        words, source_words = _words(row, copy), _words(row, source)
        found = []
        for step in Indel.opcodes(source_words, words):
            if step.tag == "equal":
                first, last = copy[step.dest_start], copy[step.dest_end]
                found.append(Run(first, last, first - source[step.src_start]))
        return tuple(found)

    def _tokens(self, first: int, last: int) -> list[int]:
        """Return the first letter of each token in [first, last), and `last`: words, or single letters of a dense script."""
        places, letters = self.row.places[first:last], unspaced(self.row.letters[first:last])
        edges = np.flatnonzero((np.diff(places) != 1) | letters[1:] | letters[:-1]) + 1
        return [first, *(edges + first).tolist(), last]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """What stands between the runs of equal tokens."""
        match = self.match.one_period
        at, source_at = match.first, match.source_first
        found = []
        for run in self.runs:
            if run.first > at or run.first - run.back > source_at:
                found.append(Difference(at, run.first, source_at, run.first - run.back))
            at, source_at = run.last, run.last - run.back
        if max(match.length, match.source_last - match.source_first) > LONGEST_COMPARED:
            return ()
        if at < match.last or source_at < match.source_last:
            found.append(Difference(at, match.last, source_at, match.source_last))
        return tuple(found)

    @cached_property
    def agreement(self) -> float:
        """The share of both sides' tokens that are equal, in letters; near copies keep them, paraphrases do not."""
        match = self.match.one_period
        source = match.source_last - match.source_first
        if max(match.length, source) > LONGEST_COMPARED:
            return match.likeness
        return 2 * sum(run.last - run.first for run in self.every_run) / (match.length + source)

    @cached_property
    def is_in_place(self) -> bool:
        """Whether tokens were exchanged where they stood: nothing moved, as in a copy whose words or letters were edited."""
        match = self.match.one_period
        source = match.source_last - match.source_first
        if max(match.length, source) > LONGEST_COMPARED:
            return False
        if match.length == source and source >= FEW:
            here = self.row.letters[match.first : match.last]
            there = self.row.letters[match.source_first : match.source_last]
            if float((here == there).mean()) >= IN_PLACE:
                return True
        if self._exchanged >= EXCHANGED:
            return True
        one = _words(self.row, self._tokens(match.first, match.last))
        other = _words(self.row, self._tokens(match.source_first, match.source_last))
        if abs(len(one) - len(other)) > 1 or len(one) < FEW:
            return False
        return sum(map(str.__eq__, one, other)) >= IN_PLACE * len(one)

    @property
    def _exchanged(self) -> float:
        """The share of the differences in which as many tokens stand as stood there before."""
        sides = [(one.first, one.last, one.source_first, one.source_last) for one in self.differences]
        if len(sides) < FEW_DIFFERENCES:
            return 0.0
        same = sum(
            first < last
            and source_first < source_last
            and len(self._tokens(first, last)) == len(self._tokens(source_first, source_last))
            for first, last, source_first, source_last in sides
        )
        return same / len(sides)

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
            weights = [weight_of(self.row, *pair) for pair in pairwise(borders) if self._is_sentence(pair[1])]
            count = sum(weight >= SHORTEST_SENTENCE for weight in weights)
            best = max(best, (count, sum(weights)))
        return best

    def _is_sentence(self, last: int) -> bool:
        """Return whether what ends before `last` ends with a stop, if it is the end of a list item: most items are phrases."""
        part = self.row.parts[self.row.part_at(last - 1)]
        block = self.post.blocks[part.block]
        return last < part.last or "list" not in block.containers or block.text.rstrip().endswith(SENTENCE_STOPS)

    def words(self, first: int, last: int) -> frozenset[str]:
        """Return the folded words in [first, last)."""
        return frozenset(_words(self.row, self._tokens(first, last))) if first < last else frozenset()

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
        match = self.match.one_period
        bounds = list(self._borders(Run(match.first, match.last, 0)))
        agreed = 0
        for first, last in pairwise(sorted({match.first, *bounds, match.last})):
            equal = sum(max(0, min(last, run.last) - max(first, run.first)) for run in self.every_run)
            agreed += last - first >= SHORTEST_SENTENCE and equal >= ANSWERED * (last - first)
        return agreed

    @cached_property
    def identifying(self) -> tuple[int, int]:
        """How many differences put one number, name, code or link target in the place of another, and how many there are."""
        if not self.differences:
            return self._other_links, self._other_links
        match = self.match.one_period
        here, there = (
            _marks(self.post, self.row, *side)
            for side in ((match.first, match.last), (match.source_first, match.source_last))
        )
        swapped = 0
        for difference in self.differences:
            mine = _marks(self.post, self.row, difference.first, difference.last)
            theirs = _marks(self.post, self.row, difference.source_first, difference.source_last)
            swapped += any(
                _names_another(new - known, old - kept)
                for new, old, known, kept in zip(mine, theirs, there, here, strict=True)
            )
        return swapped + self._other_links, len(self.differences) + self._other_links

    @cached_property
    def _other_links(self) -> int:
        here = _targets(self.post, self.row, self.match.first, self.match.last)
        there = _targets(self.post, self.row, self.match.source_first, self.match.source_last)
        if not here or len(here) != len(there) or len(here) > MOST_LINKS:
            return 0
        return sum(_names_another(frozenset({link}), there) for link in here - there)

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


def _names_another(new: frozenset[str], old: frozenset[str]) -> bool:
    """Return whether a token of `new` stands for something else than those of `old`: another number, or no mere typo."""
    return bool(new and old) and any(
        NUMBER.findall(one) != NUMBER.findall(other) or Indel.normalized_similarity(one, other) < TYPO
        for one in new
        for other in [max(old, key=lambda token, one=one: Indel.normalized_similarity(token, one))]  # type: ignore[misc]
    )


IN_PLACE = 0.6  # of the tokens are the same at the same place
EXCHANGED = 0.75  # of the differences; a paraphrase adds and leaves out words at most places
FEW_DIFFERENCES = 3
FEW = 12  # tokens; fewer are in place by chance
TYPO = 0.7  # likeness of a name to the same name misspelt
NUMBER = lazy(r"\p{N}+(?:[.,:]\p{N}+)*")
MOST_LINKS = 6  # compared; more are a list of links
NUMERIC = lazy(r"[\p{N}.]")
NAME = lazy(r"\b\p{Lu}[\p{L}\p{N}]+|[\u30a1-\u30ff]{3,}")


def _marks(post: Post, row: Prose, first: int, last: int) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the numbers, the names and the code in [first, last)."""
    if first >= last:
        nothing: frozenset[str] = frozenset()
        return nothing, nothing, nothing
    start, end = row.range(first, last)
    while start and NUMERIC.match(post.text[start - 1]):
        start -= 1
    while end < len(post.text) and NUMERIC.match(post.text[end]) and NUMERIC.match(post.text[end - 1]):
        end += 1
    text = post.text[start:end]
    block = post.blocks[row.parts[row.part_at(first)].block]
    code = frozenset(
        post.text[max(start, run.start) : min(end, run.end)]
        for run in block.runs
        if run.kind is Text.CODE and run.start < end and start < run.end
    )
    names = frozenset(NAME.findall(text)) if post.language != "de" else frozenset()  # every noun has a capital there
    return frozenset(NUMBER.findall(text)), names, code
