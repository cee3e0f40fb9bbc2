"""Repeated passages inside one post, grouped, with exact places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from content_quality.core.matching import VERBATIM, Match, matches
from content_quality.core.parallels import is_parallel, leads_in
from content_quality.core.post import Post, once_per_post
from content_quality.core.prose import Indices, Part, Prose, dense, prose
from content_quality.core.settings import Settings

WHOLE = 0.8  # of a block's letters must lie in a match for the block to be told twice
SAME_PASSAGE = 0.8  # overlap of two kept ranges, intersection over union, for their copies to be copies of one passage
STRUCTURED = 3  # times as many blocks in one telling as in the other make it the one with structure
SENTENCE_END = frozenset(".!?…。．！？｡।؟」』）)”\"’'»›】〉》:：;；♪☆★*`~")


@dataclass(frozen=True, slots=True)
class Copy:
    """One telling of a passage: [start, end) in characters of the file; `likeness` to the kept one is in [0, 1]."""

    start: int
    end: int
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class RepeatGroup:
    """All tellings of one passage.

    `length` is that of the longest superfluous copy in characters of prose, spaces included. `continuation` is where the
    text of the kept telling goes on after the copy that ends there, when the kept one breaks off.
    """

    kept: Copy
    copies: tuple[Copy, ...]
    length: int
    reason: str  # why `kept` is the one to keep: "continues", "structured" or "first"
    continuation: int | None = None
    only_list: bool = False  # the copies are entries of lists, without a heading or a paragraph

    @property
    def likeness(self) -> float:
        """The least likeness among the copies."""
        return min(copy.likeness for copy in self.copies)


@dataclass(frozen=True, slots=True)
class Repeats:
    """The repeats of a post. `superfluous` are disjoint ranges of the file, in order; `share` is of prose letters."""

    groups: tuple[RepeatGroup, ...] = ()
    superfluous: tuple[tuple[int, int], ...] = ()
    share: float = 0.0
    longest: int = 0


@dataclass(frozen=True, slots=True)
class _Telling:
    """A match that is worth telling an editor, and the letters of the first telling it goes back to."""

    match: Match
    kept_first: int
    kept_last: int


@once_per_post
def repeats(post: Post, settings: Settings) -> Repeats:
    """Return the repeated passages of `post`."""
    row = prose(post, settings)
    found = matches(row)
    if not found:
        return Repeats()
    tellings = [
        telling for telling in _first_tellings(row, found) if _is_passage(post, row, telling.match, settings) and not is_parallel(post, row, telling.match)
    ]
    groups = tuple(sorted((_group(post, row, group) for group in _grouped(tellings)), key=lambda group: group.copies[0].start))
    superfluous = _disjoint(copy for group in groups for copy in group.copies)
    told_again = sum(int(np.searchsorted(row.places, end) - np.searchsorted(row.places, start)) for start, end in superfluous)
    return Repeats(groups, superfluous, told_again / len(row), max((group.length for group in groups), default=0))


def _first_tellings(row: Prose, found: list[Match]) -> Iterator[_Telling]:
    """Yield each match with the letters where its passage was told first, through copies of copies."""
    roots = np.arange(len(row))
    for match in found:
        roots[match.first : match.last] = _source(roots, match)
        told = roots[match.first : match.last]
        yield _Telling(match, int(told.min()), int(told.max()) + 1)


def _source(roots: Indices, match: Match) -> Indices:
    """Return the root of each letter of `match`, in step with its source; a pattern goes back to its first period."""
    source = max(1, min(match.source_last, match.first) - match.source_first)
    steps = np.arange(match.length)
    if match.source_last > match.first:
        return roots[match.source_first + steps % source]
    return roots[match.source_first + steps * source // match.length]


def _is_passage(post: Post, row: Prose, match: Match, settings: Settings) -> bool:
    """Return whether an editor wants to know: a long stretch word for word, or a whole paragraph."""
    lengths = settings.repeats
    if 2 * row.length(match.first, match.last) < min(lengths.paragraph_characters, lengths.passage_characters):
        return False
    verbatim = match.likeness >= VERBATIM
    body = [(part, max(part.first, match.first), min(part.last, match.last)) for part in _parts_between(row, match.first, match.last)]
    if sum(row.length(first, last) for _, first, last in body) >= lengths.passage_characters and (
        verbatim or row.length(match.first, match.first + match.unbroken) >= lengths.passage_characters
    ):
        return True
    if sum(_weight(row, first, last) for _, first, last in body) < lengths.paragraph_characters:
        return False
    source = [
        (part, max(part.first, match.source_first), min(part.last, match.source_last)) for part in _parts_between(row, match.source_first, match.source_last)
    ]
    return any(
        last - first >= WHOLE * (part.last - part.first)
        and _weight(row, first, last) >= lengths.paragraph_characters
        and (verbatim or not leads_in(post, part))
        and (match.likeness >= settings.repeats.blocker_likeness or not _listed(post, part))
        for part, first, last in body + source
    )


def _parts_between(row: Prose, first: int, last: int) -> list[Part]:
    """Return the parts of the letters [first, last) that are no headings."""
    return [part for part in row.parts[row.part_at(first) : row.part_at(last - 1) + 1] if not part.heading]


def _weight(row: Prose, first: int, last: int) -> int:
    """Return the length of the letters [first, last) in characters, those of dense scripts counted twice."""
    return row.length(first, last) + int(dense(row.letters[first:last]).sum())


def _listed(post: Post, part: Part) -> bool:
    return "list" in post.blocks[part.block].containers


def _grouped(tellings: list[_Telling]) -> list[list[_Telling]]:
    """Return the tellings of one passage together."""
    groups: list[list[_Telling]] = []
    shelves: dict[tuple[int, int], list[list[_Telling]]] = {}  # by size and place, so that a telling meets its like only
    for telling in tellings:
        size = (telling.kept_last - telling.kept_first).bit_length()
        near = [
            group
            for other in (size - 1, size, size + 1)
            for place in range((telling.kept_first >> other) - 1, (telling.kept_first >> other) + 2)
            for group in shelves.get((other, place), ())
        ]
        group = next((group for group in near if _overlap(telling, group[0]) >= SAME_PASSAGE), None)
        if group is None:
            group = []
            groups.append(group)
            shelves.setdefault((size, telling.kept_first >> size), []).append(group)
        group.append(telling)
    return groups


def _overlap(one: _Telling, other: _Telling) -> float:
    both = min(one.kept_last, other.kept_last) - max(one.kept_first, other.kept_first)
    return both / (max(one.kept_last, other.kept_last) - min(one.kept_first, other.kept_first))


def _group(post: Post, row: Prose, tellings: list[_Telling]) -> RepeatGroup:
    first = tellings[0]
    kept = Copy(*row.range(first.kept_first, first.kept_last))
    copies = tuple(Copy(*row.range(telling.match.first, telling.match.last), telling.match.likeness) for telling in tellings)
    length = max(row.length(telling.match.first, telling.match.last) for telling in tellings)
    blocks = [row.part_at(last - 1) - row.part_at(start) + 1 for start, last in ((first.kept_first, first.kept_last), (first.match.first, first.match.last))]
    reason = "structured" if blocks[0] >= STRUCTURED * blocks[1] else "first"
    continuation = _continuation(post, row, first)
    only_list = all(_listed(post, part) for part in row.parts[row.part_at(first.match.first) : row.part_at(first.match.last - 1) + 1])
    return RepeatGroup(kept, copies, length, reason, continuation, only_list)


def _continuation(post: Post, row: Prose, telling: _Telling) -> int | None:
    """Return where the copy goes on in the middle of the block when the kept telling breaks off at the end of its own."""
    _, kept_end = row.after(telling.kept_last)
    _, copy_end = row.after(telling.match.last)
    if telling.kept_last < kept_end or telling.match.last >= copy_end:
        return None
    block = post.blocks[row.parts[row.part_at(telling.kept_last - 1)].block]
    return int(row.places[telling.match.last]) if block.text.rstrip()[-1:] not in SENTENCE_END else None


def _disjoint(copies: Iterator[Copy]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    for start, end in sorted((copy.start, copy.end) for copy in copies):
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(ranges[-1][1], end)
        else:
            ranges.append((start, end))
    return tuple(ranges)
