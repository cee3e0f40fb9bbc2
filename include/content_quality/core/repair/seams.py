"""Seams: where the text is joined after something between was deleted, and with which white space."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.records import dataclass
from content_quality.core.text import sentences
from content_quality.core.text.patterns import lazy_re

BREAK = lazy_re(r"\r\n?|\n")
WORD_END, WORD_START = lazy_re(r"(?<![^\W\d_])[^\W\d_]++\Z"), lazy_re(r"[^\W\d_]+")
BOLD_LINE = lazy_re(r"\*\*[^*\n]{1,120}+\*\*")
PARAGRAPH_KINDS = frozenset({Kind.PARAGRAPH, Kind.ITEM})
NO_SPACE_BEFORE = frozenset(",.;:!?)]}%…»”’、。，．；：！？）］」』")


@dataclass(frozen=True, slots=True)
class Seam:
    """The white space of a seam, and whether it is a guess."""

    space: str
    guessed: bool


def block_at(post: Post, offset: int) -> Block | None:
    """Return the block that holds the character before `offset`."""
    at = bisect_left(post.blocks, offset - 1, key=attrgetter("end"))
    return post.blocks[at] if at < len(post.blocks) and post.blocks[at].start < offset else None


def is_unfinished(post: Post, offset: int) -> bool:
    """Return whether the words before `offset` end a paragraph or list item without a stop."""
    block = block_at(post, offset)
    if block is None or block.kind not in PARAGRAPH_KINDS:
        return False
    before = post.text[block.start : offset].rstrip()
    if BOLD_LINE.fullmatch(post.text[block.start : block.end].strip()):
        return False  # a heading in bold needs no stop
    return bool(before) and not sentences.ending(before[-400:]).stopped


def breaks_off(post: Post, offset: int) -> bool:
    """Return whether the text above the line of `offset` ends without a stop."""
    floor = post.front_matter.end
    line = max(post.text.rfind("\n", floor, offset), post.text.rfind("\r", floor, offset), floor)
    return is_unfinished(post, len(post.text[:line].rstrip()))


def paragraph_break(post: Post) -> str:
    """Return a blank line in the line ends of the post."""
    end = BREAK.search(post.text)
    return 2 * (end[0] if end else "\n")


def seam(post: Post, before: str, between: str, after: str) -> Seam:
    """Return the white space between `before` and `after`.

    It the post shows in `between` unless a line ends there.
    """
    if not BREAK.search(between):
        return Seam(between, guessed=False)
    if not before or not after:
        return Seam("", guessed=False)
    if sentences.UNSPACED.match(before[-1]) or sentences.UNSPACED.match(after[0]) or after[0] in NO_SPACE_BEFORE:
        return Seam("", guessed=False)
    return Seam("" if _is_inside_word(post, before, after) else " ", guessed=True)


def _is_inside_word(post: Post, before: str, after: str) -> bool:
    """Return whether the post has the two halves as one word elsewhere, and has not the two words."""
    head, tail = WORD_END.search(before[-60:]), WORD_START.match(after[:60])
    if head is None or tail is None or not tail[0][0].islower():
        return False
    one = re.compile(rf"(?<!\w){re.escape(head[0] + tail[0])}(?!\w)", re.IGNORECASE)
    two = re.compile(rf"(?<!\w){re.escape(head[0])}\s+{re.escape(tail[0])}(?!\w)", re.IGNORECASE)
    return one.search(post.text) is not None and two.search(post.text) is None
