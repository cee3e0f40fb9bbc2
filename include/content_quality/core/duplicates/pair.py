"""A passage and its source side by side: what of them agrees, where it differs, and how the two begin and end."""

from __future__ import annotations

from functools import cached_property

from content_quality.core.document.post import Post
from content_quality.core.document.prose import Prose
from content_quality.core.duplicates.alignment import Alignment
from content_quality.core.duplicates.match import VERBATIM
from content_quality.core.duplicates.occurrences import SENTENCE_END, STRUCTURED, Occurrence, is_cut_short
from content_quality.core.duplicates.passage_places import PassagePlace
from content_quality.core.duplicates.tokens import is_border, unspaced, weight_of
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings

EDGE = 40  # weight of a run, from which where it begins and ends is no chance
FEW_WORDS = 4  # spaces in a restart at least; an address told again in its link has none
LOOP = 8  # times a pattern follows itself, from which no person wrote it
NEXT = 2  # blocks apart; a picture or a rule may stand between two versions of a paragraph
NEAR = 2  # letters between an occurrence and its source that touches it


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
    def copy(self) -> PassagePlace:
        """Where the later passage stands."""
        match = self.occurrence.match.one_period
        return PassagePlace(self.post, self.row, match.first, match.last)

    @cached_property
    def source(self) -> PassagePlace:
        """Where the earlier one stands; the first of its places, if the copy was put together from several."""
        match = (self.occurrence.pieces[0] if len(self.occurrence.pieces) > 1 else self.occurrence.match).one_period
        return PassagePlace(self.post, self.row, match.source_first, match.source_last)

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

    @property
    def is_loop(self) -> bool:
        """Whether it follows itself so often that no person wrote it."""
        return self.times >= LOOP and self.likeness >= VERBATIM

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
    def swapped(self) -> tuple[int, int]:
        """How many differences put one identifying token in the place of another, and how many there are."""
        counts = [piece.identifying for piece in self.pieces]
        swapped, every = (
            sum(count[0] for count in counts) + self._named_after_section,
            sum(count[1] for count in counts),
        )
        return min(swapped, every), every

    @property
    def swapped_share(self) -> float:
        """The first of these by the second."""
        swapped, every = self.swapped
        return swapped / every if every else 0.0

    @cached_property
    def _named_after_section(self) -> int:
        """How many differences put the words of one section's heading in the place of those of the other's."""
        if not any(piece.differences for piece in self.pieces):
            return 0
        names = [pair for pair in zip(self.copy.labels, self.source.labels, strict=False) if pair[0] != pair[1]]
        one, other = (frozenset(name.casefold().split()) for name in names[0]) if names else (frozenset(), frozenset())
        ours, theirs = one - other, other - one
        if not ours or not theirs:
            return 0
        return sum(
            bool(
                ours & piece.words_in(difference.first, difference.last)
                and theirs & piece.words_in(difference.source_first, difference.source_last)
            )
            for piece in self.pieces
            for difference in piece.differences
        )

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
        one, other = (self.source.whole or self.source.parts)[-1], (self.copy.whole or self.copy.parts)[0]
        return self.row.part_at(other.first) - self.row.part_at(one.first) == 1 and other.block - one.block <= NEXT

    @cached_property
    def agreement(self) -> float:
        """The share of tokens that are equal, of all pieces."""
        letters = sum(piece.match.length for piece in self.pieces)
        return sum(piece.agreement * piece.match.length for piece in self.pieces) / letters

    @cached_property
    def is_flattened(self) -> bool:
        """Whether blocks of the source stand in the copy on fewer lines."""
        if len(self.pieces) == 1:
            return len(self.source.whole) >= STRUCTURED * len(self.copy.parts)
        blocks = sum(
            len(PassagePlace(self.post, self.row, match.source_first, match.source_last).whole)
            for match in (piece.match.one_period for piece in self.pieces)
        )
        return blocks >= STRUCTURED * len(self.copy.parts)

    @property
    def has_other_edges(self) -> bool:
        """Whether two whole paragraphs begin or end in other words, which lie outside of the match."""
        match, row = self.occurrence.match, self.row
        heads = row.before(match.first)[0] < match.first and row.before(match.source_first)[0] < match.source_first
        tails = row.after(match.last)[1] > match.last and row.after(match.source_last)[1] > match.source_last
        return self.paragraphs == 1 and not self.overlaps and (heads or tails)

    @property
    def begins_inside(self) -> bool:
        """Whether a block begins with the middle of a sentence that the other occurrence has whole."""
        match, row = self.occurrence.match, self.row
        run = self.pieces[0].longest_run
        opens = row.before(match.first)[0] == match.first, row.before(match.source_first)[0] == match.source_first
        if opens[0] == opens[1] or weight_of(row, run.first, run.last) < EDGE:
            return False
        opening, inner = (match.first, match.source_first) if opens[0] else (match.source_first, match.first)
        if is_border(self.post, row, inner):
            return False
        return self.post.text[int(row.places[opening])].islower() or (
            row.places[inner] - row.places[inner - 1] == 1 and bool(unspaced(row.letters[inner : inner + 1])[0])
        )

    @property
    def breaks_off(self) -> bool:
        """Whether the copy breaks off at the end of its block where the source goes on."""
        match, row = self.occurrence.match, self.row
        if row.after(match.last)[1] != match.last or row.after(match.source_last)[1] == match.source_last:
            return False
        text = self.copy.blocks[-1].text.rstrip() if self.copy.blocks else ""
        return (
            self.run_weight >= EDGE
            and text[-1:] not in SENTENCE_END
            and not is_border(self.post, row, match.source_last)
        )

    @cached_property
    def continues_cut(self) -> bool:
        """Whether the source breaks off where the copy goes on."""
        if not self.pieces[-1].runs:
            return False  # a block of which nothing is shown
        run = self.pieces[-1].runs[-1]
        reaches = run.last == self.pieces[-1].match.one_period.last and weight_of(self.row, run.first, run.last) >= EDGE
        return reaches and is_cut_short(self.post, self.row, self.occurrence)

    @property
    def restarts(self) -> bool:
        """Whether the text begins anew inside its paragraph, without having ended its sentence."""
        match, row = self.occurrence.match, self.row
        start, end = row.range(match.first, match.last)
        text = self.post.text[start:end]
        return (
            match.first - match.source_last <= NEAR
            and weight_of(row, match.first, match.last) >= EDGE
            and (
                text.count(" ") >= FEW_WORDS
                or 2 * row.length(match.first, match.last) <= weight_of(row, match.first, match.last) + NEAR
            )
            and not self.overlaps
            and not is_border(self.post, row, match.first)
            and row.part_at(match.first) == row.part_at(match.source_first)
        )

    @property
    def is_strong(self) -> bool:
        """Whether what speaks against damage only lowers the severity."""
        count, weight = self.sentences
        return (
            (count >= 2 and weight >= self.settings.repeats.paragraph_characters)
            or (self.paragraphs >= 2 and self.is_verbatim)
            or self.continues_cut
        )
