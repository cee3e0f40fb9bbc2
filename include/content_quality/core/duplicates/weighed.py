"""From what is alike to what is believed: candidates long enough for an editor, weighed one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from content_quality.core.document.post import Post
from content_quality.core.document.prose import Part, Prose
from content_quality.core.duplicates.match import ALIKE, VERBATIM, Match
from content_quality.core.duplicates.occurrences import Occurrence, as_one, assembled, first_occurrences, grouped
from content_quality.core.duplicates.pair import LOOP, NEAR, Pair
from content_quality.core.duplicates.passage_places import PassagePlace
from content_quality.core.duplicates.repeat_evidence import is_doubted, is_parallel, total, weigh
from content_quality.core.duplicates.tokens import is_border, weight_of
from content_quality.core.findings import Evidence
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings

DAMAGED = 0.1  # of the letters in proven copies, from which what else is alike is believed sooner
AMONG_COPIES = 0.75  # the weight of that
LIST_ITEMS = 3  # short ones that stand again in a row are a list told again


@dataclass(frozen=True, slots=True)
class Weighed:
    """An occurrence and what speaks for and against it."""

    occurrence: Occurrence
    evidence: tuple[Evidence, ...]
    score: float
    noted: bool  # worth information whatever speaks against it
    differs: bool
    times: int


def believed(post: Post, row: Prose, found: Sequence[Match], settings: Settings) -> list[list[Weighed]]:
    """Return, for each passage, the occurrences for whose damage there is evidence."""
    groups = [
        [_weigh(Pair(post, row, occurrence, settings, len(group))) for occurrence in group]
        for group in grouped(list(candidates(post, row, found, settings)))
    ]
    proven = sum(
        one.occurrence.match.length
        for group in groups
        for one in group
        if one.score >= settings.repeats.blocker_evidence and not is_doubted(one.evidence)
    )
    if proven >= DAMAGED * len(row):
        groups = [[_among_copies(one) for one in group] for group in groups]
    return [kept for group in groups if (kept := _loud_enough(group, settings))]


def _loud_enough(group: list[Weighed], settings: Settings) -> list[Weighed]:
    """Return the occurrences with enough evidence for a warning, or else for information."""
    rules = settings.repeats
    return [one for one in group if one.score >= rules.warning_evidence] or [
        one for one in group if one.score >= rules.info_evidence or one.noted
    ]


def _weigh(pair: Pair) -> Weighed:
    evidence = weigh(pair)
    return Weighed(
        pair.occurrence,
        evidence,
        total(evidence),
        pair.is_strong and not is_parallel(evidence),
        bool(evidence) and (pair.swapped_share > 0 or pair.has_other_edges),
        int(pair.times) if pair.is_loop else 1,
    )


def _among_copies(one: Weighed) -> Weighed:
    """Return `one` with what the proven copies around it say: whoever pastes once pastes twice."""
    reason = Evidence("among copies", AMONG_COPIES)
    return replace(one, evidence=(*one.evidence, reason), score=one.score + AMONG_COPIES) if one.evidence else one


def candidates(post: Post, row: Prose, found: Sequence[Match], settings: Settings) -> Iterator[Occurrence]:
    """Yield what is long enough and alike enough to be weighed."""
    for run in assembled(row, list(first_occurrences(row, found))):
        whole = as_one(row, run)
        one_copy = whole.match.likeness >= ALIKE and _is_passage(post, row, whole.match, settings)
        yield from [whole] if one_copy else [one for one in run if _is_passage(post, row, one.match, settings)]


def _is_passage(post: Post, row: Prose, match: Match, settings: Settings) -> bool:
    """Return whether an editor may want to know.

    A long stretch word for word, a whole paragraph, a list, a restart or a loop.
    """
    lengths = settings.repeats
    period = match.first - match.source_first
    if match.source_last > match.first and match.length >= (LOOP - 1) * period:
        return True
    weight = weight_of(row, match.first, match.last)
    if weight < lengths.sentence_characters:
        return False
    verbatim = match.likeness >= VERBATIM
    if verbatim and match.first - match.source_last in range(NEAR + 1) and not is_border(post, row, match.first):
        return True
    copy, source = (
        PassagePlace(post, row, match.first, match.last),
        PassagePlace(post, row, match.source_first, match.source_last),
    )
    if sum(row.length(*_overlap_of(part, copy)) for part in copy.body) >= lengths.passage_characters and (
        verbatim or row.length(match.first, match.first + match.unbroken) >= lengths.passage_characters
    ):
        return True
    if sum(weight_of(row, *_overlap_of(part, copy)) for part in copy.body) < lengths.paragraph_characters:
        return False
    if min(len(copy.whole), len(source.whole)) >= LIST_ITEMS:
        return True
    return any(
        weight_of(row, *_overlap_of(part, side)) >= lengths.paragraph_characters
        for side in (copy, source)
        for part in side.whole
    )


def _overlap_of(part: Part, place: PassagePlace) -> tuple[int, int]:
    return max(part.first, place.first), min(part.last, place.last)
