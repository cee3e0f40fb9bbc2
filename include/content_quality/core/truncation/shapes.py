"""What a block is, before anybody asks whether it breaks off: a sentence, or something that needs no stop.

One table. Each shape says how much its last words may prove: nothing (code, verse, a line that leads into a display),
only that they cannot be the last (a label, a byline, a headline), or, for a block that has sentences, also that the
last of them lacks its stop. A block of no shape is running prose.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import regex

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.records import dataclass
from content_quality.core.text.inline_markup import without_shortcodes
from content_quality.core.text.patterns import lazy
from content_quality.core.text.sentences import OBJECT
from content_quality.core.truncation import forms
from content_quality.core.truncation.block_place import BlockPlace
from content_quality.core.truncation.displays import (
    is_code,
    is_image,
    is_shown_inside,
    leads_into_display,
    stands_before_display,
)
from content_quality.core.truncation.labels import (
    ends_in_name,
    is_byline,
    is_call,
    is_card,
    is_description,
    is_labelled,
    is_line_of_list,
    is_note,
    is_pointer,
    says_title,
)


class Need(IntEnum):
    """What the end of a block can prove, the least first."""

    NOTHING = 0  # it may end in anything
    LAST_WORD = 1  # no stop is needed; a last word that cannot end a sentence shows a cut
    LAST_SENTENCE = 2  # where it has sentences with stops, the last one needs its own
    STOP = 3  # running prose


@dataclass(frozen=True, slots=True)
class Shape:
    """A form that a block may have, and what its end can then prove."""

    name: str
    need: Need
    test: Callable[[BlockPlace], bool]


def shape_of(place: BlockPlace) -> Shape:
    """Return the first shape of the table that the paragraph has."""
    return next(shape for shape in SHAPES if shape.test(place))


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
    return paragraph.block.runs[0].kind is Text.IMAGE or (above is not None and is_image(above))


def _is_heading_line(place: BlockPlace) -> bool:
    """Return whether the block is bold or linked as a whole, or capitals: a heading typed as a paragraph."""
    if place.block.kind is Kind.HEADING:
        return False
    runs = [run for run in place.block.runs if without_shortcodes(run.text).strip()]
    if not place.paragraph.ending.sentences and forms.NUMBERED.fullmatch(place.prose):
        return True
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


LIST_ITEM = Shape("list-item", Need.LAST_WORD, lambda place: place.block.kind is Kind.ITEM)
SHAPES: tuple[Shape, ...] = (
    Shape("footnote", Need.NOTHING, _is_footnote),
    Shape("code", Need.NOTHING, is_code),
    Shape("face", Need.NOTHING, lambda place: bool(forms.FACE.search(place.prose[-forms.FACE_CHARACTERS :]))),
    Shape("heading-line", Need.NOTHING, _is_heading_line),
    Shape("signs", Need.NOTHING, lambda place: forms.is_mostly_signs(place.prose)),
    Shape("table-rows", Need.NOTHING, lambda place: forms.is_table(place.prose)),
    Shape("shown-line", Need.NOTHING, is_shown_inside),
    Shape("lead-in", Need.NOTHING, leads_into_display),
    Shape("before-display", Need.NOTHING, stands_before_display),
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
    Shape("byline", Need.LAST_WORD, is_byline),
    Shape("title", Need.LAST_WORD, says_title),
    Shape("note", Need.LAST_WORD, is_note),
    Shape("description", Need.LAST_WORD, is_description),
    Shape("row", Need.LAST_WORD, lambda place: forms.is_row(place.prose)),
    Shape("name-last", Need.LAST_WORD, ends_in_name),
    Shape("call", Need.LAST_WORD, is_call),
    Shape("pointer", Need.LAST_WORD, is_pointer),
    LIST_ITEM,
    Shape("line-of-list", Need.LAST_WORD, is_line_of_list),
    Shape("label", Need.LAST_SENTENCE, is_labelled),
    Shape("card", Need.LAST_SENTENCE, is_card),
    Shape("inside", Need.LAST_SENTENCE, lambda place: bool(place.block.containers)),
    Shape("prose", Need.STOP, lambda _place: True),
)
