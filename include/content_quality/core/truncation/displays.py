"""What is shown rather than read in a row (code, data, formulas, images), and the words that lead into it."""

from __future__ import annotations

from content_quality.core.document.article import LINKED_SHARE, Paragraph, linked_share
from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.text_or_code import reads_as_code
from content_quality.core.text import sentences
from content_quality.core.truncation import forms
from content_quality.core.truncation.block_place import BlockPlace


def is_display(place: BlockPlace) -> bool:
    """Return whether the block is shown rather than read in a row: code, data, a formula, a quotation on its own."""
    if is_image(place.block):
        return False
    if (
        forms.QUOTED.fullmatch(place.prose)
        or reads_as_code(place.prose, least=forms.CODE_SHARE)
        or forms.FILES.match(place.prose)
    ):
        return True
    is_data = forms.is_mostly_signs(place.prose) and any(map(str.isalnum, place.prose)) and place.prose[:3] != "---"
    return not place.paragraph.ending.stopped and (is_data or is_code(place))  # what ends in a stop is text


def is_code(place: BlockPlace) -> bool:
    """Return whether the block, or its last line below a finished sentence, is code."""
    if forms.INSERTED.search(place.block.text) or (place.last_line != place.prose and forms.is_code(place.last_line)):
        return True
    if place.paragraph.ending.sentences > 1:
        return reads_as_code(place.prose, least=forms.CODE_SHARE)
    return forms.is_code(place.prose)


DASHES = ("-", "–", "—", "―", "─")  # before another paragraph they lead on as a colon does
FORMULA = ("$$", "\\begin{", "\\[")
TITLE_WORDS = 12  # of a line that names an example
DISPLAYED_WORDS = 6  # of a line that is shown in the middle of a sentence


def leads_into_display(place: BlockPlace) -> bool:
    """Return whether code, a table, a list or a quotation follows."""
    following, containers = place.beside(1), place.block.containers
    if following is None:
        return False
    inside = following.containers
    if following.kind in (Kind.CODE, Kind.TABLE, Kind.HTML, Kind.TEMPLATE) or _is_all_code(following):
        return True
    is_below = inside[: len(containers)] == containers and len(inside) > len(containers)
    return is_below and inside[-1] != "footnote"  # a list or a quotation


def stands_before_display(place: BlockPlace) -> bool:
    """Return whether the paragraph below is shown, or linked as a whole, or this one ends in a dash."""
    after = place.paragraph_beside(1)
    if after is None:
        return False
    if place.paragraph.ending.core.endswith(DASHES):
        return True
    if _is_title_of_example(place, after):
        return True
    is_link = linked_share(after.block) >= LINKED_SHARE and after.trails and not is_image(after.block)
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


def _is_title_of_example(place: BlockPlace, line: Paragraph) -> bool:
    """Return whether `line` is short, has no stop and names the code below it, as one of several examples may."""
    if line.length > TITLE_WORDS or not line.is_open or line.ending.sentences:
        return False
    shown = BlockPlace(place.post, place.page, line).beside(1)
    return shown is not None and shown.kind is Kind.CODE and shown.containers == line.block.containers


def is_shown_inside(place: BlockPlace) -> bool:
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


def is_image(block: Block) -> bool:
    """Return whether the block holds nothing but images."""
    return bool(block.runs) and all(run.kind is Text.IMAGE or not run.text.strip() for run in block.runs)
