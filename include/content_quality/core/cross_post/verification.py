"""Is one passage a copy of another, whole or in part? Candidates share fingerprints.

Here they are compared letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel

from content_quality.core.cross_post.shared_runs import AskedPassage, Stretched, stretches
from content_quality.core.cross_post.titles import NUMBER
from content_quality.core.records import dataclass

# Indel similarity of two whole passages; unrelated English paragraphs reach 0.55, and 30 % of the letters edited
# leave 0.70
WHOLE = 0.66
PARTIAL = 0.75  # the same of two stretches inside passages
ALIKE_LENGTHS = 0.6  # shorter by longer passage; below it one can only be a part of the other
SHORTEST_STRETCH = 48  # weight of a shared stretch; shorter ones are turns of phrase


@dataclass(frozen=True, slots=True)
class Copied:
    """Letters [first, last) of a passage tell what [source_first, source_last) of an older one told.

    Likeness is in [0, 1].
    """

    first: int
    last: int
    source_first: int
    source_last: int
    likeness: float
    whole: bool  # of the passage


def copied(text: str, source: str, shortest: int = SHORTEST_STRETCH, *, in_part: bool = True) -> Copied | None:
    """Return how the folded passage `text` repeats the folded passage `source`, None when it does not.

    Without `in_part` only a copy as a whole counts: telling it takes a tenth of the time.
    """
    return copied_from([(text, [(source, in_part)])], shortest)[0][0]


def copied_from(
    asked: Iterable[tuple[str, Sequence[tuple[str, bool]]]], shortest: int = SHORTEST_STRETCH
) -> list[list[Copied | None]]:
    """Return how folded passages repeat each of the others they come with, which say whether a copy in part counts.

    All at once: the runs of letters are looked up together, in a third of the time.
    """
    found: list[list[Copied | None]] = []
    left: list[tuple[int, list[int]]] = []  # which of the passages, and which of their others
    parts: list[AskedPassage] = []
    for text, sources in asked:
        as_a_whole = [_as_a_whole(text, source) for source, _ in sources]
        rest = [at for at, (_, in_part) in enumerate(sources) if in_part and not as_a_whole[at][1]]
        if rest:
            left.append((len(found), rest))
            parts.append(AskedPassage(text, tuple(sources[at][0] for at in rest)))
        found.append([copy for copy, _ in as_a_whole])
    for (number, rest), one, shared in zip(left, parts, stretches(parts, shortest), strict=True):
        for at, source, stretch in zip(rest, one.sources, shared, strict=True):
            found[number][at] = _in_part(one.text, source, stretch)
    return found


def _as_a_whole(text: str, source: str) -> tuple[Copied | None, bool]:
    """Return how `text` as a whole repeats `source` as a whole, and whether nothing else needs to be looked at."""
    if text == source:
        return Copied(0, len(text), 0, len(source), 1.0, whole=True), True
    if min(len(text), len(source)) < ALIKE_LENGTHS * max(len(text), len(source)):
        return None, False
    likeness = Indel.normalized_similarity(text, source, score_cutoff=WHOLE)
    if not likeness:
        return None, False
    copy = Copied(0, len(text), 0, len(source), likeness, whole=True)
    return None if _other_numbers(text, source) else copy, True


def _in_part(text: str, source: str, stretch: Stretched | None) -> Copied | None:
    if stretch is None:
        return None
    first, last, source_first, source_last = stretch
    part, source_part = text[first:last], source[source_first:source_last]
    likeness = Indel.normalized_similarity(part, source_part, score_cutoff=PARTIAL)
    if not likeness or _other_numbers(part, source_part):
        return None
    return Copied(first, last, source_first, source_last, likeness, whole=last - first >= 0.9 * len(text))


def _other_numbers(text: str, source: str) -> bool:
    """Return whether the two are one sentence about different things: releases, dates, scores."""
    numbers, source_numbers = NUMBER.findall(text), NUMBER.findall(source)
    return (
        numbers != source_numbers
        and bool(numbers or source_numbers)
        and _same_shape(text, source, set(numbers), set(source_numbers))
    )


def _same_shape(text: str, source: str, numbers: set[str], source_numbers: set[str]) -> bool:
    if NUMBER.sub("", text) == NUMBER.sub("", source):
        return True
    return (
        2 * len(numbers & source_numbers) < max(len(numbers), len(source_numbers))
        and min(len(numbers), len(source_numbers)) >= 1
    )
