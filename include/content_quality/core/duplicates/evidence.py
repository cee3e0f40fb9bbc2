"""Weigh what speaks for and against damage where two passages are alike. Likeness alone is no evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from content_quality.core.document.post import Post
from content_quality.core.document.prose import Prose
from content_quality.core.duplicates.alignment import Alignment, is_border, weight_of
from content_quality.core.duplicates.occurrences import Occurrence, is_cut_short, is_structured
from content_quality.core.duplicates.places import Place
from content_quality.core.duplicates.self_matches import VERBATIM
from content_quality.core.findings import Evidence
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

LOOP = 8  # times a pattern follows itself, from which no person wrote it
NEAR = 2  # letters between an occurrence and its source that touches it
LIKE_SENTENCE = 0.88  # likeness of one sentence to one sentence, the whole paragraph
LONGEST_APPEAL = 300  # letters
CODE_SHARE = 0.07  # of the characters; prose has less than half of it
CODE = lazy(r"[{}();=<>\[\]_\\/|#$&]")
ANNOUNCED = lazy(
    r"\b(?:(?:once )?again|once more|as (?:before|mentioned|noted|stated|said|above|we saw)|like before|same as|repeat(?:ed|ing)?|remember|recall|reminder"
    r"|como antes|de nuevo|otra vez|comme avant|encore une fois|wie (?:oben|zuvor|gesagt|erwähnt)|noch einmal|novamente|como mencionado|come prima|снова|как и (?:прежде|раньше)|повтор\w*)\b"
    r"|再び|もう一度|前述|先ほど|改めて|再次|如前|如上|前面提到|다시|앞서",
    regex.IGNORECASE,
)


@dataclass(frozen=True)
class Pair:
    """A passage and its source, side by side."""

    post: Post
    row: Prose
    occurrence: Occurrence
    settings: Settings
    siblings: int = 1  # how many later passages are alike to the same source

    @cached_property
    def pieces(self) -> tuple[Alignment, ...]:
        """The alignments of the matches it is made of."""
        return tuple(Alignment(self.post, self.row, piece) for piece in self.occurrence.pieces)

    @cached_property
    def copy(self) -> Place:
        """Where the later passage stands."""
        match = self.occurrence.match
        return Place(self.post, self.row, match.first, match.last)

    @cached_property
    def source(self) -> Place:
        """Where the earlier one stands."""
        match = self.occurrence.match
        return Place(self.post, self.row, match.source_first, match.source_last)

    @property
    def likeness(self) -> float:
        """How alike the two are."""
        return self.occurrence.match.likeness

    @property
    def is_verbatim(self) -> bool:
        """Whether the two are the same but for a typo or two."""
        return self.likeness >= VERBATIM

    @cached_property
    def overlaps(self) -> bool:
        """Whether a pattern follows itself at once."""
        return self.occurrence.match.source_last > self.occurrence.match.first

    @cached_property
    def times(self) -> float:
        """How often a pattern that follows itself stands there."""
        match = self.occurrence.match
        return match.length / max(1, match.first - match.source_first) + 1 if self.overlaps else 1

    @cached_property
    def run(self) -> int:
        """The length of the longest run of equal tokens, in characters of prose."""
        return max(self.row.length(piece.longest_run.first, piece.longest_run.last) for piece in self.pieces)

    @cached_property
    def run_weight(self) -> int:
        """The same, letters of dense scripts counted twice."""
        return max(weight_of(self.row, piece.longest_run.first, piece.longest_run.last) for piece in self.pieces)

    @cached_property
    def sentences(self) -> tuple[int, int]:
        """The most whole sentences in a row that are the same word for word, and their weight."""
        return max(piece.verbatim_sentences for piece in self.pieces)

    @cached_property
    def answered(self) -> int:
        """How many sentences agree for the most part, in order."""
        return sum(piece.answered_sentences for piece in self.pieces)

    @cached_property
    def swapped_share(self) -> float:
        """The share of the differences that put one identifying token in the place of another."""
        counts = [piece.identifying for piece in self.pieces]
        swapped, every = sum(count[0] for count in counts), sum(count[1] for count in counts)
        return swapped / every if every else 0.0

    @cached_property
    def paragraphs(self) -> int:
        """How many whole blocks of the source stand again as whole blocks, in order."""
        if len(self.pieces) > 1:
            return 0
        return min(len(self.copy.whole), len(self.source.whole))

    @cached_property
    def is_adjacent(self) -> bool:
        """Whether no other block stands between the two."""
        match = self.occurrence.match
        if match.first - match.source_last <= NEAR:
            return True
        one, other = self.source.parts[-1], self.copy.parts[0]
        return self.row.part_at(match.first) - self.row.part_at(match.source_last - 1) == 1 and other.block - one.block <= 2

    @cached_property
    def broken_edge(self) -> bool:
        """Whether a block begins or ends in mid-sentence where the other occurrence goes on."""
        match, row = self.occurrence.match, self.row
        opens = row.before(match.first)[0] == match.first, row.before(match.source_first)[0] == match.source_first
        if opens[0] != opens[1] and not is_border(self.post, row, match.source_first if opens[0] else match.first):
            return self.run_weight >= self.settings.repeats.paragraph_characters
        return False

    @property
    def restarts(self) -> bool:
        """Whether the text begins anew inside its paragraph, without having ended its sentence."""
        match, row = self.occurrence.match, self.row
        return (
            match.first - match.source_last <= NEAR
            and not self.overlaps
            and not is_border(self.post, row, match.first)
            and row.part_at(match.first) == row.part_at(match.source_first)
        )

    @property
    def is_appeal(self) -> bool:
        """Whether it is a short paragraph with a link, far from its source and word for word."""
        match = self.occurrence.match
        if match.length > LONGEST_APPEAL or not self.is_verbatim or self.is_adjacent or self.paragraphs != 1:
            return False
        return all(any(run.linked for run in block.runs) for block in (self.copy.blocks[0], self.source.blocks[0]))

    @property
    def in_sibling_sections(self) -> bool:
        """Whether the two begin at the same place below different headings."""
        copy, source = self.copy.section, self.source.section
        if copy == source or min(copy, source) < 0:
            return False
        return self.copy.offset == self.source.offset

    @property
    def is_strong(self) -> bool:
        """Whether what speaks against damage only lowers the severity."""
        count, weight = self.sentences
        return (
            (count >= 2 and weight >= self.settings.repeats.paragraph_characters)
            or (self.paragraphs >= 2 and self.is_verbatim)
            or is_cut_short(self.post, self.row, self.occurrence)
        ) and not self.is_code

    @property
    def is_announced(self) -> bool:
        """Whether the text says that it repeats."""
        start = self.row.range(self.copy.first, self.copy.first + 1)[0]
        return ANNOUNCED.search(self.post.text, max(0, start - 80), start + 60) is not None

    @property
    def is_code(self) -> bool:
        """Whether it reads like a program that lost its fence."""
        start, end = self.row.range(self.copy.first, self.copy.last)
        return len(CODE.findall(self.post.text, start, end)) >= CODE_SHARE * (end - start)


def _sentences(pair: Pair) -> float:
    count, weight = pair.sentences
    if weight < pair.settings.repeats.paragraph_characters:
        return 0.0
    return (0.75, 1.5, 2.0)[min(count, 3) - 1] if count else 0.0


def _run(pair: Pair) -> float:
    lengths = pair.settings.repeats
    if pair.run >= lengths.passage_characters:
        return 1.0
    return 0.5 if pair.run_weight >= lengths.paragraph_characters else 0.0


def _paragraph(pair: Pair) -> float:
    if not pair.paragraphs:
        return 0.0
    if pair.is_verbatim:
        return 0.75
    return 0.5 + (0.75 if pair.answered >= 2 or pair.likeness >= LIKE_SENTENCE else 0.0)


def _in_order(pair: Pair) -> float:
    return 1.0 if pair.paragraphs >= 2 else 0.0


def _heading(pair: Pair) -> float:
    return 0.75 if pair.paragraphs and all(any(part.heading for part in side.parts) for side in (pair.copy, pair.source)) else 0.0


def _differs(pair: Pair) -> float:
    return -0.75 - pair.swapped_share if pair.swapped_share else 0.0


Weighing = Callable[[Pair], float]
WEIGHINGS: tuple[tuple[str, Weighing], ...] = (
    ("verbatim sentences", _sentences),
    ("verbatim run", _run),
    ("whole paragraph", _paragraph),
    ("paragraphs in order", _in_order),
    ("heading again", _heading),
    ("adjacent", lambda pair: 0.75 if pair.is_adjacent and not pair.overlaps and pair.likeness >= 0.85 else 0.0),
    ("on one line", lambda pair: 1.0 if is_structured(pair.row, pair.occurrence) else 0.0),
    ("begins in mid-sentence", lambda pair: 1.0 if pair.broken_edge else 0.0),
    ("goes on from a cut", lambda pair: 1.5 if is_cut_short(pair.post, pair.row, pair.occurrence) else 0.0),
    ("restarted", lambda pair: 1.5 if pair.restarts else 0.0),
    ("loop", lambda pair: 2.5 if pair.times >= LOOP else 0.0),
    ("identifying differences", _differs),
    ("list entries", lambda pair: -0.75 if pair.copy.all_listed and pair.source.all_listed and pair.likeness < 1 else 0.0),
    ("entries with one link", lambda pair: -1.5 if pair.copy.all_listed and pair.source.all_listed and any(p.shares_link for p in pair.pieces) and len(pair.copy.body) == 1 else 0.0),
    ("sibling sections", lambda pair: -0.75 if pair.in_sibling_sections else 0.0),
    ("three siblings", lambda pair: -1.0 if pair.siblings >= 2 and pair.likeness < 1 else 0.0),
    ("recap heading", lambda pair: -1.0 if pair.copy.in_recap or pair.source.in_recap else 0.0),
    ("lead or conclusion", lambda pair: -0.5 if pair.copy.is_edge or pair.source.is_edge else 0.0),
    ("quotation", lambda pair: -1.5 if pair.copy.depth != pair.source.depth else 0.0),
    ("note", lambda pair: -1.5 if pair.copy.is_note != pair.source.is_note else 0.0),
    ("caption or aside", lambda pair: -1.0 if pair.copy.is_emphasised or pair.source.is_emphasised else 0.0),
    ("admonition or tab", lambda pair: -1.0 if pair.copy.is_boxed or pair.source.is_boxed else 0.0),
    ("appeal", lambda pair: -1.5 if pair.is_appeal else 0.0),
    ("announced", lambda pair: -1.0 if pair.is_announced else 0.0),
    ("program text", lambda pair: -2.5 if pair.is_code else 0.0),
)


def weigh(pair: Pair) -> tuple[Evidence, ...]:
    """Return what speaks for and against damage, with weights."""
    if not pair.copy.body or not pair.source.body:
        return ()  # a heading and its echo in the text
    weights = ((name, weighing(pair)) for name, weighing in WEIGHINGS)
    return tuple(Evidence(name, round(weight, 2)) for name, weight in weights if weight)


def total(evidence: Sequence[Evidence]) -> float:
    """Return the sum of the weights."""
    return sum(reason.weight for reason in evidence)
