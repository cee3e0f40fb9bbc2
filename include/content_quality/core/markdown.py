"""Markdown as a flat run of leaf blocks, every character of prose with its place in the file.

The parser is pulldown-cmark (through pyromark): CommonMark with source ranges at about a tenth of a millisecond a post.
Template syntax of site generators is masked first, see `template_tags`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyromark
from pyromark import Options

from content_quality.core.template_tags import MASK, mask, mask_templates

OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_GFM
    | Options.ENABLE_HEADING_ATTRIBUTES
)


class Kind(StrEnum):
    """What a leaf block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"  # the text of a tight list item, which has no paragraph of its own
    TABLE = "table"
    CODE = "code"
    HTML = "html"
    RULE = "rule"
    TEMPLATE = "template"  # nothing but tags of the site generator


class Text(StrEnum):
    """What a run of characters inside a block is."""

    PROSE = "prose"
    CODE = "code"
    IMAGE = "image"  # the alternative text
    BREAK = "break"  # a line end inside the block, or the border of a table cell
    URL = "url"  # a bare address or autolink
    NOTE = "note"  # a footnote reference


class Run(NamedTuple):
    """Characters of a block in a row. `text` maps one to one to source[start:end] unless their lengths differ."""

    kind: Text
    text: str
    start: int
    end: int
    linked: bool = False
    strong: bool = False


@dataclass(frozen=True, eq=False)
class Block:
    """One leaf block: [start, end) in characters of the file, its runs, and what it stands in, outermost first."""

    kind: Kind
    start: int
    end: int
    runs: tuple[Run, ...] = ()
    containers: tuple[str, ...] = ()  # "quote", "list", "item", "footnote"
    level: int = 0  # of a heading, 1 to 6
    section: int = -1  # index of the heading block it stands under, -1 before the first
    info: str = ""  # of a fenced code block; "indented" for an indented one

    @cached_property
    def text(self) -> str:
        """What a reader sees: runs in a row, a line end where the source has one, without images and notes."""
        return "".join(run.text for run in self.runs if run.kind not in (Text.IMAGE, Text.NOTE))

    @property
    def is_prose(self) -> bool:
        """Return whether the block is made of sentences: a paragraph or the text of a list item, in a quote or not."""
        return self.kind in (Kind.PARAGRAPH, Kind.ITEM)


BARE_URL = re.compile(r"(?:https?://|www\.)[!-~]+")
HTML_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|pre|code|svg)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
HTML_TAG = re.compile(r"<[^<>]*>")


def _character_offsets(text: str) -> Sequence[int]:
    """Return the character offset of each of the parser's UTF-8 byte offsets into `text`."""
    if text.isascii():
        return range(len(text) + 1)
    data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    offsets = np.zeros(len(data) + 1, np.int32)
    np.cumsum((data & 0xC0) != 0x80, out=offsets[1:])
    return offsets.data


class _Open:
    """A leaf block while its events come in."""

    __slots__ = ("end", "info", "kind", "level", "runs", "start")

    def __init__(self, kind: Kind, start: int, end: int, level: int = 0, info: str = "") -> None:
        self.kind, self.start, self.end, self.level, self.info = kind, start, end, level, info
        self.runs: list[Run] = []


CONTAINERS = {"List": "list", "Item": "item", "FootnoteDefinition": "footnote", "BlockQuote": "quote"}
LEAVES = {"Paragraph": Kind.PARAGRAPH, "Heading": Kind.HEADING, "Table": Kind.TABLE, "CodeBlock": Kind.CODE, "HtmlBlock": Kind.HTML}


def parse(text: str, body_start: int = 0) -> tuple[Block, ...]:
    """Return the leaf blocks of `text` from `body_start` on, in order, with offsets into the whole of `text`."""
    return tuple(_sections(_Reader(mask_templates(text[body_start:]), body_start).blocks()))


def _sections(blocks: Iterator[tuple[_Open, tuple[str, ...]]]) -> Iterator[Block]:
    section = -1
    for index, (leaf, containers) in enumerate(blocks):
        if leaf.kind is Kind.HEADING:
            section = index
        yield Block(leaf.kind, leaf.start, leaf.end, tuple(leaf.runs), containers, leaf.level, section, leaf.info)


class _Reader:
    """Folds the parser's events into leaf blocks."""

    def __init__(self, masked: str, body_start: int) -> None:
        self.masked = masked
        self.shift = body_start
        self.containers: list[str] = []
        self.leaf: _Open | None = None
        self.linked = self.strong = self.image = 0

    def blocks(self) -> Iterator[tuple[_Open, tuple[str, ...]]]:
        for event, start, end in self._events():
            if isinstance(event, str):
                if event == "Rule":
                    yield from self._close()
                    yield _Open(Kind.RULE, start + self.shift, end + self.shift), tuple(self.containers)
                else:
                    self._add(Text.BREAK, "\n", start, end)
                continue
            ((name, value),) = event.items()
            if name == "Start":
                yield from self._start(value, start, end)
            elif name == "End":
                yield from self._end(value)
            else:
                self._content(name, value, start, end)
        yield from self._close()

    def _events(self) -> Iterator[tuple[Any, int, int]]:
        """Yield events with character offsets; neighbours that are text character for character become one."""
        offset = _character_offsets(self.masked)
        texts: list[str] = []
        text_start = text_end = 0
        for event, place in pyromark.events_with_range(self.masked, options=OPTIONS, merge_text=False):
            start, end = offset[place["start"]], offset[place["end"]]
            text: str | None = None if isinstance(event, str) else event.get("Text")  # type: ignore[assignment] # a dict of any kind
            is_exact = text is not None and len(text) == end - start
            if texts and not (is_exact and start == text_end):
                yield {"Text": "".join(texts)}, text_start, text_end
                texts = []
            if text is not None and is_exact:
                text_start = text_start if texts else start
                texts.append(text)
                text_end = end
            else:
                yield event, start, end
        if texts:
            yield {"Text": "".join(texts)}, text_start, text_end

    def _start(self, value: Any, start: int, end: int) -> Iterator[tuple[_Open, tuple[str, ...]]]:
        tag, data = (value, {}) if isinstance(value, str) else next(iter(value.items()))
        if tag in LEAVES:
            yield from self._close()
            level = int(data["level"][1]) if tag == "Heading" else 0
            info = ("indented" if data == "Indented" else data["Fenced"]) if tag == "CodeBlock" else ""
            self.leaf = _Open(LEAVES[tag], start + self.shift, end + self.shift, level, info)
        elif tag in CONTAINERS:
            yield from self._close()
            self.containers.append(CONTAINERS[tag])
        elif tag == "Link":
            self.linked += 1
        elif tag == "Image":
            self.image += 1
            self._add(Text.IMAGE, "", start, end)
        elif tag == "Strong":
            self.strong += 1

    def _end(self, value: Any) -> Iterator[tuple[_Open, tuple[str, ...]]]:
        tag = value if isinstance(value, str) else next(iter(value))
        if tag in LEAVES:
            yield from self._close()
        elif tag in CONTAINERS:
            yield from self._close()
            self.containers.pop()
        elif tag == "Link":
            self.linked -= 1
        elif tag == "Image":
            self.image -= 1
        elif tag == "Strong":
            self.strong -= 1
        elif tag == "TableCell" and self.leaf:
            self._add(Text.BREAK, "\n", self.leaf.start - self.shift, self.leaf.start - self.shift)

    def _content(self, name: str, value: Any, start: int, end: int) -> None:
        if name == "Text":
            if self.leaf and self.leaf.kind is Kind.HTML:
                return
            self._prose(value, start, end)
        elif name == "Code":
            self._add(Text.CODE, value, start, end)
        elif name == "Html":
            self._html(value, start)
        elif name == "FootnoteReference":
            self._add(Text.NOTE, value, start, end)

    def _prose(self, value: str, start: int, end: int) -> None:
        if self.image:
            self._add(Text.IMAGE, value, start, end)
            return
        if len(value) != end - start:  # an entity or an escape
            self._add(Text.PROSE, value, start, end)
            return
        at = 0
        if "://" in value or "www." in value:
            for url in BARE_URL.finditer(value):
                self._unmasked(value, at, url.start(), start)
                self._add(Text.URL, url[0], start + url.start(), start + url.end())
                at = url.end()
        self._unmasked(value, at, len(value), start)

    def _unmasked(self, value: str, first: int, last: int, start: int) -> None:
        while first < last:
            mask = value.find(MASK, first, last)
            end = last if mask < 0 else mask
            if end > first:
                self._add(Text.PROSE, value[first:end], start + first, start + end)
            first = end
            while first < last and value[first] == MASK:
                first += 1

    def _html(self, value: str, start: int) -> None:
        # The block's text is read at its end, when its comments and scripts are known to be closed.
        if self.leaf is None:
            self.leaf = _Open(Kind.HTML, start + self.shift, start + len(value) + self.shift)
        self.leaf.end = max(self.leaf.end, start + len(value) + self.shift)

    def _add(self, kind: Text, value: str, start: int, end: int) -> None:
        if self.leaf is None:  # text straight inside a tight list item
            self.leaf = _Open(Kind.ITEM, start + self.shift, end + self.shift)
        leaf = self.leaf
        if leaf.kind is not Kind.CODE:
            leaf.runs.append(Run(kind, value, start + self.shift, end + self.shift, self.linked > 0, self.strong > 0))
        leaf.end = max(leaf.end, end + self.shift)

    def _close(self) -> Iterator[tuple[_Open, tuple[str, ...]]]:
        leaf, self.leaf = self.leaf, None
        if leaf is None:
            return
        if leaf.kind is Kind.HTML:
            leaf.runs = list(_visible(self.masked[leaf.start - self.shift : leaf.end - self.shift], leaf.start))
        source = self.masked[leaf.start - self.shift : leaf.end - self.shift]
        if MASK in source and not source.replace(MASK, "").strip():
            leaf.kind, leaf.runs = Kind.TEMPLATE, []
        yield leaf, tuple(self.containers)


def _visible(html: str, start: int) -> Iterator[Run]:
    """Yield the text between the tags of an HTML block, line by line, without comments, scripts, styles and code."""
    hidden = HTML_HIDDEN.sub(mask, html)
    bare = HTML_TAG.sub(mask, hidden)
    at = 0
    for line in bare.splitlines(keepends=True):
        for part in re.finditer(rf"[^{MASK}\s](?:[^{MASK}\n\r]*[^{MASK}\s])?", line):
            yield Run(Text.PROSE, part[0], start + at + part.start(), start + at + part.end())
            yield Run(Text.BREAK, "\n", start + at + part.end(), start + at + part.end())
        at += len(line)
