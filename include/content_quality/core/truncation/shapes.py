"""What a block is, before anybody asks whether it breaks off: a sentence, or something that needs no stop.

One table. Each shape says how much its last words may prove: nothing (code, verse, a line that leads into a display),
only that they cannot be the last (a label, a byline, a headline), or, for a block that has sentences, also that the
last of them lacks its stop. A block of no shape is running prose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import regex
from rapidfuzz import fuzz

from content_quality.core.document.article import LINKED_SHARE, Article, Paragraph, linked_share
from content_quality.core.document.markdown import Block, Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.document.text_or_code import reads_as_code
from content_quality.core.text import sentences
from content_quality.core.text.patterns import lazy
from content_quality.core.text.sentences import OBJECT
from content_quality.core.truncation import forms


class Need(IntEnum):
    """What the end of a block can prove, the least first."""

    NOTHING = 0  # it may end in anything
    LAST_WORD = 1  # no stop is needed; a last word that cannot end a sentence shows a cut
    LAST_SENTENCE = 2  # where it has sentences with stops, the last one needs its own
    STOP = 3  # running prose


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """A paragraph where it stands."""

    post: Post
    page: Article
    paragraph: Paragraph

    @property
    def block(self) -> Block:
        """The block of the paragraph."""
        return self.paragraph.block

    @property
    def prose(self) -> str:
        """What a reader sees of it."""
        return self.paragraph.prose.strip()

    @property
    def last_line(self) -> str:
        """The last line, where the ones before it end in a stop or an image; all of it elsewhere."""
        before, _, last = self.prose.rpartition("\n")
        return last.strip() if before and sentences.ending(before).stopped else self.prose

    def beside(self, step: int) -> Block | None:
        """Return the block so many steps further, None outside of the post."""
        index = self.paragraph.index + step
        return self.page.blocks[index] if 0 <= index < len(self.page.blocks) else None

    def paragraph_beside(self, step: int) -> Paragraph | None:
        """Return the paragraph so many steps further, None when there is another block."""
        return self.page.by_index.get(self.paragraph.index + step)


@dataclass(frozen=True, slots=True)
class Shape:
    """A form that a block may have, and what its end can then prove."""

    name: str
    need: Need
    test: Callable[[BlockPlace], bool]


def shape_of(place: BlockPlace) -> Shape:
    """Return the first shape of the table that the paragraph has."""
    return next(shape for shape in SHAPES if shape.test(place))


def is_display(place: BlockPlace) -> bool:
    """Return whether the block is shown rather than read in a row: code, data, a formula, a quotation on its own."""
    if _is_image(place.block):
        return False
    if (
        forms.QUOTED.fullmatch(place.prose)
        or reads_as_code(place.prose, least=forms.CODE_SHARE)
        or forms.FILES.match(place.prose)
    ):
        return True
    is_data = forms.is_mostly_signs(place.prose) and any(map(str.isalnum, place.prose)) and place.prose[:3] != "---"
    return not place.paragraph.ending.stopped and (is_data or _is_code(place))  # what ends in a stop is text


def _is_code(place: BlockPlace) -> bool:
    """Return whether the block, or its last line below a finished sentence, is code."""
    if place.last_line != place.prose and forms.is_code(place.last_line):
        return True
    if place.paragraph.ending.sentences > 1:
        return reads_as_code(place.prose, least=forms.CODE_SHARE)
    return forms.is_code(place.prose)


DASHES = ("-", "–", "—", "―", "─")  # before another paragraph they lead on as a colon does
FORMULA = ("$$", "\\begin{", "\\[")
DISPLAYED_WORDS = 6  # of a line that is shown in the middle of a sentence


def _leads_into_display(place: BlockPlace) -> bool:
    following, containers = place.beside(1), place.block.containers
    if following is None:
        return False
    inside = following.containers
    if following.kind in (Kind.CODE, Kind.TABLE, Kind.HTML, Kind.TEMPLATE) or _is_all_code(following):
        return True
    is_below = inside[: len(containers)] == containers and len(inside) > len(containers)
    return is_below and inside[-1] != "footnote"  # a list or a quotation


def _stands_before_display(place: BlockPlace) -> bool:
    after = place.paragraph_beside(1)
    if after is None:
        return False
    if place.paragraph.ending.core.endswith(DASHES):
        return True
    is_link = linked_share(after.block) >= LINKED_SHARE and after.trails and not _is_image(after.block)
    return is_link or is_display(BlockPlace(place.post, place.page, after)) or _is_shown_line(place, after)


def _is_shown_line(place: BlockPlace, line: Paragraph) -> bool:
    """Return whether `line` is short, has no stop, begins small, and the sentence goes on below it in lower case."""
    resumed = place.paragraph_beside(2)
    return (
        line.length <= DISPLAYED_WORDS
        and line.is_open
        and line.prose[:1].islower()
        and resumed is not None
        and sentences.resumes(resumed.prose, place.post.language)
    )


def _is_shown_inside(place: BlockPlace) -> bool:
    """Return whether the block itself is such a line, below words that lead on to it."""
    above = place.paragraph_beside(-1)
    leads_on = above is not None and (above.is_open or above.prose.rstrip().endswith((":", "：")))
    return leads_on and above is not None and _is_shown_line(BlockPlace(place.post, place.page, above), place.paragraph)


def _is_all_code(block: Block) -> bool:
    if block.kind is not Kind.PARAGRAPH:
        return False
    if block.text.lstrip().startswith(FORMULA):
        return True
    return bool(block.runs) and all(run.kind is Text.CODE or not run.text.strip() for run in block.runs)


def _is_image(block: Block) -> bool:
    return bool(block.runs) and all(run.kind is Text.IMAGE or not run.text.strip() for run in block.runs)


NOTE_DEFINITION = lazy(r"(?:\[(?:\^[\w.-]{1,20}|\d{1,3})\]:?|[¹²³⁴-⁹†‡]|\*(?![*\w]))\s*\S")


def _is_footnote(place: BlockPlace) -> bool:
    return "footnote" in place.block.containers or bool(NOTE_DEFINITION.match(place.prose))


DEFINITION_WORDS = 20  # words of a term and its meaning


def _is_definition(place: BlockPlace) -> bool:
    paragraph = place.paragraph
    return bool(forms.DEFINITION.search(place.prose)) and (
        not paragraph.ending.sentences or paragraph.length < DEFINITION_WORDS
    )


CAPTION_WORDS = 20  # a longer line under an image is text


def _is_caption(place: BlockPlace) -> bool:
    paragraph, above = place.paragraph, place.beside(-1)
    if paragraph.length > CAPTION_WORDS or paragraph.ending.sentences:
        return False
    return paragraph.block.runs[0].kind is Text.IMAGE or (above is not None and _is_image(above))


def _is_heading_line(place: BlockPlace) -> bool:
    """Return whether the block is bold or linked as a whole, or capitals: a heading typed as a paragraph."""
    if place.block.kind is Kind.HEADING:
        return False
    runs = [run for run in place.block.runs if run.text.strip()]
    is_marked = bool(runs) and (all(run.strong for run in runs) or all(run.linked for run in runs))
    return is_marked or bool(forms.CAPITALS.fullmatch(place.prose))


ENUMERATED_WORDS = 14  # words; enumerations set as paragraphs have short members, which begin small
SALUTATION_WORDS = 5  # words before the comma of a salutation or a farewell


def _is_member(place: BlockPlace) -> bool:
    """Return whether the block is a member of an enumeration, or a salutation: short, and with a comma at its end."""
    paragraph, in_item = place.paragraph, "item" in place.block.containers
    following = place.beside(1)
    if in_item and forms.CONJUNCTION_LAST.search(paragraph.ending.core[-12:]):
        return following is not None and "item" in following.containers
    if not forms.ENUMERATED.search(paragraph.prose):
        return False
    if in_item:
        beside = (place.paragraph_beside(step) for step in (-1, 1))
        is_alone = not any(other is not None and forms.ENUMERATED.search(other.prose) for other in beside)
        return not paragraph.ending.sentences or not is_alone
    start = place.prose[:1]
    return paragraph.length <= (ENUMERATED_WORDS if start.islower() or start == OBJECT else SALUTATION_WORDS)


CLAUSE_LINES = 3  # other paragraphs that end in a comma before the next one, from which the post is set so on purpose


def _is_clause_a_paragraph(place: BlockPlace) -> bool:
    """Return whether the post sets its clauses as paragraphs of their own."""
    return len(place.page.pauses - {place.paragraph.index}) >= CLAUSE_LINES and place.paragraph_beside(1) is not None


FLATTENED = 2_000  # characters of a page that lost its lines; its last words are a link, a button or a name


def _is_flattened(place: BlockPlace) -> bool:
    return len(place.prose) >= FLATTENED and "\n" not in place.prose and place.paragraph.index >= place.page.last


EMPHASIS = lazy(r"\s*([*_])(?!\1)[^\n]*(?<!\1)\1\s*$")
SMALL = lazy(r"\s*(?:<(?:small|em|i|center|address|figcaption)\b|<p [^<>]*\bclass=)", regex.IGNORECASE)


def _is_aside(place: BlockPlace) -> bool:
    """Return whether the block is set in italics or small type as a whole: a colophon, a credit, a remark."""
    source = place.post.text[place.block.start : place.block.end]
    above = place.post.text[place.post.text.rfind("\n", 0, place.block.start) + 1 : place.block.start]
    return bool(EMPHASIS.match(source) or SMALL.match(above + source))


def _is_byline(place: BlockPlace) -> bool:
    """Return whether the block, or its last line, is names: a signature, a credit, an attribution, an address."""
    line = place.last_line
    if forms.CREDIT.match(line):
        return True
    return forms.is_names(line, least=1 if line != place.prose else 2) and not _is_running(line, place)


def _is_running(line: str, place: BlockPlace) -> bool:
    return sentences.has_verb(line, place.post.language) or sentences.is_clause(line, place.post.language)


LABELLED_WORDS = 14  # words; a longer line after a label is a sentence
SPECIFIED_WORDS = 40  # the same, where the label is bold or the lines beside it have labels too


def _is_labelled(place: BlockPlace) -> bool:
    """Return whether the block is labels and their values, a short line that ends in a number.

    Or a name with its meaning.
    """
    paragraph, prose = place.paragraph, place.prose
    if paragraph.ending.sentences and not forms.has_labels(prose):
        return False
    if forms.has_labels(prose) or forms.ENTRY.match(prose):
        return True
    is_label = bool(forms.LABEL.match(prose))
    is_line = is_label and not sentences.is_clause(prose, place.post.language)
    if paragraph.length < LABELLED_WORDS and (is_line or forms.NUMBER_LAST.search(paragraph.ending.core)):
        return True
    beside = [other for step in (-1, 1) if (other := place.paragraph_beside(step)) is not None]
    is_series = any(forms.LABEL.match(other.prose.strip()) for other in beside)
    return is_label and paragraph.length < SPECIFIED_WORDS and (place.block.runs[0].strong or is_series)


def _is_line_of_list(place: BlockPlace) -> bool:
    """Return whether the block begins with a symbol, as the one beside it does: a list typed without marks."""
    beside = (place.paragraph_beside(step) for step in (-1, 1))
    return bool(forms.SYMBOL_FIRST.match(place.prose)) and any(
        other is not None and forms.SYMBOL_FIRST.match(other.prose) for other in beside
    )


CODE_SHARE = 0.5  # of a heading's characters; above it the heading names something of a program


def _is_description(place: BlockPlace) -> bool:
    """Return whether the block says, in a line of a reference, what the name or option in the heading above it does."""
    above, paragraph = place.beside(-1), place.paragraph
    if above is None or above.kind is not Kind.HEADING:
        return False
    if paragraph.ending.sentences or paragraph.length >= LABELLED_WORDS:
        return False
    code = sum(len(run.text) for run in above.runs if run.kind is Text.CODE)
    return code > CODE_SHARE * len(above.text) or above.text.lstrip().startswith("-")


NOTE_STARTS = ("(", "（", "※", "＊", "*", "[", "［", "【", "＠", "@")
ELLIPSES = ("...", "…")  # a short line takes up the title
ELLIPSIS_WORDS = 7


def _is_note(place: BlockPlace) -> bool:
    """Return whether the block, or its last line, begins as a note does."""
    prose = place.prose
    if prose.startswith(ELLIPSES) and place.paragraph.length < ELLIPSIS_WORDS:
        return True
    return prose.startswith(NOTE_STARTS) or prose.rsplit("\n", 1)[-1].lstrip().startswith(("※", "＊"))


LONGER_THAN_TITLE = 1.3  # times the title's length; a longer line says more than the title
TITLE_LIKENESS = 75  # of 100; a first line that says the title again, or a part of it, is a headline
FULL_STOP = lazy(r"[.。]\s|。")  # headlines may ask and exclaim


def _says_title(place: BlockPlace) -> bool:
    """Return whether the first block says the title or the description again, or a part of it."""
    if place.paragraph is not place.page.paragraphs[0] or FULL_STOP.search(place.paragraph.prose):
        return False
    keys = (place.post.front_matter.text(key) for key in ("title", "description", "subtitle"))
    return any(
        key is not None
        and len(place.prose) <= LONGER_THAN_TITLE * len(key)
        and fuzz.partial_ratio(key, place.prose, score_cutoff=TITLE_LIKENESS) > 0
        for key in keys
    )


def _ends_in_name(place: BlockPlace) -> bool:
    """Return whether an address, a file, an attribution, a date, a number or a remark in brackets ends the words."""
    end = place.paragraph.ending
    if end.bracketed or forms.NAME_LAST.search(end.core[-80:]) or forms.NAME_LIKE.fullmatch(end.tail):
        return True
    return not any(character.isalpha() for character in end.tail)


BUTTON_WORDS = 3  # “Say thanks”: a link that lost its address


def _is_call(place: BlockPlace) -> bool:
    """Return whether a few words stand after the last stop of a note that a rule sets apart: what to click on."""
    above, end = place.beside(-1), place.paragraph.ending
    is_apart = above is not None and above.kind in (Kind.RULE, Kind.HTML)
    return is_apart and 1 <= end.sentences <= 2 and sentences.length(end.tail) <= BUTTON_WORDS


def _is_card(place: BlockPlace) -> bool:
    """Return whether the block is the caption of a link or a book.

    In a closing section, before a link, under a bold line.
    """
    after, runs = place.paragraph_beside(1), place.block.runs
    bold_line = len(runs) > 1 and runs[0].strong and runs[1].kind is Text.BREAK
    is_closing = place.paragraph.index in place.page.closing
    return is_closing or bold_line or (after is not None and after.trails and linked_share(after.block) >= LINKED_SHARE)


LIST_ITEM = Shape("list-item", Need.LAST_WORD, lambda place: place.block.kind is Kind.ITEM)
SHAPES: tuple[Shape, ...] = (
    Shape("footnote", Need.NOTHING, _is_footnote),
    Shape("code", Need.NOTHING, _is_code),
    Shape("signs", Need.NOTHING, lambda place: forms.is_mostly_signs(place.prose)),
    Shape("table-rows", Need.NOTHING, lambda place: forms.is_table(place.prose)),
    Shape("shown-line", Need.NOTHING, _is_shown_inside),
    Shape("lead-in", Need.NOTHING, _leads_into_display),
    Shape("before-display", Need.NOTHING, _stands_before_display),
    Shape("heading-line", Need.NOTHING, _is_heading_line),
    Shape(
        "remark",
        Need.NOTHING,
        lambda place: bool(forms.BRACKETED.fullmatch(place.prose) or forms.QUOTED.fullmatch(place.prose)),
    ),
    Shape("definition", Need.NOTHING, _is_definition),
    Shape("verse", Need.NOTHING, lambda place: place.block.kind is not Kind.HEADING and forms.is_verse(place.prose)),
    Shape("caption", Need.NOTHING, _is_caption),
    Shape("member", Need.NOTHING, _is_member),
    Shape("clause-a-paragraph", Need.NOTHING, _is_clause_a_paragraph),
    Shape("flattened-page", Need.LAST_WORD, _is_flattened),
    Shape("aside", Need.LAST_WORD, _is_aside),
    Shape("byline", Need.LAST_WORD, _is_byline),
    Shape("title", Need.LAST_WORD, _says_title),
    Shape("note", Need.LAST_WORD, _is_note),
    Shape("description", Need.LAST_WORD, _is_description),
    Shape("row", Need.LAST_WORD, lambda place: forms.is_row(place.prose)),
    Shape("name-last", Need.LAST_WORD, _ends_in_name),
    Shape("call", Need.LAST_WORD, _is_call),
    LIST_ITEM,
    Shape("line-of-list", Need.LAST_WORD, _is_line_of_list),
    Shape("label", Need.LAST_SENTENCE, _is_labelled),
    Shape("card", Need.LAST_SENTENCE, _is_card),
    Shape("inside", Need.LAST_SENTENCE, lambda place: bool(place.block.containers)),
    Shape("prose", Need.STOP, lambda _place: True),
)
