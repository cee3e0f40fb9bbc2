"""Weigh what speaks for and against damage where two passages are alike. Likeness alone is no evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex
from rapidfuzz.distance import Indel

from content_quality.core.document.markdown import Text
from content_quality.core.document.post import Post
from content_quality.core.document.prose import Prose
from content_quality.core.duplicates.alignment import NUMBER, Alignment, is_border, unspaced, weight_of
from content_quality.core.duplicates.occurrences import SENTENCE_END, STRUCTURED, Occurrence, is_cut_short
from content_quality.core.duplicates.places import Place, outline, subheadings
from content_quality.core.duplicates.self_matches import VERBATIM
from content_quality.core.findings import Evidence
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

EDGE = 40  # weight of a run, from which where it begins and ends is no chance
FEW_WORDS = 4
NEARLY_ALL = 0.92  # share of equal tokens that one or two edits leave
ADJACENT = 0.85  # likeness of adjacent paragraphs that are two versions of one
NEIGHBOURS = 2  # blocks apart; entries next to each other are written to one pattern
ENTRIES_ALIKE = 0.90  # likeness below which two entries of one list are parallels
AGREES = 0.65  # share of equal tokens in a near copy; 25 % of edited words leave 0.75
MANY = 3  # identifying differences that are no slip of the hand
DOUBT = -0.5  # weight from which a reason against damage keeps a repeat from being a blocker
LONGEST_PARALLEL = 1_500  # letters; no one writes longer passages to one pattern by hand
PARALLEL = -4.0  # weight of sections written to one pattern: it outweighs whatever agrees
SHORT_SECTION = 2  # paragraphs; a longer one that recurs is a copy
RECURRING = -4.5  # the same of a section that recurs under its own heading in several parts: worth a note
ANNOUNCES = 80  # characters before a passage, in which words may announce it
COLONS = (":", "：")
LOOP = 8  # times a pattern follows itself, from which no person wrote it
NEAR = 2  # letters between an occurrence and its source that touches it
ORDINAL = lazy(r"^(?:\p{L}+ )?\p{N}+[.):：、]?\s+")
ENTITIES = lazy(r"(?:&?#?\w{2,8};\s*)+&?\w{0,8}")
HEADINGS_ALIKE = 0.6  # likeness of headings that name variants of one thing
LONGEST_APPEAL = 300  # letters
CODE_SHARE = 0.07  # of the characters; prose has less than half of it
CODE_ENDS = (",", ";", "{", "}", "[", "]", ");")
CODE_LINES = 0.6  # of the lines; lines of prose rarely end in commas
CODE = lazy(r"[{}();=<>\[\]_\\|#$]")
ANNOUNCED = lazy(
    r"\b(?:once (?:again|more)|as (?:before|mentioned|noted|stated|said|above|we saw)|like before|(?:exactly )?the same as"
    r"|as (?:described|explained) (?:before|earlier|above)|como antes|una vez más|como (?:mencionado|dicho)|comme avant|encore une fois"
    r"|wie (?:oben|zuvor|gesagt|erwähnt)|noch einmal|mais uma vez|come prima|ancora una volta|как и (?:прежде|раньше)|ещё раз)\b"
    r"|もう一度|前述の|先ほどの|再说一遍|如前所述|앞서 말|다시 한번",
    regex.IGNORECASE,
)


def _top(post: Post, block: int) -> int:
    """Return the heading above `block` that has others below it, or -1."""
    parents, section = outline(post), post.blocks[block].section
    while section >= 0 and not subheadings(post, section):
        section = parents[section]
    return section


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
        match = self.occurrence.match.one_period
        return Place(self.post, self.row, match.first, match.last)

    @cached_property
    def source(self) -> Place:
        """Where the earlier one stands."""
        match = self.occurrence.match.one_period
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
    def answered(self) -> int:
        """How many sentences agree for the most part, in order."""
        return sum(piece.answered_sentences for piece in self.pieces)

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
        names = [pair for pair in zip(self.copy.labels, self.source.labels, strict=False) if pair[0] != pair[1]]
        one, other = (frozenset(name.casefold().split()) for name in names[0]) if names else (frozenset(), frozenset())
        ours, theirs = one - other, other - one
        if not ours or not theirs:
            return 0
        return sum(
            bool(
                ours & piece.words(difference.first, difference.last)
                and theirs & piece.words(difference.source_first, difference.source_last)
            )
            for piece in self.pieces
            for difference in piece.differences
        )

    @cached_property
    def same_list(self) -> bool:
        """Whether the two are entries of one list."""
        return self.copy.all_listed and self.source.all_listed and self.copy.list_span == self.source.list_span

    @cached_property
    def part_of_list(self) -> bool:
        """Whether the two are some entries of lists, but not the whole of both."""
        if not (self.copy.all_listed and self.source.all_listed) or len(self.copy.body) < 2:
            return False
        if not self.is_verbatim:
            return True
        spans = (side.list_span for side in (self.copy, self.source))
        sizes = (len(self.copy.body), len(self.source.body))
        return any(size < last - first + 1 for (first, last), size in zip(spans, sizes, strict=True))

    @property
    def same_subsection(self) -> bool:
        """Whether the two begin at the same place below headings of the same name."""
        copy, source = self.copy, self.source
        return copy.offset == source.offset and copy.labels[:1] == source.labels[:1]

    @cached_property
    def in_pattern(self) -> bool:
        """Whether the two stand in sections of one pattern: other names above, the same subheadings below."""
        tops = [_top(self.post, side.body[0].block) for side in (self.copy, self.source)]
        if min(tops) < 0 or tops[0] == tops[1]:
            return False
        blocks = self.post.blocks
        below = [subheadings(self.post, top) for top in tops]
        return blocks[tops[0]].text.strip() != blocks[tops[1]].text.strip() and bool(set(below[0]) & set(below[1]))

    @cached_property
    def paragraphs(self) -> int:
        """How many whole blocks of the source stand again as whole blocks, in order."""
        if len(self.pieces) > 1:
            return 0
        return min(len(self.copy.whole), len(self.source.whole))

    @property
    def leads_in(self) -> bool:
        """Whether both are a line that leads on to a list or an example: such lines are alike wherever they stand."""
        return all(
            self.post.blocks[part.block].text.rstrip().endswith(COLONS)
            for part in (*self.copy.whole, *self.source.whole)
        )

    @cached_property
    def is_adjacent(self) -> bool:
        """Whether no other block stands between the two."""
        match = self.occurrence.match
        if match.first - match.source_last <= NEAR:
            return True
        one, other = self.source.parts[-1], self.copy.parts[0]
        return (
            self.row.part_at(match.first) - self.row.part_at(match.source_last - 1) == 1
            and other.block - one.block <= 2
        )

    @cached_property
    def agreement(self) -> float:
        """The share of tokens that are equal, of all pieces."""
        letters = sum(piece.match.length for piece in self.pieces)
        return sum(piece.agreement * piece.match.length for piece in self.pieces) / letters

    @property
    def is_flattened(self) -> bool:
        """Whether blocks of the source stand in the copy on fewer lines."""
        blocks = sum(
            len(Place(self.post, self.row, match.source_first, match.source_last).whole)
            for match in (piece.match.one_period for piece in self.pieces)
        )
        return blocks >= STRUCTURED * len(self.copy.parts)

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
    def is_appeal(self) -> bool:
        """Whether it is a short paragraph with a link, far from its source and word for word."""
        match = self.occurrence.match
        if match.length > LONGEST_APPEAL or not self.is_verbatim or self.is_adjacent or self.paragraphs != 1:
            return False
        if not (self.source.opens or self.copy.closes):
            return False
        return all(any(run.linked for run in block.runs) for block in (self.copy.blocks[0], self.source.blocks[0]))

    @property
    def in_sibling_sections(self) -> bool:
        """Whether the two begin at the same place below different headings."""
        copy, source = self.copy.section, self.source.section
        if copy == source or min(copy, source) < 0:
            return False
        return self.copy.offset == self.source.offset

    @cached_property
    def headings_alike(self) -> bool:
        """Whether the headings above the two name variants of one thing: “Ruby 2.4 series”, “Ruby 2.5 series”."""
        one, other = (self.post.blocks[side.section].text for side in (self.copy, self.source))
        return not self.is_verbatim and Indel.normalized_similarity(one, other) >= HEADINGS_ALIKE

    @cached_property
    def headings_count(self) -> bool:
        """Whether the headings above the two differ in nothing but a number that is not their own: “Ruby 2.4 series”."""
        if min(self.copy.section, self.source.section) < 0:
            return False
        one, other = (ORDINAL.sub("", self.post.blocks[side.section].text.strip()) for side in (self.copy, self.source))
        return one != other and NUMBER.sub("", one) == NUMBER.sub("", other)

    @property
    def has_siblings(self) -> bool:
        """Whether the two are members of one list or sections, or follow each other."""
        return self.in_sibling_sections or self.is_adjacent or (self.copy.all_listed and self.source.all_listed)

    @property
    def is_strong(self) -> bool:
        """Whether what speaks against damage only lowers the severity."""
        count, weight = self.sentences
        return (
            (count >= 2 and weight >= self.settings.repeats.paragraph_characters)
            or (self.paragraphs >= 2 and self.is_verbatim)
            or self.continues_cut
        )

    @property
    def is_announced(self) -> bool:
        """Whether the text says that it repeats: in the sentence before, in the line that leads in, or in its first words."""
        part, start = self.copy.parts[0], self.row.range(self.copy.first, self.copy.first + 1)[0]
        block = self.post.blocks[part.block]
        index = self.row.part_at(self.copy.first)
        above = self.row.parts[index - 1].block if index and part.first == self.copy.first else part.block
        before = self.post.blocks[above].text.rstrip() if above != part.block else ""
        lead = before[-ANNOUNCES:] if before.endswith(COLONS) else ""
        here = self.post.text[max(block.start, start - ANNOUNCES) : start + ANNOUNCES // 2]
        return bool(ANNOUNCED.search(lead) or ANNOUNCED.search(here))

    @property
    def is_code(self) -> bool:
        """Whether it reads like a program that lost its fence."""
        start, end = self.row.range(self.copy.first, self.copy.last)
        match = self.occurrence.match
        if ENTITIES.fullmatch(self.post.text, *self.row.range(match.first, match.last)):
            return True
        lines = self.post.text[start:end].split("\n")
        if len(lines) > 1 and sum(line.rstrip().endswith(CODE_ENDS) for line in lines) >= CODE_LINES * len(lines):
            return True
        text = "".join(run.text for block in self.copy.blocks for run in block.runs if run.kind is Text.PROSE)
        return len(CODE.findall(text)) >= CODE_SHARE * len(text)


def _sentences(pair: Pair) -> float:
    count, weight = pair.sentences
    if weight < pair.settings.repeats.paragraph_characters:
        return 0.0
    return (0.75, 1.5, 2.0)[min(count, 3) - 1] if count else 0.0


def _run(pair: Pair) -> float:
    lengths = pair.settings.repeats
    if pair.run >= lengths.passage_characters:
        return 1.0 if pair.is_verbatim else 0.75
    return 0.5 if pair.run_weight >= lengths.paragraph_characters else 0.0


def _paragraph(pair: Pair) -> float:
    if not pair.paragraphs:
        return 0.0
    if pair.paragraphs == 1 and pair.leads_in:
        return 0.25
    if pair.is_verbatim:
        return 1.25
    if all(piece.is_in_place for piece in pair.pieces):
        return 1.25
    if pair.agreement < AGREES:
        return 0.25
    return 1.25 if pair.agreement >= NEARLY_ALL else 0.5


def _in_order(pair: Pair) -> float:
    alike = pair.is_verbatim or (pair.agreement >= 0.75 and not pair.copy.all_listed)
    return 1.0 if pair.paragraphs >= 2 and alike else 0.0


def _heading(pair: Pair) -> float:
    names = [
        [pair.post.blocks[part.block].text.strip() for part in side.parts if part.heading]
        for side in (pair.copy, pair.source)
    ]
    return 0.75 if pair.paragraphs and set(names[0]) & set(names[1]) and not pair.in_pattern else 0.0


def _differs(pair: Pair) -> float:
    swapped, every = pair.swapped
    if not swapped or pair.is_flattened:
        return 0.0
    return -0.75 - swapped / every if swapped >= MANY or 3 * swapped >= every else -0.25


def _adjacent(pair: Pair) -> float:
    told = pair.paragraphs or pair.sentences[0] or pair.restarts
    loose = pair.overlaps or pair.likeness < ADJACENT or pair.headings_count or pair.in_pattern
    return 0.75 if pair.is_adjacent and told and not loose else 0.0


def _listed(pair: Pair) -> float:
    if pair.part_of_list:
        return -1.0 if pair.likeness < 1 else -0.5
    if pair.same_list:
        near = pair.copy.body[0].block - pair.source.body[0].block <= NEIGHBOURS
        return 0.0 if pair.likeness == 1 else -0.75 if near or pair.likeness < ENTRIES_ALIKE else -0.25
    return -0.5 if pair.copy.all_listed and pair.source.all_listed else 0.0


def _lead(pair: Pair) -> float:
    if not pair.copy.lead or pair.copy.lead != pair.source.lead or pair.paragraphs > 1:
        return 0.0
    opened = pair.row.before(pair.copy.first)[0] == pair.copy.first
    worked_out = -1.0 if pair.copy.all_listed != pair.source.all_listed else 0.0
    return worked_out + (-1.5 if not opened else 0.0 if pair.is_verbatim else -0.75)


def _siblings(pair: Pair) -> float:
    if pair.is_flattened or pair.occurrence.match.length > LONGEST_PARALLEL:
        return 0.0
    if pair.in_pattern and pair.swapped_share:
        return PARALLEL
    if pair.in_pattern and pair.same_subsection and pair.paragraphs <= SHORT_SECTION:
        return RECURRING
    if not pair.in_sibling_sections:
        return 0.0
    return PARALLEL if pair.headings_count else -0.75 if pair.swapped_share or pair.headings_alike else -0.25


Weighing = Callable[[Pair], float]
WEIGHINGS: tuple[tuple[str, Weighing], ...] = (
    ("verbatim sentences", _sentences),
    ("verbatim run", _run),
    ("whole paragraph", _paragraph),
    ("paragraphs in order", _in_order),
    ("heading again", _heading),
    ("adjacent", _adjacent),
    ("on one line", lambda pair: 1.0 if pair.is_flattened else 0.0),
    ("begins in mid-sentence", lambda pair: 1.0 if pair.begins_inside else 0.0),
    ("breaks off", lambda pair: 1.0 if pair.breaks_off else 0.0),
    ("goes on from a cut", lambda pair: 1.5 if pair.continues_cut else 0.0),
    ("restarted", lambda pair: 1.5 if pair.restarts else 0.0),
    ("loop", lambda pair: 2.5 if pair.is_loop else 0.0),
    ("identifying differences", _differs),
    ("list entries", _listed),
    ("the same term", _lead),
    (
        "entries with one link",
        lambda pair: (
            -1.5
            if pair.copy.all_listed
            and pair.source.all_listed
            and any(p.shares_link for p in pair.pieces)
            and len(pair.copy.body) == 1
            else 0.0
        ),
    ),
    ("sibling sections", _siblings),
    ("three siblings", lambda pair: -1.0 if pair.siblings >= 2 and pair.likeness < 1 and pair.has_siblings else 0.0),
    ("recap heading", lambda pair: -1.0 if pair.copy.in_recap or pair.source.in_recap else 0.0),
    (
        "lead or conclusion",
        lambda pair: (
            -0.5 if not pair.paragraphs and not pair.overlaps and (pair.copy.is_edge or pair.source.is_edge) else 0.0
        ),
    ),
    ("quotation", lambda pair: -2.5 if pair.copy.depth != pair.source.depth else 0.0),
    ("note", lambda pair: -1.5 if pair.copy.is_note != pair.source.is_note else 0.0),
    ("caption or aside", lambda pair: -1.0 if pair.copy.is_emphasised or pair.source.is_emphasised else 0.0),
    ("admonition or tab", lambda pair: -1.0 if pair.copy.is_boxed or pair.source.is_boxed else 0.0),
    ("appeal", lambda pair: -1.0 if pair.is_appeal else 0.0),
    ("announced", lambda pair: -1.0 if pair.is_announced else 0.0),
)


def weigh(pair: Pair) -> tuple[Evidence, ...]:
    """Return what speaks for and against damage, with weights."""
    if not pair.copy.body or not pair.source.body or pair.is_code:
        return ()  # a heading and its echo in the text, or no text at all
    weights = ((name, weighing(pair)) for name, weighing in WEIGHINGS)
    return tuple(Evidence(name, round(weight, 2)) for name, weight in weights if weight)


DOUBTS = frozenset(
    (
        "identifying differences",
        "list entries",
        "the same term",
        "entries with one link",
        "recap heading",
        "quotation",
        "note",
        "caption or aside",
        "admonition or tab",
        "appeal",
        "announced",
    )
)


def is_doubted(evidence: Sequence[Evidence]) -> bool:
    """Return whether something speaks for a repeat on purpose: such a repeat is never a blocker."""
    return any(reason.name in DOUBTS and reason.weight <= DOUBT for reason in evidence)


def is_parallel(evidence: Sequence[Evidence]) -> bool:
    """Return whether nothing is to be said of the repeat: sections of one pattern, or program text."""
    return not evidence or any(reason.weight == PARALLEL for reason in evidence)


def total(evidence: Sequence[Evidence]) -> float:
    """Return the sum of the weights."""
    return sum(reason.weight for reason in evidence)
