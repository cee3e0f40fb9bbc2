"""Cuts: paragraphs that stop before their sentence does, what speaks for it, and where they go on.

A missing stop alone is no evidence: labels, captions, signatures and lead-ins have none. A paragraph counts as cut when
its last word needs more, when it has stopped sentences before an unfinished one, or when it is running prose without any
stop in a post whose paragraphs do end in stops; or when what follows shows it.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

import regex
from rapidfuzz import fuzz

from content_quality.core import sentences
from content_quality.core.article import LINKED_SHARE, Article, Paragraph, article, linked_share
from content_quality.core.continuation import Elsewhere
from content_quality.core.markdown import Kind, Text
from content_quality.core.post import Post, once_per_post
from content_quality.core.residue_rules import AT_START
from content_quality.core.sentences import OBJECT
from content_quality.core.settings import Settings
from content_quality.core.similarity import repeats


class Shape(Enum):
    """What a cut looks like on the page."""

    PARAGRAPH = auto()  # a paragraph that stops too soon
    SPLIT = auto()  # a paragraph cut in two by a blank line
    FRAGMENT = auto()  # a few characters left by a write that broke off


class Evidence(Enum):
    """What speaks for a cut, the strongest first."""

    RESUMED = auto()  # the next paragraph begins in the middle of a sentence
    RESTARTED = auto()  # the next paragraph says the cut words again and goes on
    REPASTED = auto()  # an older passage of the post follows
    INTERRUPTED = auto()  # a sentinel, a prompt or a refusal follows
    CONTINUED = auto()  # the same words stand elsewhere in the post and go on there
    CANNOT_END = auto()  # the last word needs more after it
    UNFINISHED = auto()  # sentences before it have their stops, the last has none
    NO_STOP = auto()  # running prose without a stop, in a post whose paragraphs end in stops


CORROBORATION = (Evidence.RESUMED, Evidence.RESTARTED, Evidence.REPASTED, Evidence.INTERRUPTED, Evidence.CONTINUED)


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut. `continuation` is where it goes on, as an offset into the file; None when nothing shows where."""

    shape: Shape
    paragraph: Paragraph
    evidence: Evidence
    at_end: bool
    continuation: int | None = None

    @property
    def is_corroborated(self) -> bool:
        """Return whether something besides the paragraph itself shows the cut."""
        return self.evidence in CORROBORATION


@once_per_post
def cuts(post: Post, settings: Settings) -> tuple[Cut, ...]:
    """Return the cuts of `post`, in order."""
    page = article(post, settings)
    found = []
    elsewhere = Elsewhere(page)
    for paragraph in page.paragraphs:
        if paragraph.is_open and not _is_exempt(page, paragraph):
            cut = _cut(post, settings, page, paragraph, elsewhere)
            if cut is not None:
                found.append(cut)
    return tuple(found)


# Beginnings that mark a line as something else than a sentence: enumerations, notes, labels, mail headers, checksums.
LABEL = regex.compile(r"[\p{L}\p{N}][^.。:：\n]{0,40}[:：]\s")
LABELLED_WORDS = 14  # words; a longer line after a label is a sentence
NO_SENTENCE = regex.compile(r"\n[ \t]*:\s|[0-9a-f]{16,}|^[=#|~^]|[=|]\s*$|\\o/|\w=[\x22']|\$\$|^(?:Copyright|©)|^\W*$|[<(][\w.+-]+@[\w-]+\.[\w.-]+[>)]")
CHECK_SUM = regex.compile(r"\s*[0-9a-f]{16,}")
LEAST_LETTERS = 8  # outside of code and addresses; with fewer the line is not prose
ENUMERATED = regex.compile(r"[,;，；、](?:\s*(?:and|or|und|oder|et|ou|y|o|e|и|или))?\s*$", regex.IGNORECASE)
ENUMERATED_WORDS = 14  # words; enumerations set as paragraphs have short members, which begin small
SALUTATION_WORDS = 5  # words before the comma of a salutation or a farewell
NUMBER_LAST = regex.compile(r"\p{N}[\p{L}%°]{0,3}$")
# An address, a file, an option: where a line of text may end.
NAME_LAST = regex.compile(r"(?:^|\s)(?:--\w\S*|\S*[\p{L}\p{N}](?:[@/_=]+[\p{L}\p{N}]\S*|\.\p{Ll}{1,6}))$")


def _is_exempt(page: Article, paragraph: Paragraph) -> bool:
    """Return whether the paragraph may end without a stop: a lead-in, a label, a line that is bold or bracketed as a whole."""
    block, prose = paragraph.block, paragraph.prose.strip()
    index = paragraph.index + 1
    following = page.blocks[index] if index < len(page.blocks) else None
    if following is not None and _leads_into(block.containers, following.kind, following.containers):
        return True
    after = page.by_index.get(index)
    if after is not None and (CHECK_SUM.match(after.prose) or (linked_share(after.block) >= LINKED_SHARE and not after.is_open)):
        return True  # it leads to a check sum, or to an address
    if NO_SENTENCE.search(prose) or (len(prose) >= LEAST_LETTERS and not _has_letters(prose)):
        return True
    if block.kind is Kind.HEADING:
        return False
    runs = [run for run in block.runs if run.text.strip()]
    return bool(runs) and (all(run.strong for run in runs) or all(run.linked for run in runs) or _is_verse(prose))


def _has_letters(prose: str) -> bool:
    return next(islice(filter(str.isalpha, prose), LEAST_LETTERS - 1, None), None) is not None


FULL_STOP = regex.compile(r"[.。]\s|。")  # headlines may ask and exclaim
TITLE_LIKENESS = 55  # of 100; a first line that says the title again, or a part of it, is a headline


def _says_title(post: Post, prose: str) -> bool:
    title = post.front_matter.text("title")
    if title is None or len(prose) > 2 * len(title) or FULL_STOP.search(prose):
        return False
    return fuzz.partial_ratio(title, prose, score_cutoff=TITLE_LIKENESS) > 0


def _is_member(paragraph: Paragraph) -> bool:
    """Return whether the paragraph is a member of an enumeration, or a salutation: short, and with a comma at its end."""
    start = paragraph.prose.lstrip()[:1]
    if "item" in paragraph.block.containers and ENUMERATED.search(paragraph.prose):
        return True
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


def _cut(post: Post, settings: Settings, page: Article, paragraph: Paragraph, elsewhere: Elsewhere) -> Cut | None:
    rules, language = settings.truncation, post.language
    at_end = paragraph.index >= page.last
    following = _following(post, page, paragraph)
    share, stopped = page.stopped_without(paragraph)
    fragment = paragraph.length <= rules.fragment_words and not sentences.INNER_STOP.search(paragraph.prose)
    enumerated = _is_member(paragraph)
    if following is not None:
        restart = _overlap(paragraph.prose, following.prose)
        if restart >= _least_overlap(paragraph.prose, fragment=fragment):
            shape = Shape.FRAGMENT if fragment else Shape.PARAGRAPH
            return Cut(shape, paragraph, Evidence.RESTARTED, at_end, _offset_after(following, restart))
        if not enumerated and _is_resumed(paragraph, following, language):
            return Cut(Shape.SPLIT, paragraph, Evidence.RESUMED, at_end, following.block.start)
    if enumerated:
        return None
    cannot_end = sentences.cannot_end(paragraph.ending.core, language, sure=fragment) or sentences.is_inside_brackets(paragraph.prose)
    if fragment:
        is_cut = cannot_end and share >= rules.stopped_share and stopped > 0 and OBJECT not in paragraph.prose
        return Cut(Shape.FRAGMENT, paragraph, Evidence.CANNOT_END, at_end) if is_cut else None
    own = _own_evidence(settings, page, paragraph, language, cannot_end=cannot_end)
    if own is None or (own is not Evidence.CANNOT_END and paragraph is page.paragraphs[0] and _says_title(post, paragraph.prose)):
        return None
    place = elsewhere.continuation(paragraph)
    if place is not None:
        return Cut(Shape.PARAGRAPH, paragraph, Evidence.CONTINUED, at_end, place)
    if following is not None and _is_copy(following.block.start, repeats(post, settings).superfluous):
        return Cut(Shape.PARAGRAPH, paragraph, Evidence.REPASTED, at_end, None)
    if _is_residue(page, paragraph.index + 1):
        return Cut(Shape.PARAGRAPH, paragraph, Evidence.INTERRUPTED, at_end)
    return Cut(Shape.PARAGRAPH, paragraph, own, at_end)


def _is_residue(page: Article, index: int) -> bool:
    """Return whether what a completion script leaves behind begins the visible block at `index`, or the one after a rule."""
    while index < len(page.blocks) and page.blocks[index].kind is Kind.RULE:
        index += 1
    return index < len(page.blocks) and any(rule.pattern.match(page.blocks[index].text[:200].lstrip()) for rule in AT_START)


def _own_evidence(settings: Settings, page: Article, paragraph: Paragraph, language: str, *, cannot_end: bool) -> Evidence | None:
    """Return what the paragraph itself shows, judged against how the post's other paragraphs end."""
    rules, end = settings.truncation, paragraph.ending
    if language in sentences.NO_STOPS:
        return None
    share, stopped = page.stopped_without(paragraph)
    in_list = "item" in paragraph.block.containers
    if cannot_end and (end.sentences or not in_list) and (share >= rules.half_share or not stopped):
        return Evidence.CANNOT_END
    if sentences.is_finished(end.core, language, formal=page.formal) or end.bracketed or _is_name_like(end.tail) or NAME_LAST.search(end.core[-80:]):
        return None
    if paragraph.prose.strip()[:1] in "(（※＊*[［【＠@" or paragraph.block.kind is Kind.ITEM:
        return None
    if end.sentences and (share >= rules.stopped_share or not stopped):
        return Evidence.UNFINISHED
    if paragraph.block.containers or NUMBER_LAST.search(end.core) or (LABEL.match(paragraph.prose) and paragraph.length < LABELLED_WORDS):
        return None
    least = rules.running_words if language != "zh" else rules.running_words_chinese
    running = paragraph.length >= least and stopped >= rules.running_paragraphs and share >= rules.stopped_share
    return Evidence.NO_STOP if running and not _is_card(page, paragraph) else None


def _is_card(page: Article, paragraph: Paragraph) -> bool:
    """Return whether the paragraph is the caption of a link or a book: in a closing section, before a link, under a bold line."""
    after = page.by_index.get(paragraph.index + 1)
    runs = paragraph.block.runs
    bold_line = len(runs) > 1 and runs[0].strong and runs[1].kind is Text.BREAK
    return paragraph.index in page.closing or bold_line or (after is not None and linked_share(after.block) >= LINKED_SHARE)


def _is_copy(offset: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    index = bisect_right(ranges, (offset, sys.maxsize)) - 1
    return index >= 0 and ranges[index][0] <= offset < ranges[index][1]


NAME_LIKE = regex.compile(r"(?:[\p{N}\p{P}\p{S}\s]+|[—–-]\s?.{1,60}|[\p{L}&. -]{1,40}:.*)", regex.DOTALL)


def _is_name_like(tail: str) -> bool:
    """Return whether what stands after the last stop is an attribution, a date, a number or a label."""
    return bool(NAME_LIKE.fullmatch(tail)) or not any(character.isalpha() for character in tail)


def _following(post: Post, page: Article, paragraph: Paragraph) -> Paragraph | None:
    """Return the next paragraph when nothing but rules and fragments of the same words stand between."""
    for index in range(paragraph.index + 1, min(paragraph.index + 4, len(page.blocks))):
        following = page.by_index.get(index)
        if following is not None:
            same = following.block.containers == paragraph.block.containers and Kind.ITEM not in (following.block.kind, paragraph.block.kind)
            if not same or _opens_item(post, following.block.start):
                return None
            if following.length * 4 < paragraph.length and following.is_open and _is_said_again(following.prose, paragraph.prose):
                continue
            return following
        if page.blocks[index].kind is not Kind.RULE:
            return None
    return None


def _opens_item(post: Post, offset: int) -> bool:
    """Return whether a list marker stands before `offset` in its line."""
    line_start = max(post.text.rfind("\n", 0, offset), post.text.rfind("\r", 0, offset)) + 1
    return bool(post.text[line_start:offset].strip(" \t>"))


def _is_said_again(short: str, prose: str) -> bool:
    return bool(short.strip()) and short.strip() in prose[-200:]


def _is_resumed(paragraph: Paragraph, following: Paragraph, language: str) -> bool:
    if paragraph.length < 2:
        return False
    first = following.block.runs[0]
    if following.prose[:1] == OBJECT or first.linked or first.strong:
        return False
    return sentences.resumes(following.prose, language)


OVERLAP_LIMIT = 300  # characters; a cut clause is shorter
LEAST_OVERLAP = 8  # folded characters said again across the break; fewer is chance
LEAST_UNSPACED_OVERLAP = 5  # the same, in kana and han


def _least_overlap(prose: str, *, fragment: bool) -> int:
    if fragment:
        return max(1, len(prose.strip()))
    return LEAST_UNSPACED_OVERLAP if sentences.UNSPACED.match(prose.strip()[-1]) else LEAST_OVERLAP


def _overlap(prose: str, following: str) -> int:
    """Return how many characters at the end of `prose` begin `following` again, at a word's start, and go on there."""
    end, start = prose.strip()[-OVERLAP_LIMIT:], following.lstrip()
    at = end.find(start[:1]) if len(start) > 1 else -1
    while at >= 0:
        size = len(end) - at
        before = end[at - 1 : at] or " "
        if size < len(start) and not (before.isascii() and before.isalnum()) and start.startswith(end[at:]):
            return size
        at = end.find(start[0], at + 1)
    return 0


def _offset_after(following: Paragraph, size: int) -> int:
    block = following.block
    at = len(following.prose) - len(following.prose.lstrip()) + size
    for run in block.runs:
        if run.kind in (Text.NOTE, Text.IMAGE):
            continue
        if at < len(run.text):
            return min(run.start + at, run.end)
        at -= len(run.text)
    return block.start
