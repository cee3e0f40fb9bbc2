"""Superfluous copies: runs of the post that stand earlier in what is kept, character by character.

White space and the marks of Markdown aside, a copy is deleted only where each of its characters, with its numbers,
names and link targets, stands in what is kept, and a finding believes the repeat. Where the two go on alike behind a
difference, the copy says something else there, and its paragraph stays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import field

from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Severity
from content_quality.core.records import dataclass
from content_quality.core.repair.bare_text import BareText, CopiedRun, Kept
from content_quality.core.repair.copy_borders import is_echo_in_code, within_paragraphs
from content_quality.core.text import sentences

CHECKS = frozenset({"repeated-passage"})
GRAM = 16  # characters by which a copy is looked up
LEAST = 40  # characters of a run, those of dense scripts counted twice; fewer agree by chance
MOST_TRIES = 4_000  # at runs that are no copies; a post with more of them is no article
MOST_PLACES = 4  # at which one gram is looked at
BELIEVED = 0.5  # of a run's characters lie in what the finding names


@dataclass
class KeptGrams:
    """The characters that are kept so far, and where each gram of them stands."""

    text: str  # the bare text
    characters: list[str] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)
    ends: dict[int, int] = field(
        default_factory=dict
    )  # how far the text equals the kept characters so many places before

    def keep(self, character: str) -> None:
        """Keep `character` behind the others."""
        self.characters.append(character)
        if len(self.characters) >= GRAM:
            places = self.places.setdefault("".join(self.characters[-GRAM:]), [])
            if len(places) < MOST_PLACES:
                places.append(len(self.characters) - GRAM)

    def longest(self, at: int) -> CopiedRun | None:
        """Return the longest run from `at` on that equals kept characters."""
        best: CopiedRun | None = None
        for source in self.places.get(self.text[at : at + GRAM], ()):
            end = self._end(at, source)
            if best is None or end > best.last:
                best = CopiedRun(at, end, source)
        return best

    def _end(self, at: int, source: int) -> int:
        """Return where the run ends; what was compared for a run that began before is not compared again."""
        text, characters, back = self.text, self.characters, at - source
        end, last = max(at + GRAM, self.ends.get(back, 0)), min(len(text), len(characters) + back)
        while end < last and text[end] == characters[end - back]:
            end += 1
        self.ends[back] = end
        return end


def _weight(text: str, run: CopiedRun) -> int:
    words = text[run.first : min(run.last, run.first + LEAST)]
    return len(words) + len(sentences.UNSPACED.findall(words))


@dataclass(frozen=True)
class Copies:
    """The copies of a post that may be deleted, each with the finding that believes it."""

    bare: BareText
    kept: Kept
    found: list[tuple[CopiedRun, Finding]]


Believed = list[tuple[Finding, list[tuple[int, int]]]]  # findings, and the ranges of the bare text that each names


def superfluous(post: Post, findings: Sequence[Finding]) -> Copies:
    """Return what may be deleted of `post` because it stands before."""
    bare = BareText(post)
    believed = [
        (finding, _ranges(bare, finding))
        for finding in findings
        if finding.check in CHECKS and finding.severity > Severity.INFO
    ]
    if not believed:
        return Copies(bare, Kept(bare, []), [])
    text, kept, tries = bare.text, Kept(bare, []), MOST_TRIES
    grams = KeptGrams(text)
    found: list[tuple[CopiedRun, Finding]] = []
    at = 0
    while at < len(text):
        run = grams.longest(at) if tries else None
        previous = found[-1][0].last if found else -1
        accepted = _accepted(bare, kept, run, believed, previous) if run is not None else None
        tries -= run is not None and accepted is None
        if accepted is not None and accepted[0].first == at:
            found.append(accepted)
            at = accepted[0].last
            continue
        until = accepted[0].first if accepted is not None else at + 1
        for place in range(at, until):
            grams.keep(text[place])
            kept.indices.append(place)
        at = until
    return Copies(bare, kept, found)


def _accepted(
    bare: BareText, kept: Kept, found: CopiedRun, believed: Believed, previous: int
) -> tuple[CopiedRun, Finding] | None:
    """Return what of the run `found` may be deleted, and the finding that says so."""
    if _weight(bare.text, found) < LEAST:
        return None
    run = within_paragraphs(bare, kept, found, previous)
    if run is None:
        return None
    covered = [_covered((run.first, run.last), ranges) for _, ranges in believed]
    if sum(covered) < BELIEVED * (run.last - run.first) and is_echo_in_code(bare, kept, run):
        source = kept.indices[run.source], kept.indices[run.source_last - 1] + 1
        covered = [_covered(source, ranges) for _, ranges in believed]  # no check looks for repeats in code
    if sum(covered) < BELIEVED * (run.last - run.first):
        return None
    return run, believed[covered.index(max(covered))][0]


def _ranges(bare: BareText, finding: Finding) -> list[tuple[int, int]]:
    spans = [finding.span, *(one.span for one in finding.related if one.path is None and one.role != "continuation")]
    offset = bare.post.source.offset
    return [
        (
            bisect_left(bare.places, offset(span.line, span.column)),
            bisect_left(bare.places, offset(span.end_line, span.end_column) + 1),
        )
        for span in spans
    ]


def _covered(place: tuple[int, int], ranges: list[tuple[int, int]]) -> int:
    return sum(max(0, min(last, place[1]) - max(first, place[0])) for first, last in ranges)
