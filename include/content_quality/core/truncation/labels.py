"""Blocks that name something instead of telling it: labels, bylines, notes, titles, captions of links."""

from __future__ import annotations

from rapidfuzz import fuzz

from content_quality.core.document.article import LINKED_SHARE, linked_share
from content_quality.core.document.blocks import Kind, Text
from content_quality.core.text import sentences
from content_quality.core.text.patterns import lazy
from content_quality.core.truncation import forms
from content_quality.core.truncation.block_place import BlockPlace


def is_byline(place: BlockPlace) -> bool:
    """Return whether the block, or its last line, is names: a signature, a credit, an attribution, an address."""
    line = place.last_line
    if forms.CREDIT.match(line) or (place.prose.startswith("--") and line == place.prose):
        return True
    return forms.is_names(line, least=1 if line != place.prose else 2) and not _is_running(line, place)


def _is_running(line: str, place: BlockPlace) -> bool:
    return sentences.has_verb(line, place.post.language) or sentences.is_clause(line, place.post.language)


LABELLED_WORDS = 14  # words; a longer line after a label is a sentence
SPECIFIED_WORDS = 40  # the same, where the label is bold or the lines beside it have labels too


def is_labelled(place: BlockPlace) -> bool:
    """Return whether the block is labels and values, a short line with a number last, or a name with its meaning."""
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


def is_line_of_list(place: BlockPlace) -> bool:
    """Return whether the block begins with a symbol, as the one beside it does: a list typed without marks."""
    beside = (place.paragraph_beside(step) for step in (-1, 1))
    return bool(forms.SYMBOL_FIRST.match(place.prose)) and any(
        other is not None and forms.SYMBOL_FIRST.match(other.prose) for other in beside
    )


CODE_SHARE = 0.5  # of a heading's characters; above it the heading names something of a program


def is_description(place: BlockPlace) -> bool:
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


def is_note(place: BlockPlace) -> bool:
    """Return whether the block, or its last line, begins as a note does."""
    prose = place.prose
    if prose.startswith(ELLIPSES) and place.paragraph.length < ELLIPSIS_WORDS:
        return True
    return prose.startswith(NOTE_STARTS) or prose.rsplit("\n", 1)[-1].lstrip().startswith(("※", "＊"))


LONGER_THAN_TITLE = 1.3  # times the title's length; a longer line says more than the title
TITLE_LIKENESS = 75  # of 100; a first line that says the title again, or a part of it, is a headline
FULL_STOP = lazy(r"[.。]\s|。")  # headlines may ask and exclaim


def says_title(place: BlockPlace) -> bool:
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


def ends_in_name(place: BlockPlace) -> bool:
    """Return whether an address, a file, an attribution, a date, a number or a remark in brackets ends the words."""
    end = place.paragraph.ending
    if end.bracketed or forms.NAME_LAST.search(end.core[-80:]) or forms.NAME_LIKE.fullmatch(end.tail):
        return True
    return not any(character.isalpha() for character in end.tail)


BUTTON_WORDS = 3  # “Say thanks”: a link that lost its address


def is_call(place: BlockPlace) -> bool:
    """Return whether a few words stand after the last stop of a note that a rule sets apart: what to click on."""
    above, end = place.beside(-1), place.paragraph.ending
    is_apart = above is not None and above.kind in (Kind.RULE, Kind.HTML)
    return is_apart and 1 <= end.sentences <= 2 and sentences.length(end.tail) <= BUTTON_WORDS


POINTER_WORDS = 20  # of a closing line with a link
BEHIND_LINK = 9  # words after it; more say something of their own


def is_pointer(place: BlockPlace) -> bool:
    """Return whether the article ends in one line that leads on: “See the [documentation](…) of the reading room”."""
    paragraph = place.paragraph
    is_last = paragraph is place.page.paragraphs[-1] and not place.block.containers
    one_line = not paragraph.ending.sentences and paragraph.length <= POINTER_WORDS and "\n" not in place.prose
    if not (is_last and one_line and any(run.linked for run in place.block.runs)):
        return False
    links = [index for index, run in enumerate(place.block.runs) if run.linked]
    behind = "".join(run.text for run in place.block.runs[links[-1] + 1 :])
    return sentences.length(behind) <= BEHIND_LINK and not _is_running(behind, place)


def is_card(place: BlockPlace) -> bool:
    """Return whether the block is the caption of a link or a book.

    Such a caption stands in a closing section, before a link, or under a bold line.
    """
    after, runs = place.paragraph_beside(1), place.block.runs
    bold_line = len(runs) > 1 and runs[0].strong and runs[1].kind is Text.BREAK
    is_closing = place.paragraph.index in place.page.closing
    return is_closing or bold_line or (after is not None and after.trails and linked_share(after.block) >= LINKED_SHARE)
