"""What of a post an author wrote as text, and what as code."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post, once_per_post


def lines_outside_code(post: Post) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of each line of the body that no code block holds."""
    code = iter([(block.start, block.end) for block in post.blocks if block.kind is Kind.CODE])
    start, end = next(code, (len(post.text) + 1, len(post.text) + 1))
    starts = post.source.line_starts
    for number, offset in enumerate(starts, 1):
        if offset < post.front_matter.end:
            continue
        while offset >= end:
            start, end = next(code, (len(post.text) + 1, len(post.text) + 1))
        if not start <= offset < end:
            yield offset, post.source.line(number)


@once_per_post
def code_spans(post: Post) -> tuple[tuple[int, int], ...]:
    """Return where code stands: blocks, and spans inside text."""
    return tuple(
        place
        for block in post.blocks
        for place in (
            [(block.start, block.end)]
            if block.kind is Kind.CODE
            else [(run.start, run.end) for run in block.runs if run.kind is Text.CODE]
        )
    )


def is_in_code(post: Post, at: int) -> bool:
    """Return whether the character at offset `at` stands in code."""
    spans = code_spans(post)
    index = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return index >= 0 and at < spans[index][1]
