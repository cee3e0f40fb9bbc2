"""A paragraph and the one after it: whether that begins in the middle of a sentence, or with the same words again."""

from __future__ import annotations

from rapidfuzz import fuzz

from content_quality.core.document.article import Article, Paragraph
from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.records import dataclass
from content_quality.core.text import sentences
from content_quality.core.text.content_languages import common_words
from content_quality.core.text.patterns import lazy
from content_quality.core.text.sentences import OBJECT


def following(post: Post, page: Article, paragraph: Paragraph) -> Paragraph | None:
    """Return the next paragraph when nothing but rules and fragments of the same words stand between."""
    for index in range(paragraph.index + 1, min(paragraph.index + 4, len(page.blocks))):
        found = page.by_index.get(index)
        if found is not None:
            same = found.block.containers == paragraph.block.containers and Kind.ITEM not in (
                found.block.kind,
                paragraph.block.kind,
            )
            if not same or _opens_item(post, found.block.start):
                return None
            if found.length * 4 < paragraph.length and found.is_open and _is_said_again(found.prose, paragraph.prose):
                continue
            return found
        if page.blocks[index].kind is not Kind.RULE:
            return None
    return None


def _opens_item(post: Post, offset: int) -> bool:
    """Return whether a list marker stands before `offset` in its line."""
    line_start = max(post.text.rfind("\n", 0, offset), post.text.rfind("\r", 0, offset)) + 1
    return bool(post.text[line_start:offset].strip(" \t>"))


def _is_said_again(short: str, prose: str) -> bool:
    return bool(short.strip()) and short.strip() in prose[-200:]


QUOTED = 300  # characters of two paragraphs that are compared
STEP = lazy(r"\s*(?:\p{Ll}|[ivx]{1,5}|\p{N}{1,3})[.)）]\s")  # a step that is set as a paragraph: “b. Press start”
VALUE = lazy(rf"\s*[\p{{L}}\p{{N}}][^.。:：\n]{{0,40}}[:：]\s*(?:{OBJECT}|\p{{N}})")  # “default value: `true`”
SAID_AGAIN = 75  # of 100; a paragraph this much like the one before says it again, and does not go on from it


def is_resumed(paragraph: Paragraph, following: Paragraph, language: str) -> bool:
    """Return whether `following` begins in the middle of a sentence."""
    if paragraph.length < 2:
        return False
    first = following.block.runs[0]
    if STEP.match(following.prose) or VALUE.match(following.prose):
        return False
    if fuzz.partial_ratio(following.prose[:QUOTED], paragraph.prose[-QUOTED:], score_cutoff=SAID_AGAIN):
        return False  # a line drawn out of the text
    if following.prose[:1] == OBJECT or first.linked or first.strong:
        return False
    return sentences.resumes(following.prose, language)


SENTENCE_START = lazy(r"[.!?][ \t\n]+(?P<word>\p{Ll}[\w-]{2,40})")
FIRST_WORD = lazy(r"\s*(?P<word>[\w-]+)")


@dataclass(frozen=True, slots=True)
class SmallStarts:
    """Where the author of a page begins in lower case though the sentence before is finished."""

    paragraphs: frozenset[int]  # their indices
    words: frozenset[str]  # what sentences begin with: a name that is written small, as of a program

    @classmethod
    def of(cls, page: Article, language: str) -> SmallStarts:
        """Return those of `page`."""
        paragraphs, words = set[int](), set[str]()
        for paragraph in page.paragraphs:
            words.update(match["word"] for match in SENTENCE_START.finditer(paragraph.prose))
            above = page.by_index.get(paragraph.index - 1)
            is_below = above is not None and above.ending.stopped and "item" not in paragraph.block.containers
            if is_below and sentences.resumes(paragraph.prose, language):
                paragraphs.add(paragraph.index)
                words.update(match["word"] for match in (FIRST_WORD.match(paragraph.prose),) if match)
        return cls(frozenset(paragraphs), frozenset(words - common_words()))

    def explain(self, following: Paragraph) -> bool:
        """Return whether `following` begins small as others do, so that this shows no cut."""
        if len(self.paragraphs - {following.index}) >= SMALL_STARTS:
            return True
        first = FIRST_WORD.match(following.prose)
        return first is not None and first["word"] in self.words and following.index not in self.paragraphs


SMALL_STARTS = 3  # other paragraphs that begin small below a finished sentence: their author sets no capitals
OVERLAP_LIMIT = 300  # characters; a cut clause is shorter
LEAST_OVERLAP = 8  # folded characters said again across the break; fewer is chance
LEAST_UNSPACED_OVERLAP = 5  # the same, in kana and han


def least_overlap(prose: str, *, is_fragment: bool) -> int:
    """Return how many characters have to be said again, not to be chance."""
    if is_fragment:
        return max(1, len(prose.strip()))
    return LEAST_UNSPACED_OVERLAP if sentences.UNSPACED.match(prose.strip()[-1]) else LEAST_OVERLAP


def overlap(prose: str, following: str) -> int:
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


def prose_offset(paragraph: Paragraph, at: int) -> int:
    """Return the offset in the file of the character `at` of the paragraph's prose, or else the paragraph's start."""
    for run in paragraph.block.runs:
        if run.kind in (Text.NOTE, Text.IMAGE):
            continue
        if at < len(run.text):
            return min(run.start + at, run.end)
        at -= len(run.text)
    return paragraph.block.start


def offset_after(following: Paragraph, size: int) -> int:
    """Return the offset in the file that stands so many characters of prose after the start of `following`."""
    return prose_offset(following, len(following.prose) - len(following.prose.lstrip()) + size)
