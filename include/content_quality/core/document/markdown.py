"""Markdown as a flat run of leaf blocks, every character of prose with its place in the file.

The parser is pulldown-cmark (through pyromark): CommonMark with source ranges at about a tenth of a millisecond a post.
Template syntax of site generators is masked first, see `template_tags`.
"""

from __future__ import annotations

import re
from typing import Any

import pyromark
from pyromark import Options

from content_quality.core.document.blocks import Block, Kind, Text, TextRun
from content_quality.core.document.byte_offsets import in_characters
from content_quality.core.document.html_text import visible_text
from content_quality.core.document.template_tags import MASK, mask_templates

OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_GFM
    | Options.ENABLE_HEADING_ATTRIBUTES
)


BARE_URL = re.compile(r"(?:https?://|www\.)[!-~]+")


class _Open:
    """A leaf block while its events come in."""

    __slots__ = ("end", "info", "kind", "level", "runs", "start")

    def __init__(self, kind: Kind, start: int, end: int, level: int = 0, info: str = "") -> None:
        self.kind, self.start, self.end, self.level, self.info = kind, start, end, level, info
        self.runs: list[TextRun] = []


CONTAINERS = {"List": "list", "Item": "item", "FootnoteDefinition": "footnote", "BlockQuote": "quote"}
LEAVES = {
    "Paragraph": Kind.PARAGRAPH,
    "Heading": Kind.HEADING,
    "Table": Kind.TABLE,
    "CodeBlock": Kind.CODE,
    "HtmlBlock": Kind.HTML,
}
# Before Python 3.12, looking a member up in its class takes ten times as long as in a set or a constant.
PROSE, SENTENCES, HTML, CODE = (
    Text.PROSE,
    frozenset({Kind.PARAGRAPH, Kind.ITEM}),
    frozenset({Kind.HTML}),
    frozenset({Kind.CODE}),
)
UNSEEN = frozenset({Text.IMAGE, Text.NOTE})


DEEPEST = 100  # containers in each other that a block is said to stand in; the cost of each event grows with them
# of the characters that begin markup: each becomes an event of about 500 bytes, and a parser without memory panics; the
# longest of 2,500 real posts has 12,000
MOST_MARKS = 500_000
MARKS = str.maketrans("", "", "[]<>*_`!&\\|~")


class TooMuchMarkup(ValueError):  # noqa: N818 - names the state
    """The text holds more marks than the parser has memory for."""


def parse(text: str, body_start: int = 0) -> tuple[Block, ...]:
    """Return the leaf blocks of `text` from `body_start` on, in order, with offsets into the whole of `text`."""
    if len(text) - body_start > MOST_MARKS and len(text) - len(text.translate(MARKS)) > MOST_MARKS:
        raise TooMuchMarkup(f"the text holds more than {MOST_MARKS:,} marks such as brackets and stars")
    return _Reader(mask_templates(text[body_start:]), body_start).read()


class _Reader:
    """Folds the parser's events into leaf blocks."""

    def __init__(self, masked: str, body_start: int) -> None:
        self.masked = masked
        self.is_masked = MASK in masked
        self.shift = body_start
        self.blocks: list[Block] = []
        self.section = -1
        self.containers: tuple[str, ...] = ()
        self.depth = 0
        self.leaf: _Open | None = None
        self.linked = self.strong = self.image = 0

    def read(self) -> tuple[Block, ...]:
        events: list[tuple[Any, Any]] = list(pyromark.events_with_range(self.masked, options=OPTIONS, merge_text=False))
        offsets = [offset for _, place in events for offset in (place["start"], place["end"])]
        places = iter(in_characters(self.masked, offsets))
        texts: list[str] = []  # neighbours that are text character for character become one
        text_start = text_end = 0
        for (event, _), start, end in zip(events, places, places, strict=True):
            name: str
            value: Any
            name, value = (event, None) if isinstance(event, str) else next(iter(event.items()))
            is_exact = name == "Text" and len(value) == end - start
            if texts and not (is_exact and start == text_end):
                self._text("".join(texts), text_start, text_end)
                texts = []
            if is_exact:
                text_start = text_start if texts else start
                texts.append(value)
                text_end = end
            elif name == "Start":
                self._start(value, start, end)
            elif name == "End":
                self._end(value)
            else:
                self._content(name, value, start, end)
        if texts:
            self._text("".join(texts), text_start, text_end)
        self._close()
        return tuple(self.blocks)

    def _start(self, value: Any, start: int, end: int) -> None:
        tag, data = (value, {}) if isinstance(value, str) else next(iter(value.items()))
        if tag in LEAVES:
            self._close()
            level = int(data["level"][1]) if tag == "Heading" else 0
            info = ("indented" if data == "Indented" else data["Fenced"]) if tag == "CodeBlock" else ""
            self.leaf = _Open(LEAVES[tag], start + self.shift, end + self.shift, level, info)
        elif tag in CONTAINERS:
            self._close()
            self.depth += 1
            if self.depth <= DEEPEST:
                self.containers = (*self.containers, CONTAINERS[tag])
        elif tag == "Link":
            self.linked += 1
        elif tag == "Image":
            self.image += 1
            self._add(Text.IMAGE, "", start, end)
        elif tag == "Strong":
            self.strong += 1

    def _end(self, value: Any) -> None:
        tag = value if isinstance(value, str) else next(iter(value))
        if tag in LEAVES:
            self._close()
        elif tag in CONTAINERS:
            self._close()
            if self.depth <= DEEPEST:
                self.containers = self.containers[:-1]
            self.depth -= 1
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
            self._text(value, start, end)
        elif name == "Rule":
            self._close()
            self.leaf = _Open(Kind.RULE, start + self.shift, end + self.shift)
            self._close()
        elif value is None:
            self._add(Text.BREAK, "\n", start, end)
        elif name == "Code":
            self._add(Text.CODE, value, start, end)
        elif name == "Html":
            self._html(value, start)
        elif name == "FootnoteReference":
            self._add(Text.NOTE, value, start, end)

    def _text(self, value: str, start: int, end: int) -> None:
        if self.leaf and self.leaf.kind in HTML:
            return
        if self.image:
            self._add(Text.IMAGE, value, start, end)
        elif len(value) != end - start or not (self.is_masked or "://" in value or "www." in value):
            self._add(PROSE, value, start, end)  # as it stands, or an entity or an escape
        else:
            self._parts(value, start)

    def _parts(self, value: str, start: int) -> None:
        """Add text that stands in the file character for character: its addresses, and what is no mask between them."""
        at = 0
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
                self._add(PROSE, value[first:end], start + first, start + end)
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
        if leaf.kind not in CODE:
            leaf.runs.append(
                TextRun(kind, value, start + self.shift, end + self.shift, self.linked > 0, self.strong > 0)
            )
        leaf.end = max(leaf.end, end + self.shift)

    def _close(self) -> None:
        leaf, self.leaf = self.leaf, None
        if leaf is None:
            return
        if leaf.kind in HTML:
            html = self.masked[leaf.start - self.shift : leaf.end - self.shift]
            leaf.runs = list(visible_text(html, leaf.start, is_quoted="quote" in self.containers))
        if self.is_masked:
            source = self.masked[leaf.start - self.shift : leaf.end - self.shift]
            if MASK in source and not source.replace(MASK, "").strip():
                leaf.kind, leaf.runs = Kind.TEMPLATE, []
        is_prose = leaf.kind in SENTENCES
        if not is_prose and leaf.kind is Kind.HEADING:
            self.section = len(self.blocks)
        runs, text = tuple(leaf.runs), "".join([run.text for run in leaf.runs if run.kind not in UNSEEN])
        self.blocks.append(
            Block(
                leaf.kind,
                leaf.start,
                leaf.end,
                runs,
                self.containers,
                leaf.level,
                self.section,
                leaf.info,
                text,
                is_prose,
            )
        )
