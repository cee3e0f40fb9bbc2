"""Repeated passages inside one post, grouped, with exact places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from content_quality.core.document.post import Post, once_per_post
from content_quality.core.document.prose import Prose, prose
from content_quality.core.duplicates.loops import letter_loops
from content_quality.core.duplicates.match import VERBATIM
from content_quality.core.duplicates.occurrences import (
    Occurrence,
    is_beginning,
    is_cut_short,
    is_structured,
)
from content_quality.core.duplicates.repeat_evidence import is_doubted
from content_quality.core.duplicates.self_matches import SelfMatches, find_self_matches
from content_quality.core.duplicates.tables import RepeatedTable, repeated_tables
from content_quality.core.duplicates.weighed import Weighed, believed
from content_quality.core.findings import Evidence, Severity
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.text.spelling import beside_word

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
    evidence: tuple[Evidence, ...] = ()
    severity: Severity = Severity.WARNING
    differs: bool = False  # in a number, a name, code or a link target: deleting one of the two may lose something
    times: int = 1  # how often a pattern stands in a row, when that is what is wrong

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
    found = (*self_matches(post, settings).matches, *letter_loops(post, row))
    weighed = believed(post, row, found, settings)
    tables = repeated_tables(post)
    if not weighed and not tables:
        return Repeats()
    occurrences = [one.occurrence for group in weighed for one in group]
    groups = tuple(
        sorted(
            [
                *(_group(post, row, group, occurrences, settings) for group in weighed),
                *(_table_group(table, settings) for table in tables),
            ],
            key=lambda group: group.copies[0].start,
        )
    )
    loud = [group for group in groups if group.severity > Severity.INFO]
    superfluous = _disjoint(copy for group in loud for copy in group.copies)
    letters = sum(
        int(np.searchsorted(row.places, end) - np.searchsorted(row.places, start)) for start, end in superfluous
    )
    return Repeats(groups, superfluous, letters / max(1, len(row)), max((group.length for group in loud), default=0))


def _group(
    post: Post, row: Prose, group: list[Weighed], occurrences: list[Occurrence], settings: Settings
) -> RepeatGroup:
    first = group[0].occurrence
    goes_on = is_cut_short(post, row, first)
    kept = _copy(post, row, first.kept_first, first.kept_last, 1.0)
    matches = [one.occurrence.match for one in group]
    copies = tuple(_copy(post, row, match.first, match.last, match.likeness, goes_on=goes_on) for match in matches)
    best = max(group, key=lambda one: one.score)
    found = RepeatGroup(
        kept,
        copies,
        max(row.length(match.first, match.last) for match in matches),
        "structured" if is_structured(row, first) else "first",
        tuple(row.range(*places) for places in first.kept) if len(first.kept) > 1 else (),
        int(row.places[first.match.last]) if goes_on else None,
        best.evidence,
        settings.repeats.severity(best.score),
        any(one.differs for one in group),
        max(one.times for one in group),
    )
    certain = 1 if found.likeness >= VERBATIM else 2
    short = (
        found.length < certain * settings.repeats.passage_characters
        or found.likeness < settings.repeats.blocker_likeness
        or (certain > 1 and not any(reason.name == "verbatim sentences" for reason in best.evidence))
    )
    if found.severity is Severity.BLOCKER and (short or is_doubted(best.evidence)):
        found = replace(found, severity=Severity.WARNING)
    if len(group) == 1 and is_beginning(row, first) and _stands_alone(first, occurrences):
        return replace(found, kept=copies[0], copies=(kept,), reason="continues", kept_places=(), continuation=None)
    return found


def _table_group(table: RepeatedTable, settings: Settings) -> RepeatGroup:
    copies = tuple(Copy(*place) for place in table.copies)
    severity = min(Severity.WARNING, settings.repeats.severity(table.evidence.weight))
    kept = Copy(*table.kept)
    length = max(copy.end - copy.start for copy in copies)
    return RepeatGroup(kept, copies, length, "first", evidence=(table.evidence,), severity=severity, times=table.times)


def _stands_alone(occurrence: Occurrence, occurrences: list[Occurrence]) -> bool:
    """Return whether no other occurrence goes back to either side of `occurrence`,.

    So the two may change places.
    """
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

    It ends at the very letter where another occurrence `goes_on`; otherwise it holds whole words.
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
