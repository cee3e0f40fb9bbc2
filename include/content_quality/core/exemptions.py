"""What may end without a stop: lead-ins, labels, captions, verse, members of an enumeration, a headline.

A missing stop there says nothing, and such lines say nothing about how a post ends its paragraphs either.
"""

from __future__ import annotations

from itertools import islice

import regex
from rapidfuzz import fuzz

from content_quality.core.article import LINKED_SHARE, Article, Paragraph, linked_share
from content_quality.core.markdown import Kind, Text
from content_quality.core.post import Post
from content_quality.core.sentences import OBJECT, Ending

# Beginnings that mark a line as something else than a sentence: enumerations, notes, labels, mail headers, checksums.
LABEL = regex.compile(r"[\p{L}\p{N}][^.。:：\n]{0,40}[:：]\s")
LABELLED_WORDS = 14  # words; a longer line after a label is a sentence
NO_SENTENCE = tuple(  # one by one: as alternatives of one pattern they take ten times as long
    map(
        regex.compile,
        (
            r"\n[ \t]*:\s", r"[0-9a-f]{16,}", r"^[=#|~^]", r"[=|]\s*$", r"\\o/", r"\w=[\x22']", r"\$\$", r"^(?:Copyright|©)", r"^\W*$",
            r"[<(][\w.+-]+@[\w-]+\.[\w.-]+[>)]",
        ),
    )
)  # fmt: skip
BRACKETED = regex.compile(r"[(（\[［【][^()（）\[\]［］【】]*[)）\]］】]")  # a remark as a whole
CHECK_SUM = regex.compile(r"\s*[0-9a-f]{16,}")
LEAST_LETTERS = 8  # outside of code and addresses; with fewer, and more of other signs, the line is not prose
ENUMERATED = regex.compile(r"[,;，；、](?:\s*(?:and|or|und|oder|et|ou|y|o|e|и|или))?\s*$", regex.IGNORECASE)
ENUMERATED_WORDS = 14  # words; enumerations set as paragraphs have short members, which begin small
SALUTATION_WORDS = 5  # words before the comma of a salutation or a farewell
NUMBER_LAST = regex.compile(r"\p{N}[\p{L}%°]{0,3}$")
# An address, a file, an option: where a line of text may end.
NAME_LAST = regex.compile(r"(?:^|[^!-~])(?:--\w[!-~]*|[!-~]*[A-Za-z0-9](?:[@/_=]+[A-Za-z0-9][!-~]*|\.[a-z]{1,6}))$")


def is_exempt(page: Article, paragraph: Paragraph) -> bool:
    """Return whether the paragraph may end without a stop: a lead-in, a label, a line that is bold or bracketed as a whole."""
    block, prose = paragraph.block, paragraph.prose.strip()
    index = paragraph.index + 1
    following = page.blocks[index] if index < len(page.blocks) else None
    if following is not None and _leads_into(block.containers, following.kind, following.containers):
        return True
    after = page.by_index.get(index)
    if after is not None and (CHECK_SUM.match(after.prose) or (linked_share(after.block) >= LINKED_SHARE and after.trails)):
        return True  # it leads to a check sum, or to an address
    if any(mark.search(prose) for mark in NO_SENTENCE) or BRACKETED.fullmatch(prose):
        return True
    if block.kind is Kind.HEADING:
        return False
    runs = [run for run in block.runs if run.text.strip()]
    return bool(runs) and (all(run.strong for run in runs) or all(run.linked for run in runs))


CAPTION_WORDS = 20  # a longer line under an image is text


def is_caption(page: Article, paragraph: Paragraph) -> bool:
    """Return whether the paragraph is a short line right under an image, or beside one in its own paragraph."""
    if paragraph.length > CAPTION_WORDS or paragraph.ending.sentences:
        return False
    above = page.blocks[paragraph.index - 1].runs if paragraph.index else ()
    is_under_image = bool(above) and all(run.kind is Text.IMAGE or not run.text.strip() for run in above)
    return is_under_image or paragraph.block.runs[0].kind is Text.IMAGE


def is_no_prose(paragraph: Paragraph) -> bool:
    """Return whether the paragraph is code or numbers more than words, verse, or an address."""
    prose = paragraph.prose.strip()
    letters = sum(1 for _ in islice(filter(str.isalpha, prose), LEAST_LETTERS))
    return (letters < LEAST_LETTERS and 2 * letters < len(prose)) or (paragraph.block.kind is not Kind.HEADING and _is_verse(prose))


FULL_STOP = regex.compile(r"[.。]\s|。")  # headlines may ask and exclaim
LONGER_THAN_TITLE = 1.3  # times the title's length; a longer line says more than the title
TITLE_LIKENESS = 75  # of 100; a first line that says the title again, or a part of it, is a headline


def says_title(post: Post, prose: str) -> bool:
    """Return whether `prose`, the first line of the post, is its title again or a part of it."""
    title = post.front_matter.text("title")
    if title is None or len(prose) > LONGER_THAN_TITLE * len(title) or FULL_STOP.search(prose):
        return False
    return fuzz.partial_ratio(title, prose, score_cutoff=TITLE_LIKENESS) > 0


def is_member(page: Article, paragraph: Paragraph) -> bool:
    """Return whether the paragraph is a member of an enumeration, or a salutation: short, and with a comma at its end."""
    start = paragraph.prose.lstrip()[:1]
    if "item" in paragraph.block.containers and ENUMERATED.search(paragraph.prose):
        beside = (page.by_index.get(paragraph.index + step) for step in (-1, 1))
        return not paragraph.ending.sentences or any(other is not None and ENUMERATED.search(other.prose) for other in beside)
    most = ENUMERATED_WORDS if start.islower() or start == OBJECT else SALUTATION_WORDS
    return paragraph.length <= most and bool(ENUMERATED.search(paragraph.prose))


def _leads_into(containers: tuple[str, ...], kind: Kind, following: tuple[str, ...]) -> bool:
    if kind in (Kind.CODE, Kind.TABLE, Kind.HTML, Kind.TEMPLATE):
        return True
    return following[: len(containers)] == containers and len(following) > len(containers) and following[-1] != "footnote"


VERSE_LINE = 60  # characters; verse and addresses have several short lines, none of which ends in a stop


def _is_verse(prose: str) -> bool:
    lines = [line.strip() for line in prose.splitlines()]
    return len(lines) >= 3 and all(len(line) <= VERSE_LINE for line in lines) and sum(line[:1].isupper() for line in lines) >= len(lines) - 1


def is_labelled(paragraph: Paragraph) -> bool:
    """Return whether the paragraph is a label and its value, or a short line that ends in a number."""
    return paragraph.length < LABELLED_WORDS and bool(LABEL.match(paragraph.prose) or NUMBER_LAST.search(paragraph.ending.core))


def is_card(page: Article, paragraph: Paragraph) -> bool:
    """Return whether the paragraph is the caption of a link or a book: in a closing section, before a link, under a bold line."""
    after = page.by_index.get(paragraph.index + 1)
    runs = paragraph.block.runs
    bold_line = len(runs) > 1 and runs[0].strong and runs[1].kind is Text.BREAK
    return paragraph.index in page.closing or bold_line or (after is not None and after.trails and linked_share(after.block) >= LINKED_SHARE)


NAME_LIKE = regex.compile(r"(?:[\p{N}\p{P}\p{S}\s]+|[—–-]\s?.{1,60}|[\p{L}&. -]{1,40}:.*)", regex.DOTALL)


def ends_in_name(end: Ending) -> bool:
    """Return whether an address, a file or an option ends the words, or an attribution, a date, a number or a label stands after the last stop."""
    if NAME_LAST.search(end.core[-80:]):
        return True
    return bool(NAME_LIKE.fullmatch(end.tail)) or not any(character.isalpha() for character in end.tail)
