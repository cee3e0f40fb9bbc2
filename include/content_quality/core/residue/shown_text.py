"""What readers see of a block, with the place of each character in the file; code and addresses may be masked.

A sign of Markdown that stands in this text was not taken as markup by the parser: readers see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any

import pyromark

from content_quality.core.document.blocks import Block, Kind, Text, TextRun
from content_quality.core.document.generators import load, of_any
from content_quality.core.document.markdown import OPTIONS
from content_quality.core.document.post import Post
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.settings.generator_names import generators
from content_quality.core.text.patterns import lazy

MASKED = "\x01"  # a character of code, of an address or of a quotation
UNSEEN = frozenset({Text.IMAGE, Text.NOTE})
READ = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING, Kind.TABLE})
QUOTED = lazy(
    r"“[^“”]{1,600}”|«[^«»]{1,600}»|„[^„“”]{1,600}[“”]|「[^「」]{1,600}」|『[^『』]{1,600}』"
    r"|(?<!\w)\"[^\"\n]{1,600}\"(?!\w)|(?<!\w)'[^'\n]{2,200}'(?!\w)|(?<!\w)‘[^‘’\n]{2,200}’(?!\w)"
)


@dataclass(frozen=True)
class ShownText:
    """The text of one block as a reader sees it."""

    block: Block
    text: str
    runs: tuple[TextRun, ...]

    @classmethod
    def of(cls, block: Block, *, masked: frozenset[Text] = frozenset({Text.CODE, Text.URL})) -> ShownText:
        """Return what `block` shows, with the runs of the kinds `masked` as masks."""
        runs = tuple(run for run in block.runs if run.kind not in UNSEEN)
        return cls(block, "".join([MASKED * len(run.text) if run.kind in masked else run.text for run in runs]), runs)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(run.text) for run in self.runs)]

    def place(self, offset: int) -> int:
        """Return the place in the file of the character at `offset`."""
        for start, run in zip(self._starts, self.runs, strict=False):
            if start <= offset < start + len(run.text):
                return min(run.start + offset - start, max(run.start, run.end - 1))
        return max(self.block.start, self.block.end - 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the file of the characters [start, end)."""
        first = self.place(start)
        return first, max(first + 1, self._end(end - 1))

    def _end(self, offset: int) -> int:
        """Return where the character at `offset` ends in the file: an entity is several characters there."""
        for start, run in zip(self._starts, self.runs, strict=False):
            if start <= offset < start + len(run.text):
                return run.start + offset - start + 1 if len(run.text) == run.end - run.start else run.end
        return self.block.end


def unquoted(text: str) -> str:
    """Return `text` with masks for what stands in quotation marks."""
    return QUOTED.sub(lambda quoted: MASKED * len(quoted[0]), text)


def shown_blocks(post: Post, *signs: str) -> Iterator[tuple[int, Block]]:
    """Yield the blocks of sentences, outside of quotations, that show one of `signs`."""
    if not any(sign in post.visible for sign in signs):
        return
    for index, block in enumerate(post.blocks):
        if block.kind in READ and "quote" not in block.containers and any(sign in block.text for sign in signs):
            yield index, block


def has_code(post: Post) -> bool:
    """Return whether the post shows code: then words of programs are what it is about."""
    return any(block.kind is Kind.CODE or any(run.kind is Text.CODE for run in block.runs) for block in post.blocks)


def is_kramdown(post: Post, settings: Settings) -> bool:
    """Return whether Kramdown renders the post, which reads some markup that CommonMark leaves as text.

    Where the site names no generator, a key of a generator that uses Kramdown is enough.
    """
    if settings.site.generator in generators():
        return load(settings.site.generator).kramdown.renders
    return any(key in post.front_matter.values for key in of_any("kramdown.keys"))


@dataclass(frozen=True, slots=True)
class Target:
    """A link or an image as the parser reads it.

    Its address, the words that readers see, and [start, end) of the file.
    """

    is_image: bool
    address: str
    words: str
    start: int
    end: int


def lines_of(post: Post, block: Block) -> tuple[int, int]:
    """Return the place of the whole lines of `block`: the text of a list item begins and ends inside its markup."""
    last = post.text.find("\n", max(block.start, block.end - 1))
    return post.text.rfind("\n", 0, block.start) + 1, last if last >= 0 else len(post.text)


def targets(post: Post, block: Block) -> Iterator[Target]:
    """Yield the inline links and images of `block`, as the parser reads them."""
    first, last = lines_of(post, block)
    source = post.text[first:last]
    opened: list[tuple[bool, str, int, int, list[str]]] = []
    events: list[tuple[Any, Any]] = list(pyromark.events_with_range(source, options=OPTIONS, merge_text=True))
    is_ascii, data = source.isascii(), source.encode("utf-8", "surrogatepass")
    for event, place in events:
        name, value = (event, None) if isinstance(event, str) else next(iter(event.items()))
        if name == "Start" and isinstance(value, dict) and (found := value.get("Link") or value.get("Image")):
            opened.append(("Image" in value, found["dest_url"], place["start"], place["end"], []))
        elif name == "Text" and opened and isinstance(value, str):
            opened[-1][4].append(value)
        elif name == "End" and opened and value in ("Link", "Image"):
            is_image, address, start, end, words = opened.pop()
            if not is_ascii:
                start, end = (len(data[:at].decode("utf-8", "surrogatepass")) for at in (start, end))
            yield Target(is_image, address, "".join(words), first + start, first + end)
