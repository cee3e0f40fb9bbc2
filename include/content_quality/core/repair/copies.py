"""Superfluous copies: runs of the post that stand earlier in what is kept, character by character.

White space and the marks of Markdown aside, a copy is deleted only where each of its characters, with its numbers,
names
and link targets, stands in what is kept, and a finding believes the repeat. Where the two go on alike behind a
difference,
the copy says something else there, and its paragraph stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz import fuzz

from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Severity
from content_quality.core.repair.seams import is_unfinished
from content_quality.core.text import sentences

CHECKS = frozenset({"repeated-passage"})
UNSEEN = re.compile(r"\s+|\*+|(?<!\S)(?:#{1,6}|[-+>])(?=\s)")  # white space and marks, which an echo on one line loses
GRAM = 16  # characters by which a copy is looked up
LEAST = 40  # characters of a run, those of dense scripts counted twice; fewer agree by chance
MOST_TRIES = 4_000  # at runs that are no copies; a post with more of them is no article
MOST_PLACES = 4  # at which one gram is looked at
OVERHANG = 8  # characters by which a run may cross a border by chance
BELIEVED = 0.5  # of a run's characters lie in what the finding names
PASSAGE = 150  # characters; a run this long is a copy wherever it begins and ends
REMAINDER, ALIKE = 80, 60  # characters behind a difference that are compared, and their likeness of 100


@dataclass(frozen=True, slots=True)
class CopiedRun:
    """Characters [first, last) of the bare text that equal the kept ones from `source` on, up to `source_last`."""

    first: int
    last: int
    source: int

    @property
    def source_last(self) -> int:
        """The kept character behind the source."""
        return self.source + self.last - self.first


@dataclass(frozen=True)
class BareText:
    """The body without white space and marks, and the place of each of its characters in the file."""

    post: Post

    @cached_property
    def places(self) -> list[int]:
        """The offset of each character."""
        text, start = self.post.text, self.post.front_matter.end
        found: list[int] = []
        for unseen in UNSEEN.finditer(text, start):
            found.extend(range(start, unseen.start()))
            start = unseen.end()
        found.extend(range(start, len(text)))
        return found

    @cached_property
    def text(self) -> str:
        """The characters in a row."""
        whole = self.post.text
        return "".join([whole[place] for place in self.places])

    @cached_property
    def borders(self) -> list[int]:
        """The indices at which a block begins or ends, in order."""
        edges = {0, len(self.places)}
        for block in self.post.blocks:
            edges.add(bisect_left(self.places, block.start))
            edges.add(bisect_left(self.places, block.end))
        return sorted(edges)

    def border_behind(self, index: int) -> int:
        """Return the first index behind `index` at which a block begins or ends."""
        return self.borders[min(bisect_right(self.borders, index), len(self.borders) - 1)]

    def is_border(self, index: int) -> bool:
        """Return whether a block begins or ends before the character `index`."""
        at = bisect_left(self.borders, index)
        return at < len(self.borders) and self.borders[at] == index


@dataclass(frozen=True)
class Kept:
    """The characters that stay, by their indices in the bare text, in order."""

    bare: BareText
    indices: list[int]

    def is_border(self, place: int) -> bool:
        """Return whether a block ends before the kept character `place`."""
        if place in (0, len(self.indices)):
            return True
        return self.bare.is_border(self.indices[place]) or self.bare.is_border(self.indices[place - 1] + 1)

    def is_cut(self, place: int) -> bool:
        """Return whether a paragraph breaks off before the kept character `place`, at the end of its block."""
        if not place or not self.bare.is_border(self.indices[place - 1] + 1):
            return False
        return is_unfinished(self.bare.post, self.offset(place))

    def offset(self, place: int) -> int:
        """Return the place in the file behind the kept character before `place`."""
        return self.bare.places[self.indices[place - 1]] + 1


def _longest(text: str, at: int, chars: list[str], index: dict[str, list[int]]) -> CopiedRun | None:
    best: CopiedRun | None = None
    for source in index.get(text[at : at + GRAM], ()):
        size = GRAM
        while at + size < len(text) and source + size < len(chars) and text[at + size] == chars[source + size]:
            size += 1
        if best is None or size > best.last - best.first:
            best = CopiedRun(at, at + size, source)
    return best


def _weight(text: str, run: CopiedRun) -> int:
    words = text[run.first : min(run.last, run.first + LEAST)]
    return len(words) + len(sentences.UNSPACED.findall(words))


@dataclass(frozen=True)
class Copies:
    """The copies of a post that may be deleted, each with the finding that believes it."""

    bare: BareText
    kept: Kept
    found: list[tuple[CopiedRun, Finding]]


Believed = list[tuple[Finding, list[tuple[int, int]]]]  # findings, and the ranges of the file that each names


def superfluous(post: Post, findings: Sequence[Finding]) -> Copies:
    """Return what may be deleted of `post` because it stands before."""
    bare = BareText(post)
    believed = [
        (finding, _places(post, finding))
        for finding in findings
        if finding.check in CHECKS and finding.severity > Severity.INFO
    ]
    if not believed:
        return Copies(bare, Kept(bare, []), [])
    text, kept, tries = bare.text, Kept(bare, []), MOST_TRIES
    chars: list[str] = []
    index: dict[str, list[int]] = {}
    found: list[tuple[CopiedRun, Finding]] = []
    at = 0
    while at < len(text):
        run = _longest(text, at, chars, index) if tries else None
        previous = found[-1][0].last if found else -1
        accepted = _accepted(bare, kept, run, believed, previous) if run is not None else None
        tries -= run is not None and accepted is None
        if accepted is not None and accepted[0].first == at:
            found.append(accepted)
            at = accepted[0].last
            continue
        until = accepted[0].first if accepted is not None else at + 1
        for place in range(at, until):
            _keep(place, text[place], kept, chars, index)
        at = until
    return Copies(bare, kept, found)


def _keep(place: int, character: str, kept: Kept, chars: list[str], index: dict[str, list[int]]) -> None:
    chars.append(character)
    kept.indices.append(place)
    if len(chars) >= GRAM:
        places = index.setdefault("".join(chars[-GRAM:]), [])
        if len(places) < MOST_PLACES:
            places.append(len(chars) - GRAM)


def _accepted(
    bare: BareText, kept: Kept, found: CopiedRun, believed: Believed, previous: int
) -> tuple[CopiedRun, Finding] | None:
    """Return what of the run `found` may be deleted, and the finding that says so."""
    if _weight(bare.text, found) < LEAST:
        return None
    run = _within_paragraphs(bare, kept, found, previous)
    if run is None:
        return None
    covered = [_covered(bare, run, places) for _, places in believed]
    if sum(covered) < BELIEVED * (run.last - run.first):
        return None
    return run, believed[covered.index(max(covered))][0]


def _places(post: Post, finding: Finding) -> list[tuple[int, int]]:
    spans = [finding.span, *(one.span for one in finding.related if one.path is None and one.role != "continuation")]
    return [
        (post.source.offset(span.line, span.column), post.source.offset(span.end_line, span.end_column) + 1)
        for span in spans
    ]


def _covered(bare: BareText, run: CopiedRun, places: list[tuple[int, int]]) -> int:
    total = 0
    for start, end in places:
        first, last = bisect_left(bare.places, start), bisect_left(bare.places, end)
        total += max(0, min(last, run.last) - max(first, run.first))
    return total


def _within_paragraphs(bare: BareText, kept: Kept, run: CopiedRun, previous: int) -> CopiedRun | None:
    """Return `run` without half sentences at its edges and without paragraphs that say something else.

    `previous` is where the copy before it ends.
    """
    run = _without_overhang(bare, kept, run)
    if not _ends_well(bare, kept, run, run.last) or _differs(bare, kept, run, forward=True):
        ends = (at for at in range(run.last - 1, run.first, -1) if _is_copy_border(bare, kept, run, at))
        last = next(ends, None)
        if last is None:
            return None
        run = replace(run, last=last)
    begins_well = run.first == previous or _is_copy_border(bare, kept, run, run.first)
    if not begins_well or _differs(bare, kept, run, forward=False):
        first = next((at for at in range(run.first + 1, run.last) if _is_copy_border(bare, kept, run, at)), None)
        if first is None:
            return None
        run = CopiedRun(first, run.last, run.source + first - run.first)
    is_passage = run.last - run.first >= PASSAGE or run.first == previous
    return run if is_passage or _is_whole(bare, kept, run) else None


def _ends_well(bare: BareText, kept: Kept, run: CopiedRun, at: int) -> bool:
    """Return whether nothing that stays behind `at` begins in the middle of a sentence.

    Unless it goes on from a cut.
    """
    source = run.source + at - run.first
    return source == len(kept.indices) or kept.is_cut(source) or _is_copy_border(bare, kept, run, at)


def _is_copy_border(bare: BareText, kept: Kept, run: CopiedRun, at: int) -> bool:
    """Return whether a paragraph begins or ends at `at`.

    It does where a block of the copy does. A border of the source counts in an echo of several blocks on one line; in a
    copy of one paragraph, what stands beside it would be left alone.
    """
    if bare.is_border(at):
        return True
    source = run.source + at - run.first
    if not kept.is_border(source) or kept.is_cut(source):
        return False
    return bare.border_behind(kept.indices[run.source]) < kept.indices[run.source_last - 1]


def _is_whole(bare: BareText, kept: Kept, run: CopiedRun) -> bool:
    """Return whether `run` begins and ends where a block does; a shorter one is a turn of phrase."""
    return _on_border(bare, kept, run, run.first) and _on_border(bare, kept, run, run.last)


def _on_border(bare: BareText, kept: Kept, run: CopiedRun, at: int) -> bool:
    return bare.is_border(at) or kept.is_border(run.source + at - run.first)


def _without_overhang(bare: BareText, kept: Kept, run: CopiedRun) -> CopiedRun:
    if _on_border(bare, kept, run, run.last):
        return run
    for back in range(1, min(OVERHANG, run.last - run.first)):
        if _on_border(bare, kept, run, run.last - back):
            return replace(run, last=run.last - back)
    return run


def _differs(bare: BareText, kept: Kept, run: CopiedRun, *, forward: bool) -> bool:
    """Return whether both sides go on in the middle of a paragraph, alike but for a difference."""
    at, source = (run.last, run.source_last) if forward else (run.first, run.source)
    if bare.is_border(at) or kept.is_border(source):
        return False
    edge = bisect_right(bare.borders, at)
    text = bare.text
    if forward:
        here = text[at : min(bare.borders[edge], at + REMAINDER)]
        there = "".join(text[index] for index in kept.indices[source : source + len(here)])
    else:
        here = text[max(bare.borders[edge - 1], at - REMAINDER) : at]
        there = "".join(text[index] for index in kept.indices[max(0, source - len(here)) : source])
    return fuzz.ratio(here, there) >= ALIKE
