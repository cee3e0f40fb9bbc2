"""See `cut_table`."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from content_quality.core.document.markdown import Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, excerpt, message
from content_quality.core.settings import Settings

BORDER = regex.compile(r"(?<!\\)\|")
CODE = regex.compile(r"`[^`\n]*`")


def cut_table(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a table whose last row breaks off: it has fewer cells than all the others, and lacks the border that ends them.

    Why it matters: the rest of the row, and perhaps of the table and the article, is missing.
    Example: rows of `| a | b | c |`, and then `| a | b`.
    Instead: write the rest of the row.
    Known false positives: none known. Rows that are short on purpose are closed like the others.
    """
    for block in post.blocks:
        if block.kind is not Kind.TABLE:
            continue
        lines = [line for line in post.text[block.start : block.end].splitlines() if line.strip(" \t>")]
        rows = [(_borders(line), line.rstrip().endswith("|")) for line in lines]
        if len(rows) < 3:
            continue
        borders, closed = rows[0]
        if not closed or any(row != (borders, True) for row in (rows[0], *rows[2:-1])):
            continue
        last_borders, last_closed = rows[-1]
        if last_closed or last_borders >= borders - 1:
            continue
        start = block.start + post.text[block.start : block.end].rstrip().rfind(lines[-1])
        line = post.source.position(start)[0]
        yield post.finding(
            start,
            start + len(lines[-1]),
            message(
                "The table's last row breaks off in line {line} (“{words}”).", line=line, words=excerpt(lines[-1], 60)
            ),
            suggestion=message("Write the rest of the row, or delete it."),
        )


def _borders(line: str) -> int:
    return len(BORDER.findall(CODE.sub("", line)))
