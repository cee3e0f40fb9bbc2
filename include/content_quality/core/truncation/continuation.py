"""Where the words of a cut go on: its tail is looked for in the rest of the post."""

from __future__ import annotations

from bisect import bisect_right

from content_quality.core.document.article import Article, Paragraph
from content_quality.core.document.blocks import Text
from content_quality.core.text import sentences

# Folded characters; a tail this long that stands twice is the same sentence. The second where words have spaces.
TAIL, SPACED_TAIL = 24, 40
UNIQUE_PROSE = 60  # folded characters a paragraph needs before its tail is looked for elsewhere


LOOKUPS = 50  # tails looked for in one post; a post with more cuts is damaged throughout, and says so without this


class ContinuationIndex:
    """The folded prose of a post, in which the tail of a cut is looked for."""

    def __init__(self, page: Article) -> None:
        self.page = page
        self.folded = ""
        self.starts: list[int] = []
        self.own: dict[int, int] = {}
        self.lookups = 0

    def continuation(self, paragraph: Paragraph) -> int | None:
        """Return the offset at which the words of `paragraph` go on elsewhere, preferring later copies.

        None without one.
        """
        if not self.starts:
            self._fold()
        whole = fold(paragraph.ending.core)
        self.lookups += 1
        if len(whole) < UNIQUE_PROSE or self.lookups > LOOKUPS:
            return None
        length = TAIL if sentences.UNSPACED.search(whole[-TAIL:]) else SPACED_TAIL
        tail, own = whole[-length:], self.own[paragraph.index]
        places: list[int] = []
        at = self.folded.find(tail)
        while at >= 0 and len(places) < 20:
            goes_on = self.folded[at + length : at + length + 1]
            if not own <= at < own + len(whole) + 8 and goes_on.isalnum():
                places.append(at + length)
            at = self.folded.find(tail, at + 1)
        later = [place for place in places if place > own]
        chosen = (later or places)[:1]
        return self._offset(chosen[0]) if chosen else None

    def _fold(self) -> None:
        parts: list[str] = []
        at = 0
        for paragraph in self.page.paragraphs:
            folded = fold(paragraph.prose)
            self.starts.append(at)
            self.own[paragraph.index] = at
            parts.append(folded)
            at += len(folded) + 1
        self.folded = "\n".join(parts)

    def _offset(self, place: int) -> int:
        index = bisect_right(self.starts, place) - 1
        paragraph, left = self.page.paragraphs[index], place - self.starts[index]
        for run in paragraph.block.runs:
            if run.kind in (Text.NOTE, Text.IMAGE):
                continue
            for index, character in enumerate(run.text):
                if character.isspace():
                    continue
                if left == 0:
                    return min(run.start + index, run.end)
                left -= 1
        return paragraph.block.end


def fold(text: str) -> str:
    """Return `text` without white space."""
    return "".join(text.split())
