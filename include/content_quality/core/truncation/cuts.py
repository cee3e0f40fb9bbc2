"""Cuts: paragraphs that stop before their sentence does, what speaks for it, and where they go on.

A missing stop alone is no evidence: labels, captions, signatures and lead-ins have none. A paragraph counts as cut when
its last word needs more, when it has stopped sentences before an unfinished one, or when it is running prose without
any
stop in a post whose paragraphs do end in stops; or when what follows shows it.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum, auto

from content_quality.core.document.article import Article, Paragraph, article
from content_quality.core.document.markdown import Kind, Text
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.duplicates.repeat_groups import repeats
from content_quality.core.residue.rules import possible_at
from content_quality.core.settings import Settings, Truncation
from content_quality.core.text import sentences
from content_quality.core.text.sentences import OBJECT
from content_quality.core.truncation import exemptions
from content_quality.core.truncation.continuation import ContinuationIndex


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
    # its last word may end a sentence, and the post's style does not say that it must have a stop
    may_be_whole: bool = False

    @property
    def is_corroborated(self) -> bool:
        """Return whether something besides the paragraph itself shows the cut."""
        return self.evidence in CORROBORATION

    @property
    def ends_article(self) -> bool:
        """Return whether the article ends with the cut, and not with a sentence whose stop was forgotten."""
        return self.at_end and not self.may_be_whole


@once_per_post
def cuts(post: Post, settings: Settings) -> tuple[Cut, ...]:
    """Return the cuts of `post`, in order."""
    page = article(post, settings)
    open_ends = [
        paragraph for paragraph in page.paragraphs if paragraph.is_open and not exemptions.is_exempt(page, paragraph)
    ]
    if not open_ends:
        return ()
    style, continuation_index = _style(page, open_ends, settings), ContinuationIndex(page)
    found = (_cut(post, settings, page, paragraph, style, continuation_index) for paragraph in open_ends)
    return tuple(cut for cut in found if cut is not None)


@dataclass(frozen=True, slots=True)
class Style:
    """How a post ends its paragraphs of running prose, without those that may end in no stop anyway."""

    stopped: int  # end in a stop
    members: int  # paragraphs in lists
    members_stopped: int  # those that end in a stop
    unfinished: frozenset[int]  # indices of those that do not

    def without(self, paragraph: Paragraph) -> tuple[float, int]:
        """Return the share of the other paragraphs that end in a stop, and how many those are.

        `paragraph` ends in none.
        """
        total = self.stopped + len(self.unfinished) - (paragraph.index in self.unfinished)
        return (self.stopped / total if total else 0.0), self.stopped

    def is_careless(self, paragraph: Paragraph, least: float) -> bool:
        """Return whether the other paragraphs in lists, as `paragraph` is one, end in stops less often than `least`."""
        return "item" in paragraph.block.containers and self.members_stopped < least * (self.members - 1)


def _style(page: Article, open_ends: list[Paragraph], settings: Settings) -> Style:
    rules, unfinished = settings.truncation, {p.index for p in open_ends if not exemptions.is_no_prose(p)}
    prose = [p for p in page.paragraphs if not p.trails and not p.block.containers and p.length >= rules.clause_words]
    members = [
        p for p in page.paragraphs if not p.trails and "item" in p.block.containers and p.length >= rules.clause_words
    ]
    return Style(
        sum(not p.is_open for p in prose),
        len(members),
        sum(not p.is_open for p in members),
        frozenset(p.index for p in prose if p.index in unfinished and p.length >= rules.running_words),
    )


def _cut(
    post: Post,
    settings: Settings,
    page: Article,
    paragraph: Paragraph,
    style: Style,
    continuation_index: ContinuationIndex,
) -> Cut | None:
    rules, language = settings.truncation, post.language
    at_end = paragraph.index >= page.last
    following = _following(post, page, paragraph)
    share, stopped = style.without(paragraph)
    fragment = paragraph.length <= rules.fragment_words and not sentences.INNER_STOP.search(paragraph.prose)
    enumerated = exemptions.is_member(page, paragraph)
    if following is not None:
        restart = _overlap(paragraph.prose, following.prose)
        is_term = fragment and following.prose.lstrip()[restart:].lstrip()[:1] in (
            ":",
            "：",
            "=",
            "(",
            "（",
        )  # its explanation follows
        if restart >= _least_overlap(paragraph.prose, fragment=fragment) and not is_term:
            shape = Shape.FRAGMENT if fragment else Shape.PARAGRAPH
            return Cut(shape, paragraph, Evidence.RESTARTED, at_end, _offset_after(following, restart))
        is_prose = (
            following.ending.stopped
            or following.trails
            or following.ending.sentences
            or following.length >= rules.running_words
        )
        if not enumerated and is_prose and _is_resumed(paragraph, following, language):
            return Cut(Shape.SPLIT, paragraph, Evidence.RESUMED, at_end, following.block.start)
    if enumerated or exemptions.is_no_prose(paragraph) or exemptions.is_caption(page, paragraph):
        return None
    sure = fragment or paragraph.ending.bracketed  # a remark in brackets follows at the end of a sentence
    cannot_end = sentences.cannot_end(paragraph.ending.core, language, sure=sure) or sentences.is_inside_brackets(
        paragraph.prose
    )
    if fragment and not sentences.is_clause(paragraph.prose, language):
        is_cut = (
            cannot_end
            and "item" not in paragraph.block.containers
            and share >= rules.stopped_share
            and stopped > 0
            and OBJECT not in paragraph.prose
        )
        return Cut(Shape.FRAGMENT, paragraph, Evidence.CANNOT_END, at_end) if is_cut else None
    own = _own_evidence(settings, page, paragraph, style, language, cannot_end=cannot_end)
    if own is None or (
        own is not Evidence.CANNOT_END
        and paragraph is page.paragraphs[0]
        and exemptions.says_title(post, paragraph.prose)
    ):
        return None
    place = continuation_index.continuation(paragraph)
    if place is not None:
        return Cut(Shape.PARAGRAPH, paragraph, Evidence.CONTINUED, at_end, place)
    if following is not None and _is_copy(following.block.start, repeats(post, settings).superfluous):
        return Cut(Shape.PARAGRAPH, paragraph, Evidence.REPASTED, at_end, None)
    if _is_residue(page, paragraph.index + 1):
        return Cut(Shape.PARAGRAPH, paragraph, Evidence.INTERRUPTED, at_end)
    may_be_whole = own is not Evidence.CANNOT_END and (
        not _is_strict(share, stopped, rules) or sentences.could_end(paragraph.ending.core, language)
    )
    return Cut(Shape.PARAGRAPH, paragraph, own, at_end, may_be_whole=may_be_whole)


def _is_strict(share: float, stopped: int, rules: Truncation) -> bool:
    """Return whether a post ends nearly all paragraphs in stops."""
    return share >= rules.strict_share and stopped >= rules.strict_paragraphs


def _is_residue(page: Article, index: int) -> bool:
    """Return whether what a completion script leaves behind begins the visible block at `index`, or the one after a rule."""
    while index < len(page.blocks) and page.blocks[index].kind is Kind.RULE:
        index += 1
    if index >= len(page.blocks):
        return False
    start = page.blocks[index].text[:200].lstrip()
    return any(rule.pattern.match(start) for rule in possible_at(start))


def _own_evidence(
    settings: Settings, page: Article, paragraph: Paragraph, style: Style, language: str, *, cannot_end: bool
) -> Evidence | None:
    """Return what the paragraph itself shows, judged against how the post's other paragraphs end."""
    rules, end = settings.truncation, paragraph.ending
    if language in sentences.NO_STOPS:
        return None
    share, stopped = style.without(paragraph)
    in_list = "item" in paragraph.block.containers
    is_description = exemptions.is_description(page, paragraph)
    if cannot_end and (end.sentences or not (in_list or is_description)) and (share >= rules.half_share or not stopped):
        return Evidence.CANNOT_END
    if sentences.is_finished(end.core, language, formal=page.formal) or end.bracketed or exemptions.ends_in_name(end):
        return None
    if (
        _is_note(paragraph, rules)
        or paragraph.block.kind is Kind.ITEM
        or is_description
        or exemptions.is_row(paragraph)
    ):
        return None
    if end.sentences and (share >= rules.stopped_share or not stopped):
        return None if style.is_careless(paragraph, rules.stopped_share) else Evidence.UNFINISHED
    if paragraph.block.containers or exemptions.is_labelled(paragraph):
        return None
    least = rules.running_words if language != "zh" else rules.running_words_chinese
    is_clause = sentences.is_clause(paragraph.prose, language) and (
        paragraph.index >= page.last or not sentences.could_end(end.core, language)
    )
    if is_clause or (_is_strict(share, stopped, rules) and sentences.has_verb(paragraph.prose, language)):
        least = rules.clause_words
    running = paragraph.length >= least and stopped >= rules.running_paragraphs and share >= rules.stopped_share
    return Evidence.NO_STOP if running and not exemptions.is_card(page, paragraph) else None


NOTE_STARTS = ("(", "（", "※", "＊", "*", "[", "［", "【", "＠", "@")
ELLIPSES = ("...", "…")  # a short line takes up the title


def _is_note(paragraph: Paragraph, rules: Truncation) -> bool:
    """Return whether the paragraph, or its last line, begins as a note does."""
    prose = paragraph.prose
    if prose.lstrip().startswith(ELLIPSES) and paragraph.length < rules.running_words:
        return True
    return prose.strip().startswith(NOTE_STARTS) or prose.rstrip().rsplit("\n", 1)[-1].lstrip().startswith(("※", "＊"))


def _is_copy(offset: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    index = bisect_right(ranges, (offset, sys.maxsize)) - 1
    return index >= 0 and ranges[index][0] <= offset < ranges[index][1]


def _following(post: Post, page: Article, paragraph: Paragraph) -> Paragraph | None:
    """Return the next paragraph when nothing but rules and fragments of the same words stand between."""
    for index in range(paragraph.index + 1, min(paragraph.index + 4, len(page.blocks))):
        following = page.by_index.get(index)
        if following is not None:
            same = following.block.containers == paragraph.block.containers and Kind.ITEM not in (
                following.block.kind,
                paragraph.block.kind,
            )
            if not same or _opens_item(post, following.block.start):
                return None
            if (
                following.length * 4 < paragraph.length
                and following.is_open
                and _is_said_again(following.prose, paragraph.prose)
            ):
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
