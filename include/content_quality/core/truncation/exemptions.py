"""What may end without a stop: lead-ins, labels, captions, verse, members of an enumeration, a headline.

A missing stop there says nothing, and such lines say nothing about how a post ends its paragraphs either.
"""

from __future__ import annotations

from itertools import islice

import regex
from rapidfuzz import fuzz

from content_quality.core.document.article import LINKED_SHARE, Article, Paragraph, linked_share
from content_quality.core.document.markdown import Block, Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.text.patterns import lazy
from content_quality.core.text.sentences import INNER_STOP, OBJECT, Ending

# Beginnings that mark a line as something else than a sentence: enumerations, notes, labels, mail headers, checksums.
LABEL = lazy(r"[\p{L}\p{N}\ufffc][^.。:：\n]{0,40}[:：]\s")
LABELLED_WORDS = 14  # words; a longer line after a label is a sentence
NO_SENTENCE = tuple(  # one by one: as alternatives of one pattern they take ten times as long
    map(
        lazy,
        (
            r"\\(?:begin|end)\{", r"^\$ ", r"^\ufffc+(?:\s\ufffc+)?\s+[-–—]\s",
            r"[0-9a-f]{16,}", r"^[=#|~^]", r"[=|]\s*$", r"\\o/", r"\w=[\x22']", r"\$\$", r"^(?:Copyright|©)", r"^\W*$",
            r"[<(][\w.+-]+@[\w-]+\.[\w.-]+[>)]", r"(?:©|\([cC]\)) ?\d{4}",
        ),
    )
)  # fmt: skip
DEFINITION = lazy(r"\n[ \t]*:\s")  # of a term in the line above; a short one has no stop
DEFINITION_WORDS = 20  # words of the term and its meaning
BRACKETED = lazy(r"[(（\[［【][^()（）\[\]［］【】]*[)）\]］】]")  # a remark as a whole
CHECK_SUM = lazy(r"\s*[0-9a-f]{16,}")
LEAST_LETTERS = 8  # outside of code and addresses; with fewer, and more of other signs, the line is not prose
ENUMERATED = lazy(r"[,;，；、](?:\s*(?:and|or|und|oder|et|ou|y|o|e|и|или))?\s*$", regex.IGNORECASE)
CONJUNCTION_LAST = lazy(
    r"(?:\s(?:and|or|und|oder|et|ou|y|o|u|e|i|и|или|та|або|oraz|lub|albo|nebo|en|of|och|eller|og|ja|tai|ve|veya|và|hoặc|dan|atau)|또는|및|または|および|或|或者|以及|和)$",
    regex.IGNORECASE,
)
ENUMERATED_WORDS = 14  # words; enumerations set as paragraphs have short members, which begin small
SALUTATION_WORDS = 5  # words before the comma of a salutation or a farewell
NUMBER_LAST = lazy(r"\p{N}[\p{L}%°]{0,3}$")
# An address, a file, an option, a place with its postal code: where a line of text may end.
NAME_LAST = lazy(
    r"(?:^|[^!-~])(?:--\w[!-~]*|[!-~]*(?:[A-Za-z0-9][@/_=]+[A-Za-z0-9][!-~]*|[^\s.]\.[a-z]{1,6})|\d{4,6}(?:-\d{4})?,?(?:\s\p{Lu}[\p{L}.]*){1,3})$"
)
CAPITALS = lazy(r"(?=(?:[^\s]+\s+){2})[^\p{Ll}\p{Lo}]+")  # a headline of three words or more
ENTRY = lazy(r"\S{2,60}\s+[-–—]\s+\S")  # a name and, after a dash, what it is, as in a manual
ARROW = lazy(
    r"^(?:[^.。→\n]{1,25}\s(?:->|=>|<-|→|⇒|⟶)\s){1,9}[^.。,，\n]{1,25}$"
)  # a route through menus, states or names
SEPARATED = lazy(r"(?:\s[·•|∙・]\s[^·•|∙・]*){2}")  # names in a row
LISTED = 8  # members of a row of names
NAMES_LISTED = lazy(
    rf"(?:[^,，、.。]{{1,30}}[,，、]\s*){{{LISTED}}}"
)  # a row of short members; sentences have longer clauses


def is_exempt(page: Article, paragraph: Paragraph) -> bool:
    """Return whether the paragraph may end without a stop: a lead-in, a label, a line that is bold or bracketed as a whole."""
    block, prose = paragraph.block, paragraph.prose.strip()
    index = paragraph.index + 1
    following = page.blocks[index] if index < len(page.blocks) else None
    if following is not None and (
        _leads_into(block.containers, following.kind, following.containers) or _is_code(following)
    ):
        return True
    after = page.by_index.get(index)
    if after is not None and (
        CHECK_SUM.match(after.prose) or (linked_share(after.block) >= LINKED_SHARE and after.trails)
    ):
        return True  # it leads to a check sum, or to an address
    if DEFINITION.search(prose) and (not paragraph.ending.sentences or paragraph.length < DEFINITION_WORDS):
        return True
    if any(mark.search(prose) for mark in NO_SENTENCE) or BRACKETED.fullmatch(prose):
        return True
    if block.kind is Kind.HEADING:
        return False
    if CAPITALS.fullmatch(prose):
        return True
    runs = [run for run in block.runs if run.text.strip()]
    return bool(runs) and (all(run.strong for run in runs) or all(run.linked for run in runs))


CODE_SHARE = 0.5  # of a heading's characters; above it the heading names something of a program
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
    return (letters < LEAST_LETTERS and 2 * letters < len(prose)) or (
        paragraph.block.kind is not Kind.HEADING and _is_verse(prose)
    )


FULL_STOP = lazy(r"[.。]\s|。")  # headlines may ask and exclaim
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
    if "item" in paragraph.block.containers and CONJUNCTION_LAST.search(paragraph.ending.core[-12:]):
        return paragraph.index + 1 < len(page.blocks) and "item" in page.blocks[paragraph.index + 1].containers
    if "item" in paragraph.block.containers and ENUMERATED.search(paragraph.prose):
        beside = (page.by_index.get(paragraph.index + step) for step in (-1, 1))
        return not paragraph.ending.sentences or any(
            other is not None and ENUMERATED.search(other.prose) for other in beside
        )
    most = ENUMERATED_WORDS if start.islower() or start == OBJECT else SALUTATION_WORDS
    return paragraph.length <= most and bool(ENUMERATED.search(paragraph.prose))


def _leads_into(containers: tuple[str, ...], kind: Kind, following: tuple[str, ...]) -> bool:
    if kind in (Kind.CODE, Kind.TABLE, Kind.HTML, Kind.TEMPLATE):
        return True
    return (
        following[: len(containers)] == containers and len(following) > len(containers) and following[-1] != "footnote"
    )


def _is_code(block: Block) -> bool:
    """Return whether the paragraph is nothing but code, set in its line, or begins with a formula."""
    if block.kind is not Kind.PARAGRAPH:
        return False
    if block.text.lstrip().startswith(FORMULA):
        return True
    return bool(block.runs) and all(run.kind is Text.CODE or not run.text.strip() for run in block.runs)


FORMULA = ("$$", "\\begin{", "\\[")
VERSE_LINE = 60  # characters; verse and addresses have several short lines, none of which ends in a stop


def _is_verse(prose: str) -> bool:
    lines = [line.strip() for line in prose.splitlines()]
    if len(lines) < 3 or any(len(line) > VERSE_LINE for line in lines) or INNER_STOP.search(prose):
        return False
    first = lines[0][:1]
    is_marked = (
        not first.isalnum() and first != OBJECT and all(line[:1] == first for line in lines)
    )  # a list that is none to the parser
    return is_marked or sum(line[:1].isupper() for line in lines) >= len(lines) - 1


def is_labelled(paragraph: Paragraph) -> bool:
    """Return whether the paragraph is a label and its value, a short line that ends in a number, or a name with its meaning."""
    if paragraph.length < LABELLED_WORDS and (
        LABEL.match(paragraph.prose) or NUMBER_LAST.search(paragraph.ending.core)
    ):
        return True
    return bool(ENTRY.match(paragraph.prose))


def is_row(paragraph: Paragraph) -> bool:
    """Return whether the paragraph is a row of names: between dots or bars, between arrows, between many commas."""
    prose = paragraph.prose
    many_commas = (
        sum(prose.count(mark) for mark in ",，、") >= LISTED
    )  # most paragraphs are not searched, which takes a millisecond
    return bool(SEPARATED.search(prose) or (many_commas and NAMES_LISTED.search(prose)) or ARROW.match(prose.strip()))


def is_description(page: Article, paragraph: Paragraph) -> bool:
    """Return whether the paragraph says, in a line of a reference, what the name in code or the option in the heading above it does."""
    above = page.blocks[paragraph.index - 1] if paragraph.index else None
    if (
        above is None
        or above.kind is not Kind.HEADING
        or paragraph.ending.sentences
        or paragraph.length >= LABELLED_WORDS
    ):
        return False
    code = sum(len(run.text) for run in above.runs if run.kind is Text.CODE)
    return code > CODE_SHARE * len(above.text) or above.text.lstrip().startswith("-")


def is_card(page: Article, paragraph: Paragraph) -> bool:
    """Return whether the paragraph is the caption of a link or a book: in a closing section, before a link, under a bold line."""
    after = page.by_index.get(paragraph.index + 1)
    runs = paragraph.block.runs
    bold_line = len(runs) > 1 and runs[0].strong and runs[1].kind is Text.BREAK
    return (
        paragraph.index in page.closing
        or bold_line
        or (after is not None and after.trails and linked_share(after.block) >= LINKED_SHARE)
    )


NAME_LIKE = lazy(
    r"(?:[\p{N}\p{P}\p{S}\s]++|[—–-]\s?.{1,60}|[\p{L}&.-]++ ?(?:[\p{L}&.-]++ ?){0,2}:.{0,60})", regex.DOTALL
)


def ends_in_name(end: Ending) -> bool:
    """Return whether an address, a file or an option ends the words, or an attribution, a date, a number or a label stands after the last stop."""
    if NAME_LAST.search(end.core[-80:]):
        return True
    return bool(NAME_LIKE.fullmatch(end.tail)) or not any(character.isalpha() for character in end.tail)
