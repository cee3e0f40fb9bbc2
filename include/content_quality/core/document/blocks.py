"""The leaf blocks of a post and the runs of characters inside them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


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


class TextRun(NamedTuple):
    """Characters of a block in a row. `text` maps one to one to source[start:end] unless their lengths differ."""

    kind: Text
    text: str
    start: int
    end: int
    linked: bool = False
    strong: bool = False


class Block(NamedTuple):
    """One leaf block: [start, end) in characters of the file, its runs, and what it stands in, outermost first."""

    kind: Kind
    start: int
    end: int
    runs: tuple[TextRun, ...] = ()
    containers: tuple[str, ...] = ()  # "quote", "list", "item", "footnote"
    level: int = 0  # of a heading, 1 to 6
    section: int = -1  # index of the heading block it stands under, -1 before the first
    info: str = ""  # of a fenced code block; "indented" for an indented one
    text: str = ""  # what a reader sees: runs in a row, a line end where the source has one, without images and notes
    is_prose: bool = False  # made of sentences: a paragraph or the text of a list item, in a quote or not
