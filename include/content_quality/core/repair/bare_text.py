"""The text of a post without white space and marks, and which of its characters stay."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.records import dataclass
from content_quality.core.repair.deletions import line_start
from content_quality.core.repair.seams import block_at, is_unfinished

FEWEST_LETTERS = 2  # of a heading; a number alone is the rest of a cut one
LONGEST_HEADING = 120  # characters; a longer one is an echo on one line
UNSEEN = re.compile(  # white space, marks, which an echo loses, and dots, with which a script goes on
    r"\s+|\*+|(?<!\S)(?:#{1,6}|-{3,}+|[-+>])(?=\s)|(?<![^\r\n])(?:…|\.{3}){1,2}"
)


BOLD_OPENING = re.compile(r"\*\*[^*\r\n]{1,120}+\*\*[ \t]*+[\r\n]")  # a heading in bold above its paragraph

BOLD_TITLE = re.compile(r"(?:\s*+(?:[-+]|\d{1,3}+[.)])\s++)?\s*+\*\*[^*\r\n]{1,120}+\*\*")


@dataclass(frozen=True, slots=True)
class CopiedRun:
    """Characters [first, last) of the bare text that equal the kept ones from `source` on, up to `source_last`."""

    first: int
    last: int
    source: int

    @property
    def source_last(self) -> int:
        """The kept character behind the source."""
        return self.source + self.last - self.first


@dataclass(frozen=True)
class BareText:
    """The body without white space and marks, and the place of each of its characters in the file."""

    post: Post

    @cached_property
    def places(self) -> list[int]:
        """The offset of each character."""
        text, start = self.post.text, self.post.front_matter.end
        found: list[int] = []
        for unseen in UNSEEN.finditer(text, start):
            found.extend(range(start, unseen.start()))
            start = unseen.end()
        found.extend(range(start, len(text)))
        return found

    @cached_property
    def text(self) -> str:
        """The characters in a row."""
        whole = self.post.text
        return "".join([whole[place] for place in self.places])

    @cached_property
    def borders(self) -> list[int]:
        """The indices at which a block begins or ends, in order."""
        edges = {0, len(self.places)}
        for block in self.post.blocks:
            edges.add(self.start_of(block))
            edges.add(bisect_left(self.places, block.end))
            if block.kind is Kind.PARAGRAPH and (bold := BOLD_OPENING.match(self.post.text, block.start, block.end)):
                edges.add(bisect_left(self.places, bold.end()))
        return sorted(edges)

    def start_of(self, block: Block) -> int:
        """Return the index at which `block` begins, with the number of a list item."""
        return bisect_left(self.places, line_start(self.post.text, block.start, self.post.front_matter.end))

    def borders_between(self, first: int, last: int) -> list[int]:
        """Return the indices from `first` to `last` at which a block begins or ends."""
        return self.borders[bisect_left(self.borders, first) : bisect_right(self.borders, last)]

    def border_before(self, index: int) -> int:
        """Return the last index before `index` at which a block begins or ends."""
        return self.borders[max(0, bisect_left(self.borders, index) - 1)]

    def border_behind(self, index: int) -> int:
        """Return the first index behind `index` at which a block begins or ends."""
        return self.borders[min(bisect_right(self.borders, index), len(self.borders) - 1)]

    def is_border(self, index: int) -> bool:
        """Return whether a block begins or ends before the character `index`."""
        at = bisect_left(self.borders, index)
        return at < len(self.borders) and self.borders[at] == index

    def heading_before(self, index: int) -> int | None:
        """Return where the heading begins that ends before `index`, in bold or not; None where there is none."""
        start = self.border_before(index)
        if not self.is_border(index) or sum(map(str.isalpha, self.text[start:index])) < FEWEST_LETTERS:
            return None
        text, first, last = self.post.text, self.places[start], self.places[index - 1] + 1
        own = block_at(self.post, last)
        if own is not None and own.kind is Kind.HEADING:
            return start if last - first <= LONGEST_HEADING else None
        is_bold = any(BOLD_TITLE.fullmatch(text, at, last + 2) for at in (first, max(0, first - 2)))
        return start if is_bold else None

    def has_words_below(self, index: int) -> bool:
        """Return whether words that are no heading stand at `index`."""
        if index >= len(self.places):
            return False
        return self.heading_before(self.border_behind(index)) is None


@dataclass(frozen=True)
class Kept:
    """The characters that stay, by their indices in the bare text, in order."""

    bare: BareText
    indices: list[int]

    def is_border(self, place: int) -> bool:
        """Return whether a block ends before the kept character `place`."""
        if place in (0, len(self.indices)):
            return True
        return self.bare.is_border(self.indices[place]) or self.bare.is_border(self.indices[place - 1] + 1)

    def section_before(self, index: int) -> int | None:
        """Return the end of the last heading that stays before the character `index`."""
        for border in reversed(self.bare.borders_between(1, index)):
            place = bisect_left(self.indices, border - 1)
            is_kept = place < len(self.indices) and self.indices[place] == border - 1
            if is_kept and self.bare.heading_before(border) is not None:
                return border
        return None

    def is_cut(self, place: int) -> bool:
        """Return whether a paragraph breaks off before the kept character `place`, at the end of its block."""
        if not place or not self.bare.is_border(self.indices[place - 1] + 1):
            return False
        return is_unfinished(self.bare.post, self.offset(place))

    def ends_paragraph(self, place: int) -> bool:
        """Return whether a paragraph of its own ends before the kept character `place`, and nothing follows in it."""
        end = self.offset(place)
        own = block_at(self.bare.post, end)
        if own is None or own.kind is not Kind.PARAGRAPH or own.containers:
            return False
        return not self.bare.post.text[end : own.end].strip()

    def offset(self, place: int) -> int:
        """Return the place in the file behind the kept character before `place`."""
        return self.bare.places[self.indices[place - 1]] + 1
