"""The last words of a sentence that stand alone: what an interrupted write or a careless deletion leaves behind."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.article import Article, Paragraph
from content_quality.core.document.post import Post
from content_quality.core.document.set_lines import verse_starts
from content_quality.core.settings import Truncation
from content_quality.core.text import sentences
from content_quality.core.text.sentences import OBJECT

LEAST = 8  # characters; shorter words end many a sentence
LEAST_UNSPACED = 4
LONGEST = 40


def tails(post: Post, page: Article, rules: Truncation) -> Iterator[tuple[Paragraph, int]]:
    """Yield the paragraphs that are nothing but the end of a sentence, and where that sentence ends."""
    short = [paragraph for paragraph in page.paragraphs if _may_be_tail(paragraph, rules)]
    if not short:
        return
    lines = verse_starts(post)
    for paragraph in short:
        words = paragraph.prose.strip()
        for other in filter(None, map(page.by_index.get, (paragraph.index + 1, paragraph.index - 1))):
            if paragraph.block.start in lines:
                continue
            at = other.prose.find(words)
            if at > 0 and _is_inside(other.prose, at):
                yield paragraph, other.block.start
                break


def _may_be_tail(paragraph: Paragraph, rules: Truncation) -> bool:
    words = paragraph.prose.strip()
    if (
        not words
        or paragraph.block.containers
        or not paragraph.ending.stopped
        or paragraph.ending.sentences
        or len(words) > LONGEST
    ):
        return False
    if OBJECT in words or sentences.INNER_STOP.search(words[:-1]):
        return False
    if sentences.UNSPACED.match(words):
        return len(words) >= LEAST_UNSPACED and paragraph.length <= rules.fragment_words
    return words[0].islower() and len(words) >= LEAST and words.count(" ") < rules.fragment_words


def _is_inside(prose: str, at: int) -> bool:
    """Return whether the words at `at` go on a sentence: a word, and no stop, stands before them."""
    before = prose[:at].rstrip()
    return bool(before) and (before[-1].isalpha() or before[-1] in ",、，")
