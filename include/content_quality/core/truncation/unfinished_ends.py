"""Ends that announce something and hold nothing: an empty bullet, a label without its text, a colon above nothing.

Generated articles end there as often as in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_quality.core.document.article import Article, article
from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import Evidence
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.text.inline_markup import without_shortcodes
from content_quality.core.text.patterns import lazy_re
from content_quality.core.truncation.cut_signs import CutSign

MARKER = lazy_re(
    r"(?P<indent>[ \t>]*)(?P<mark>[-*+]|\d{1,9}[.)])(?:[ \t]+\[[ xX]\])?(?:[ \t]+(?P<text>\S[^\n]*))?[ \t]*"
)
EMPTY = lazy_re(r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[ xX]\])?[ \t]*\r?$", re.MULTILINE)
COLONS = (":", "：")
LABEL = lazy_re(r"[^\n:：]{1,60}[:：]\s*\S")
LABEL_CHARACTERS = 60
HOLDS_NO_LIST = frozenset((Kind.CODE, Kind.HTML, Kind.TABLE))


@dataclass(frozen=True, slots=True)
class UnfinishedEnd:
    """An end at [start, end) of the file that announces what does not follow."""

    sign: CutSign
    start: int
    end: int
    at_end: bool

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why it is believed."""
        return (self.sign.evidence, *((CutSign.ENDS_ARTICLE.evidence,) if self.at_end else ()))


def unfinished_ends(post: Post, settings: Settings) -> Iterator[UnfinishedEnd]:
    """Yield the empty last members of lists, the labels without text, and the colons with which the article ends."""
    page = article(post, settings)
    yield from _empty_markers(post, page)
    for index, block in enumerate(page.blocks):
        if not block.is_prose or not block.text.rstrip().endswith(COLONS):
            continue
        if not post.text[block.start : block.end].rstrip(" *_\r\n").endswith(COLONS):
            continue  # a link whose words the generator writes
        if not without_shortcodes(block.text).rstrip().endswith(COLONS):
            continue  # an emoji or an icon by its name
        if "item" in block.containers:
            if _is_label_alone(page.blocks, index):
                yield UnfinishedEnd(CutSign.LABEL_ALONE, block.start, block.end, at_end=index >= page.last)
        elif _is_above_heading(post, page, index):
            is_part = page.blocks[index + 1].level < post.blocks[block.section].level
            sign = CutSign.COLON_ENDS_PART if is_part else CutSign.COLON_ABOVE_HEADING
            yield UnfinishedEnd(sign, block.start, block.end, at_end=False)
        elif index + 1 == len(page.blocks) and not block.containers and index not in page.closing:
            yield UnfinishedEnd(CutSign.COLON_LAST, block.start, block.end, at_end=True)


ANNOUNCING_WORDS = 4  # of a line that ends in a colon; fewer are a label


def _is_above_heading(post: Post, page: Article, index: int) -> bool:
    """Return whether a line announces something and the next section begins instead.

    A heading of a lower level is what is announced; so are the sections below an introduction.
    """
    block, following = page.blocks[index], page.blocks[index + 1 : index + 2]
    if block.containers or block.section < 0 or not following or following[0].kind is not Kind.HEADING:
        return False
    paragraph = page.by_index.get(index)
    is_line = paragraph is not None and paragraph.length >= ANNOUNCING_WORDS and index not in page.closing
    is_label = all(run.strong or run.linked for run in block.runs if run.text.strip())
    return is_line and not is_label and following[0].level <= post.blocks[block.section].level


def _empty_markers(post: Post, page: Article) -> Iterator[UnfinishedEnd]:
    """Yield the marks of list members that hold nothing, where the list ends with them."""
    last = page.blocks[page.last].end if page.blocks and page.last >= 0 else len(post.text)
    for empty in EMPTY.finditer(post.text, post.front_matter.end):
        start, number = empty.start(), post.source.position(empty.start())[0] - 1
        marker = MARKER.fullmatch(empty[0].rstrip("\r"))
        if (
            marker is None
            or number == 0
            or any(block.start <= start < block.end for block in post.blocks if block.kind in HOLDS_NO_LIST)
        ):
            continue
        above, below = _line_beside(post, number, -1), _line_beside(post, number, 1)
        if _is_member(above, marker) and not _goes_on(below, marker):
            yield UnfinishedEnd(CutSign.EMPTY_ITEM, start, start + len(empty[0].rstrip()), at_end=start >= last)


def _line_beside(post: Post, number: int, step: int) -> str | None:
    """Return the next line above or below that is not blank; None when there is none."""
    lines, at = post.source.line_starts, number + step
    while 0 <= at < len(lines):
        line = post.source.line(at + 1)
        if line.strip():
            return line.rstrip()
        at += step
    return None


def _is_member(line: str | None, marker: re.Match[str]) -> bool:
    """Return whether `line` is another member of the list, with text, or belongs to one."""
    if line is None:
        return False
    other = MARKER.fullmatch(line)
    if other is not None:
        is_number = other["mark"][-1] in ".)" and marker["mark"][-1] in ".)"
        return (
            bool(other["text"])
            and other["indent"] >= marker["indent"]
            and (is_number or other["mark"] == marker["mark"])
        )
    return len(line) - len(line.lstrip()) > len(marker["indent"])


def _goes_on(line: str | None, marker: re.Match[str]) -> bool:
    """Return whether `line` is the text of the member, or another one."""
    if line is None:
        return False
    other = MARKER.fullmatch(line)
    return (other is not None and other["indent"] == marker["indent"]) or len(line) - len(line.lstrip()) > len(
        marker["indent"]
    )


def _is_label_alone(blocks: tuple[Block, ...], index: int) -> bool:
    """Return whether the block is the last member of a list and a label.

    The member above has text after its own.
    """
    block, above = blocks[index], blocks[index - 1] if index else None
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if above is None or above.containers != block.containers or len(block.text.strip()) > LABEL_CHARACTERS:
        return False
    if following is not None and following.kind is not Kind.HEADING:
        return False
    return LABEL.match(without_shortcodes(above.text).strip()) is not None and "\n" not in block.text.strip()
