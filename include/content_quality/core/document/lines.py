"""The lines of a post that an author wrote as text: outside of front matter and code."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.markdown import Kind
from content_quality.core.document.post import Post


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
