"""Which telling of a passage came first, which passages are the same, and which telling an editor should keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from content_quality.core.document.post import Post
from content_quality.core.document.prose import Indices, Prose
from content_quality.core.duplicates.chains import GAP
from content_quality.core.duplicates.match import Match, measured_likeness
from content_quality.core.records import dataclass

SAME_PASSAGE = 0.8  # overlap of two kept ranges, intersection over union, for their copies to be copies of one passage
STRUCTURED = 3  # times as many blocks in one telling as in the other make it the one with structure
APART = 4 * GAP  # letters between two places of the first telling for them to be named apart
FARTHEST = (
    4 * GAP
)  # letters between two tellings in one block for them to be one copy; it must be alike as a whole then
MOST_PLACES = 5  # of a first telling that are named apart
SENTENCE_END = frozenset(".!?…。．！？｡।؟」』）)”\"’'»›】〉》:：;；♪☆★*`~")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A match, and the letters of the first telling it goes back to through copies of copies, as ranges in order."""

    match: Match
    kept: tuple[tuple[int, int], ...]
    pieces: tuple[Match, ...]  # what `match` was put together from, in order

    @property
    def kept_first(self) -> int:
        """The first letter of the first telling."""
        return self.kept[0][0]

    @property
    def kept_last(self) -> int:
        """The letter after the last of the first telling."""
        return self.kept[-1][1]


def first_occurrences(row: Prose, found: Sequence[Match]) -> Iterator[Occurrence]:
    """Yield each match with the letters where its passage was told first."""
    roots = np.arange(len(row))
    for match in found:
        told = _source(roots, match)
        roots[match.first : match.last] = told
        yield Occurrence(match, _ranges(told), (match,))


def _source(roots: Indices, match: Match) -> Indices:
    """Return the root of each letter of `match`, in step with its source; a pattern goes back to its first period."""
    period = max(1, min(match.source_last, match.first) - match.source_first)
    steps = np.arange(match.length)
    if match.source_last > match.first:
        return roots[match.source_first + steps % period]
    return roots[match.source_first + steps * period // match.length]


def _ranges(told: Indices) -> tuple[tuple[int, int], ...]:
    """Return the stretches of the row that `told` names: one, unless it was put together from places far apart."""
    steps = np.diff(told)
    if len(told) < 2 or (int(steps.min()) >= 0 and int(steps.max()) <= APART):
        return ((int(told[0]), int(told[-1]) + 1),)
    places = np.sort(told)
    breaks = np.flatnonzero(np.diff(places) > APART)
    firsts, lasts = places[np.append(0, breaks + 1)].tolist(), places[np.append(breaks, len(places) - 1)].tolist()
    if len(firsts) > MOST_PLACES:
        return ((firsts[0], lasts[-1] + 1),)
    return tuple((first, last + 1) for first, last in zip(firsts, lasts, strict=True))


def assembled(row: Prose, occurrences: list[Occurrence]) -> Iterator[list[Occurrence]]:
    """Yield runs of tellings that follow each other in one block, each from farther down.

    One copy that leaves things out.
    """
    run: list[Occurrence] = []
    for occurrence in occurrences:
        if run and not _goes_on(row, run, occurrence):
            yield run
            run = []
        run.append(occurrence)
    if run:
        yield run


def _goes_on(row: Prose, run: list[Occurrence], other: Occurrence) -> bool:
    one = run[-1].match
    near = 0 <= other.match.first - one.last <= FARTHEST and row.part_at(run[0].match.first) == row.part_at(
        other.match.last - 1
    )
    return near and other.kept_first >= run[-1].kept_first and other.match.source_first >= one.source_first


def as_one(row: Prose, run: list[Occurrence]) -> Occurrence:
    """Return the tellings of `run` as one."""
    if len(run) == 1:
        return run[0]
    matches = [occurrence.match for occurrence in run]
    first, last = matches[0].first, matches[-1].last
    source_first, source_last = matches[0].source_first, max(match.source_last for match in matches)
    told = sum(match.likeness * match.length for match in matches)
    alike = measured_likeness(row, first, last, source_first, source_last, round(told))
    match = Match(
        first,
        last,
        source_first,
        source_last,
        max(alike, told / (last - first)),
        max(match.unbroken for match in matches),
    )
    return Occurrence(
        match, _merged(sorted({place for occurrence in run for place in occurrence.kept})), tuple(matches)
    )


def _merged(places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged = [places[0]]
    for first, last in places[1:]:
        if first - merged[-1][1] <= APART:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return tuple(merged) if len(merged) <= MOST_PLACES else ((merged[0][0], merged[-1][1]),)


def grouped(occurrences: list[Occurrence]) -> list[list[Occurrence]]:
    """Return the tellings of one passage together."""
    groups: list[list[Occurrence]] = []
    shelves: dict[
        tuple[int, int], list[list[Occurrence]]
    ] = {}  # by size and place, so that a telling meets its like only
    for occurrence in occurrences:
        size = (occurrence.kept_last - occurrence.kept_first).bit_length()
        near = [
            group
            for other in (size - 1, size, size + 1)
            for place in range((occurrence.kept_first >> other) - 1, (occurrence.kept_first >> other) + 2)
            for group in shelves.get((other, place), ())
        ]
        group = next((group for group in near if _overlap(occurrence, group[0]) >= SAME_PASSAGE), None)
        if group is None:
            group = []
            groups.append(group)
            shelves.setdefault((size, occurrence.kept_first >> size), []).append(group)
        group.append(occurrence)
    return groups


def _overlap(one: Occurrence, other: Occurrence) -> float:
    both = min(one.kept_last, other.kept_last) - max(one.kept_first, other.kept_first)
    return both / (max(one.kept_last, other.kept_last) - min(one.kept_first, other.kept_first))


def is_structured(row: Prose, occurrence: Occurrence) -> bool:
    """Return whether the first telling has paragraphs and headings where the copy has none."""
    kept = row.part_at(occurrence.kept_last - 1) - row.part_at(occurrence.kept_first) + 1
    copy = row.part_at(occurrence.match.last - 1) - row.part_at(occurrence.match.first) + 1
    return kept >= STRUCTURED * copy


def is_cut_short(post: Post, row: Prose, occurrence: Occurrence) -> bool:
    """Return whether the first occurrence breaks off at its block's end where the copy goes on inside its own."""
    _, kept_end = row.after(occurrence.kept_last)
    _, copy_end = row.after(occurrence.match.last)
    if occurrence.kept_last < kept_end or occurrence.match.last >= copy_end:
        return False
    block = post.blocks[row.parts[row.part_at(occurrence.kept_last - 1)].block]
    return block.text.rstrip()[-1:] not in SENTENCE_END


def is_beginning(row: Prose, occurrence: Occurrence) -> bool:
    """Return whether the first telling is one whole block and the copy is the beginning of another that goes on."""
    kept, copy = row.parts[row.part_at(occurrence.kept_first)], row.parts[row.part_at(occurrence.match.first)]
    return (
        occurrence.kept == ((kept.first, kept.last),)
        and copy.first == occurrence.match.first
        and occurrence.match.last < copy.last
    )
