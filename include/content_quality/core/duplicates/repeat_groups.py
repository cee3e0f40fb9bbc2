"""Repeated passages inside one post, grouped, with exact places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from content_quality.core.document.post import Post, once_per_post
from content_quality.core.document.prose import Part, Prose, dense, prose
from content_quality.core.duplicates.deliberate_repeats import is_deliberate, is_pull_quote
from content_quality.core.duplicates.occurrences import (
    Occurrence,
    as_one,
    assembled,
    first_occurrences,
    grouped,
    is_beginning,
    is_cut_short,
    is_structured,
)
from content_quality.core.duplicates.parallels import is_parallel, leads_in, parts_of
from content_quality.core.duplicates.self_matches import ALIKE, VERBATIM, Match, SelfMatches, find_self_matches
from content_quality.core.settings import Settings
from content_quality.core.text.spelling import beside_word

WHOLE = 0.8  # of a block's letters must lie in a match for the block to be told twice
FEW_GROUPS = 200  # up to so many, it is looked at whether the later telling is the one to keep


@dataclass(frozen=True, slots=True)
class Copy:
    """One telling of a passage: [start, end) in characters of the file; `likeness` to the kept one is in [0, 1].

    `whole` says that it begins and ends with blocks, so that deleting it leaves no half of one.
    """

    start: int
    end: int
    likeness: float = 1.0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class RepeatGroup:
    """All tellings of one passage.

    `length` is that of the longest superfluous copy in characters of prose, spaces included. `kept_places` are the
    ranges of `kept` that the copies tell again, when they were put together from places far apart. `continuation` is
    where the text of the kept telling goes on after the copy that ends there, when the kept one breaks off.
    """

    kept: Copy
    copies: tuple[Copy, ...]
    length: int
    reason: str  # why `kept` is the one to keep: "continues", "structured" or "first"
    kept_places: tuple[tuple[int, int], ...] = ()
    continuation: int | None = None
    deliberate: bool = False  # perhaps: the copies are entries of lists, or what a person may tell twice on purpose

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


@once_per_post
def self_matches(post: Post, settings: Settings) -> SelfMatches:
    """Return whatever the prose of `post` tells again, long or short, by its letters."""
    return find_self_matches(prose(post, settings))


@once_per_post
def repeats(post: Post, settings: Settings) -> Repeats:
    """Return the repeated passages of `post`."""
    row = prose(post, settings)
    found = self_matches(post, settings).matches
    occurrences = list(_worth_reporting(post, row, found, settings))
    if not occurrences:
        return Repeats()
    groups = tuple(
        sorted(
            (_group(post, row, group, occurrences) for group in grouped(occurrences)),
            key=lambda group: group.copies[0].start,
        )
    )
    superfluous = _disjoint(copy for group in groups for copy in group.copies)
    letters = sum(
        int(np.searchsorted(row.places, end) - np.searchsorted(row.places, start)) for start, end in superfluous
    )
    return Repeats(groups, superfluous, letters / len(row), max(group.length for group in groups))


def _worth_reporting(post: Post, row: Prose, found: Sequence[Match], settings: Settings) -> Iterator[Occurrence]:
    for run in assembled(row, list(first_occurrences(row, found))):
        whole = as_one(row, run)
        one_copy = whole.match.likeness >= ALIKE and _is_passage(post, row, whole.match, settings)
        parts = [whole] if one_copy else [one for one in run if _is_passage(post, row, one.match, settings)]
        yield from (
            one for one in parts if not is_parallel(post, row, one.match) and not is_pull_quote(post, row, one.match)
        )


def _is_passage(post: Post, row: Prose, match: Match, settings: Settings) -> bool:
    """Return whether an editor wants to know: a long stretch word for word, or a whole paragraph."""
    lengths = settings.repeats
    if 2 * row.length(match.first, match.last) < min(lengths.paragraph_characters, lengths.passage_characters):
        return False
    verbatim = match.likeness >= VERBATIM
    body = [
        (part, max(part.first, match.first), min(part.last, match.last))
        for part in _parts_between(row, match.first, match.last)
    ]
    if sum(row.length(first, last) for _, first, last in body) >= lengths.passage_characters and (
        verbatim or row.length(match.first, match.first + match.unbroken) >= lengths.passage_characters
    ):
        return True
    if sum(_weight(row, first, last) for _, first, last in body) < lengths.paragraph_characters:
        return False
    source = [
        (part, max(part.first, match.source_first), min(part.last, match.source_last))
        for part in _parts_between(row, match.source_first, match.source_last)
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
    return [part for part in parts_of(row, first, last) if not part.heading]


def _weight(row: Prose, first: int, last: int) -> int:
    """Return the length of the letters [first, last) in characters, those of dense scripts counted twice."""
    return row.length(first, last) + int(dense(row.letters[first:last]).sum())


def _listed(post: Post, part: Part) -> bool:
    return "list" in post.blocks[part.block].containers


def _group(post: Post, row: Prose, group: list[Occurrence], occurrences: list[Occurrence]) -> RepeatGroup:
    first = group[0]
    goes_on = is_cut_short(post, row, first)
    kept = _copy(post, row, first.kept_first, first.kept_last, 1.0)
    copies = tuple(
        _copy(post, row, occurrence.match.first, occurrence.match.last, occurrence.match.likeness, goes_on=goes_on)
        for occurrence in group
    )
    length = max(row.length(occurrence.match.first, occurrence.match.last) for occurrence in group)
    parts = parts_of(row, first.match.first, first.match.last)
    deliberate = all(_listed(post, part) for part in parts) or all(
        is_deliberate(post, row, occurrence.match) for occurrence in group
    )
    if len(group) == 1 and is_beginning(row, first) and _stands_alone(first, occurrences):
        return RepeatGroup(copies[0], (kept,), length, "continues", deliberate=deliberate)
    continuation = int(row.places[first.match.last]) if goes_on else None
    places = tuple(row.range(*places) for places in first.kept) if len(first.kept) > 1 else ()
    return RepeatGroup(
        kept, copies, length, "structured" if is_structured(row, first) else "first", places, continuation, deliberate
    )


def _stands_alone(occurrence: Occurrence, occurrences: list[Occurrence]) -> bool:
    """Return whether no other telling goes back to either side of `telling`, so that they may change places."""
    if len(occurrences) > FEW_GROUPS:
        return False
    sides = ((occurrence.kept_first, occurrence.kept_last), (occurrence.match.first, occurrence.match.last))
    return not any(
        other is not occurrence and other.kept_first < last and first < other.kept_last
        for other in occurrences
        for first, last in sides
    )


def _copy(post: Post, row: Prose, first: int, last: int, likeness: float, *, goes_on: bool = False) -> Copy:
    """Return the letters [first, last) as a copy, with the punctuation and markup that belongs to them.

    It ends at the very letter where another telling `goes_on`; otherwise it holds whole words.
    """
    opening, closing = row.parts[row.part_at(first)], row.parts[row.part_at(last - 1)]
    start, end = row.range(first, last)
    start = post.blocks[opening.block].start if first == opening.first else beside_word(post.text, start)
    if last == closing.last:
        end = post.blocks[closing.block].end
    else:
        end = end if goes_on else beside_word(post.text, end)
        while end < len(post.text) and unicodedata.category(post.text[end]) in ("Po", "Pe", "Pf"):
            end += 1
    return Copy(start, end, likeness, first == opening.first and last == closing.last)


def _disjoint(copies: Iterator[Copy]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    for start, end in sorted((copy.start, copy.end) for copy in copies):
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(ranges[-1][1], end)
        else:
            ranges.append((start, end))
    return tuple(ranges)
