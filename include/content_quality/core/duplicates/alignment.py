"""Align two occurrences of a passage token by token: which sentences agree word for word, and which tokens differ."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import Indel

from content_quality.core.document.post import Post
from content_quality.core.document.prose import Prose
from content_quality.core.duplicates.equal_runs import Difference, EqualRun
from content_quality.core.duplicates.exchanges import consistent_exchanges
from content_quality.core.duplicates.match import LONGEST_COMPARED, Match
from content_quality.core.duplicates.tokens import (
    MOST_LINKS,
    Marks,
    identities,
    is_border,
    marks,
    names_another,
    targets,
    tokens,
    weight_of,
    words,
)
from content_quality.core.records import dataclass

SENTENCE_STOPS = (".", "!", "?", "。", "！", "？", "।", "؟")
MANY_SENTENCES = (3, 160)  # and their weight: it makes no difference how many more there are
SHORTEST_SENTENCE = 12  # weight in letters; shorter ones are labels and exclamations
IN_PLACE = 0.6  # of the tokens are the same at the same place
EXCHANGED = 0.75  # of the differences; a paraphrase adds and leaves out words at most places
FEW_DIFFERENCES = 3
FEW = 12  # tokens; fewer are in place by chance
SHORTEST_RUN = 6  # weight; equal tokens lighter than this between two differences agree by chance


@dataclass(frozen=True)
class Alignment:
    """How one match agrees with its source."""

    post: Post
    row: Prose
    match: Match

    @cached_property
    def runs(self) -> tuple[EqualRun, ...]:
        """The runs of equal tokens, in order, without those that agree by chance."""
        heavy = (run for run in self.every_run if weight_of(self.row, run.first, run.last) >= SHORTEST_RUN)
        return tuple(heavy) or self.every_run[:1]

    @cached_property
    def every_run(self) -> tuple[EqualRun, ...]:
        """The runs of equal tokens, in order."""
        match, row = self.match.one_period, self.row
        if max(match.length, match.source_last - match.source_first) > LONGEST_COMPARED:
            return (EqualRun(match.first, match.first + match.unbroken, match.first - match.source_first),)
        if match.likeness == 1 and match.length == match.source_last - match.source_first:
            return (EqualRun(match.first, match.last, match.first - match.source_first),)
        copy, source = tokens(row, match.first, match.last), tokens(row, match.source_first, match.source_last)
        here, there = identities(row, copy), identities(row, source)
        found = []
        for step in Indel.opcodes(there, here):
            if step.tag == "equal":
                first, last = copy[step.dest_start], copy[step.dest_end]
                found.append(EqualRun(first, last, first - source[step.src_start]))
        return tuple(found)

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
        """Whether tokens were exchanged where they stood and nothing moved, as in a copy whose words were edited."""
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
        one = identities(self.row, tokens(self.row, match.first, match.last))
        other = identities(self.row, tokens(self.row, match.source_first, match.source_last))
        if abs(len(one) - len(other)) > 1 or len(one) < FEW:
            return False
        return sum(here == there for here, there in zip(one, other, strict=False)) >= IN_PLACE * len(one)

    @property
    def _exchanged(self) -> float:
        """The share of the differences in which as many tokens stand as stood there before."""
        sides = [(one.first, one.last, one.source_first, one.source_last) for one in self.differences]
        if len(sides) < FEW_DIFFERENCES:
            return 0.0
        same = sum(
            first < last
            and source_first < source_last
            and len(tokens(self.row, first, last)) == len(tokens(self.row, source_first, source_last))
            for first, last, source_first, source_last in sides
        )
        return same / len(sides)

    @cached_property
    def longest_run(self) -> EqualRun:
        """The longest run of equal tokens."""
        return max(
            self.runs, key=lambda run: run.last - run.first, default=EqualRun(self.match.first, self.match.first, 0)
        )

    @cached_property
    def verbatim_sentences(self) -> tuple[int, int]:
        """The most whole sentences in a row that are the same word for word, as far as counted, and their weight."""
        best = (0, 0)
        for run in self.runs:
            if weight_of(self.row, run.first, run.last) >= SHORTEST_SENTENCE:
                best = max(best, self._sentences_of(run))
            if best >= MANY_SENTENCES:
                break
        return best

    def _sentences_of(self, run: EqualRun) -> tuple[int, int]:
        """Return how many whole sentences `run` holds, and their weight; it stops to count where they are many."""
        count = weight = 0
        borders = (letter for letter in self._borders(run) if is_border(self.post, self.row, letter - run.back))
        for first, last in pairwise(borders):
            if not self._is_sentence(last):
                continue
            size = weight_of(self.row, first, last)
            count, weight = count + (size >= SHORTEST_SENTENCE), weight + size
            if (count, weight) >= MANY_SENTENCES and weight >= MANY_SENTENCES[1]:
                break
        return count, weight

    def _is_sentence(self, last: int) -> bool:
        """Return whether what ends before `last` is a sentence: at the end of a list item, it needs a stop.

        Most items are phrases.
        """
        part = self.row.parts[self.row.part_at(last - 1)]
        block = self.post.blocks[part.block]
        return last < part.last or "list" not in block.containers or block.text.rstrip().endswith(SENTENCE_STOPS)

    def words_in(self, first: int, last: int) -> frozenset[str]:
        """Return the folded words in [first, last)."""
        return frozenset(words(self.row, tokens(self.row, first, last))) if first < last else frozenset()

    def _borders(self, run: EqualRun) -> Iterator[int]:
        """Yield the letters of `run` at which a sentence begins, and the one behind it, if a sentence ends there."""
        places = self.row.places[run.first : run.last]
        gaps = (np.flatnonzero(np.diff(places) != 1) + 1 + run.first).tolist()
        for letter in (run.first, *gaps, run.last):
            if is_border(self.post, self.row, letter):
                yield letter

    @cached_property
    def identifying(self) -> tuple[int, int]:
        """How many differences exchange a number, name, code or link target, and how many differences there are."""
        if not self.differences:
            return self._other_links, self._other_links
        exchanged = consistent_exchanges(self.differences, self.words_in)
        swapped = sum(self._identifies(difference) or difference in exchanged for difference in self.differences)
        return swapped + self._other_links, len(self.differences) + self._other_links

    def _identifies(self, difference: Difference) -> bool:
        """Return whether a number, name or code that its side has nowhere else stands for one of the other side."""
        mine = marks(self.post, self.row, difference.first, difference.last)
        theirs = marks(self.post, self.row, difference.source_first, difference.source_last)
        if not any(new and old for new, old in zip(mine, theirs, strict=True)):
            return False
        here, there = self._marks
        return any(
            names_another(new - known, old - kept)
            for new, old, known, kept in zip(mine, theirs, there, here, strict=True)
        )

    @cached_property
    def _marks(self) -> tuple[Marks, Marks]:
        match = self.match.one_period
        return (
            marks(self.post, self.row, match.first, match.last),
            marks(self.post, self.row, match.source_first, match.source_last),
        )

    @cached_property
    def _other_links(self) -> int:
        here = targets(self.post, self.row, self.match.first, self.match.last)
        there = targets(self.post, self.row, self.match.source_first, self.match.source_last)
        if not here or len(here) != len(there) or len(here) > MOST_LINKS:
            return 0
        return sum(names_another(frozenset({link}), there) for link in here - there)

    @cached_property
    def shares_link(self) -> bool:
        """Whether both sides hold the same link target."""
        here = targets(self.post, self.row, self.match.first, self.match.last)
        return bool(here & targets(self.post, self.row, self.match.source_first, self.match.source_last))
