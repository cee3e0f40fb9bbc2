"""The text of a post without white space and marks, and which of its characters stay."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from content_quality.core.document.post import Post
from content_quality.core.repair.seams import is_unfinished

UNSEEN = re.compile(r"\s+|\*+|(?<!\S)(?:#{1,6}|[-+>])(?=\s)")  # white space and marks, which an echo on one line loses


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
            edges.add(bisect_left(self.places, block.start))
            edges.add(bisect_left(self.places, block.end))
        return sorted(edges)

    def borders_between(self, first: int, last: int) -> list[int]:
        """Return the indices from `first` to `last` at which a block begins or ends."""
        return self.borders[bisect_left(self.borders, first) : bisect_right(self.borders, last)]

    def border_behind(self, index: int) -> int:
        """Return the first index behind `index` at which a block begins or ends."""
        return self.borders[min(bisect_right(self.borders, index), len(self.borders) - 1)]

    def is_border(self, index: int) -> bool:
        """Return whether a block begins or ends before the character `index`."""
        at = bisect_left(self.borders, index)
        return at < len(self.borders) and self.borders[at] == index


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

    def is_cut(self, place: int) -> bool:
        """Return whether a paragraph breaks off before the kept character `place`, at the end of its block."""
        if not place or not self.bare.is_border(self.indices[place - 1] + 1):
            return False
        return is_unfinished(self.bare.post, self.offset(place))

    def offset(self, place: int) -> int:
        """Return the place in the file behind the kept character before `place`."""
        return self.bare.places[self.indices[place - 1]] + 1
