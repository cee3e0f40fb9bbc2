"""What stands around a finding: its section, and the words before and behind it on its line."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from content_quality.core.document.blocks import Kind
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.findings import Context, Finding

CONTEXT_CHARACTERS = 40  # on either side of the words
SECTION_CHARACTERS = 160  # of a heading; a line about a finding shows less


def with_context(post: Post, finding: Finding) -> Finding:
    """Return `finding` of `post` with what stands around it."""
    before, words, after = _around(post, finding)
    return replace(finding, context=Context(_section(post, finding.span.line), before, words, after))


@once_per_post
def _headings(post: Post) -> tuple[list[int], list[str]]:
    """Return the line of each heading, and its words."""
    found = [block for block in post.blocks if block.kind is Kind.HEADING]
    return [post.span(block.start, block.end).line for block in found], [block.text for block in found]


def _section(post: Post, line: int) -> str:
    lines, texts = _headings(post)
    above = bisect_left(lines, line)
    return texts[above - 1][:SECTION_CHARACTERS] if above else ""


def _around(post: Post, finding: Finding) -> tuple[str, str, str]:
    """Return the words and what stands on either side of them; nothing when they fill more than a line."""
    span, text = finding.span, post.text
    if span.line != span.end_line or span.line > len(post.source.line_starts):
        return "", "", ""
    start = post.source.line_starts[span.line - 1]
    first, last = min(start + span.column - 1, len(text)), min(start + span.end_column, len(text))
    longest = len(finding.excerpt) + CONTEXT_CHARACTERS
    core = finding.excerpt.strip("…")
    if last - first >= longest and core and "…" not in core and (found := text.find(core, first, last)) >= 0:
        first, last = found, found + len(core)  # the check shows the end of a long passage
    if not 0 < last - first < longest:
        return "", "", ""
    left = text[max(start, first - CONTEXT_CHARACTERS) : first]
    right = text[last : last + CONTEXT_CHARACTERS + 1].split("\n", 1)[0].split("\r", 1)[0]
    return (
        ("…" if first - start > CONTEXT_CHARACTERS else "") + left,
        text[first:last],
        right[:CONTEXT_CHARACTERS] + ("…" if len(right) > CONTEXT_CHARACTERS else ""),
    )
