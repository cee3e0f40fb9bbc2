"""See `unrendered_emphasis`."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Severity, excerpt, message
from content_quality.core.residue.shown_text import is_kramdown
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

PAIR = lazy(r"(?<![\*\\])\*\*(?![\*\s])[^*\n]{1,200}?(?<![\s\\])\*\*(?!\*)")
LONE_START = lazy(r"^\s*\*\*(?=[^\s*])[^*]*$", regex.DOTALL)
NOT_EMPHASIS = lazy(
    r"[\w)\]]\s?\*\*\s?[\d(]|\*\*(?:kwargs|args|opts|options|nil|/)|/\*\*|^\*\*$"
)  # powers, keyword arguments, globs


def unrendered_emphasis(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag asterisks that readers see, because the emphasis they were meant for is not rendered or never closed.

    Why it matters: readers see `**` in the text. In Japanese and Chinese this happens when the bold words begin or end
    with a bracket and there is no space outside the asterisks: CommonMark does not open or close emphasis there.
    Example: `これは**「要点」**です`; a paragraph that begins with `**` and never closes it.
    Instead: move the asterisks inside the brackets, or close the emphasis.
    Known false positives: Kramdown (Jekyll) renders the Japanese case all the same, so on a Jekyll site the finding is
    information.
    """
    if "**" not in post.visible:
        return
    for block in post.blocks:
        if "**" not in block.text or not (block.is_prose or block.kind in (Kind.HEADING, Kind.TABLE)):
            continue
        text = _literal(post, block)
        if "**" not in text or NOT_EMPHASIS.search(text):
            continue
        pair = PAIR.search(text)
        if pair is None and not (block.is_prose and LONE_START.match(text)):
            continue
        span = post.span(block.start, block.end)
        words = pair[0] if pair else text.strip()
        told = (
            message(
                "In line {line} readers see the asterisks of “{words}”.",
                line=span.line,
                words=excerpt(words, 60),
            )
            if pair
            else message(
                "The emphasis that begins line {line} (“{words}”) is never closed.",
                line=span.line,
                words=excerpt(words, 60),
            )
        )
        severity = Severity.INFO if pair and is_kramdown(post, settings) else Severity.WARNING
        instead = (
            message("Put the asterisks inside the brackets.")
            if pair
            else message("Close the emphasis, or delete the asterisks.")
        )
        yield post.finding(block.start, block.end, told, suggestion=instead, severity=severity, passage=words)


def _literal(post: Post, block: Block) -> str:
    """Return the prose of the block in which asterisks that were left over still stand.

    Code and escaped signs show as spaces.
    """
    parts = []
    for run in block.runs:
        if run.kind is Text.BREAK:
            parts.append("\n")
        elif run.kind is not Text.PROSE:
            parts.append(" ")
        else:
            escaped = run.text.startswith("*") and post.text[run.start - 1 : run.start] == "\\"
            parts.append(f" {run.text[1:]}" if escaped else run.text)
    return "".join(parts)
