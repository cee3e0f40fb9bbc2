"""See `cut_table`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.article import article
from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Evidence, Message, excerpt, message
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

BORDER = lazy(r"(?<!\\)\|")
CODE = lazy(r"`[^`\n]*`")
NO_ROW = lazy(r"[ \t>]*(?::{3}|</?[A-Za-z!]|\{[{%:])")  # what ends a table without a blank line between
HEADER = lazy(r"[ \t>]*\|[^\n|]*\|[^\n]*")
SHOWN = 60  # characters of a row
HEADER_LINES = 2  # of a table: the header, and the line under it


def cut_table(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a table that breaks off: its last row lacks cells or (at the end) its border, or the table has no rows.

    Why it matters: the rest of the row, and perhaps of the table and the article, is missing.
    Example: rows of `| a | b | c |`, and then `| a | b`.
    Instead: write the rest of the row.
    Known false positives: none known. Rows that are short on purpose are closed like the others.
    """
    page = article(post, settings)
    last = page.blocks[page.last] if page.last >= 0 else None
    for block in post.blocks:
        if block.kind is Kind.TABLE:
            yield from _broken_table(post, block, at_end=block == last)
    if last is not None and last.kind is Kind.PARAGRAPH and not last.containers:
        source = post.text[last.start : last.end].rstrip()
        lines = source.split("\n")
        if len(lines) <= HEADER_LINES and all(HEADER.fullmatch(line) for line in lines):
            told = message(
                "The article ends with a table header in line {line}; the rows are missing.",
                line=_line(post, last.start),
            )
            yield _found(post, last.start, source, told, at_end=True)


def _broken_table(post: Post, block: Block, *, at_end: bool) -> Iterator[DraftFinding]:
    source = post.text[block.start : block.end]
    lines = [line for line in source.splitlines() if line.strip(" \t>") and not NO_ROW.match(line)]
    if len(lines) <= HEADER_LINES:
        if at_end:
            told = message(
                "The article ends with a table header in line {line}; the rows are missing.",
                line=_line(post, block.start),
            )
            yield _found(post, block.start, source.rstrip(), told, at_end=True)
        return
    rows = [(_borders(line), line.rstrip().endswith("|")) for line in lines]
    borders, closed = rows[0]
    if not closed or any(row != (borders, True) for row in (rows[0], *rows[2:-1])):
        return
    last_borders, last_closed = rows[-1]
    if last_closed or (last_borders >= borders - 1 and not at_end):
        return
    start = block.start + source.rstrip().rfind(lines[-1])
    told = message(
        "The table's last row breaks off in line {line} (“{words}”).",
        line=_line(post, start),
        words=excerpt(lines[-1], SHOWN),
    )
    yield _found(post, start, lines[-1], told, at_end=at_end)


def _found(post: Post, start: int, words: str, told: Message, *, at_end: bool) -> DraftFinding:
    end = (Evidence("ends-article", 0.5),) if at_end else ()
    return post.finding(
        start,
        start + len(words),
        told,
        suggestion=message("Write the rest of the table, or delete the incomplete part."),
        evidence=(Evidence("row-unlike-the-others", 1.0), *end),
    )


def _line(post: Post, offset: int) -> int:
    return post.source.position(offset)[0]


def _borders(line: str) -> int:
    return len(BORDER.findall(CODE.sub("", line)))
