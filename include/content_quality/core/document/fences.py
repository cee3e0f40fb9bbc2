"""Fenced code blocks that are not closed, and the fence whose closing line is missing.

A fence without its end turns every later fence round: text becomes code and code becomes text. The parser notices at
the
end of the post, or at a fence with a language inside a block. Blocks that are turned round begin as text does after
code, with
a blank line; the missing line belongs to the block before them.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from content_quality.core.document.markdown import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.text.patterns import lazy

FENCE = lazy(r"^[ \t>]*(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n\r]*)")
TEXT_LINE = lazy(r"^[ \t>]*[\p{Lu}\p{Lo}\p{Lt}“‘「『(\[*_`][^;{}]*[\p{Sentence_Terminal}:：)*_]\s*$")
MARKDOWN_LINE = lazy(r"^[ \t>]*(?:#{2,6} \p{L}|\[[^\]\n]{1,80}\]: ?http|[^\n]*\]\((?:https?:|/)|\{% )")
COLUMNS = lazy(r"[^\s.] {3,}\S")  # of a log or a table; text has no such gaps
TEXT_WORDS = 5  # words or, without spaces, their length in characters, of a line that is taken for text
TEXT_CHARACTERS = 12
MOST_LINES = 8  # of a paragraph that are looked at


@dataclass(frozen=True, slots=True)
class UnclosedFence:
    """A fence that lacks its closing line; [start, end) is the block up to where its code seems to stop."""

    start: int
    end: int
    swallows: bool  # text that was to be read stands in the block


def unclosed_fence(post: Post) -> UnclosedFence | None:
    """Return the first fence of `post` without its end, or None when all are closed."""
    fenced = [block for block in post.blocks if block.kind is Kind.CODE and block.info != "indented"]
    evidence = next(
        (index for index, block in enumerate(fenced) if _is_unclosed(post, block) or _holds_opening(post, block)), None
    )
    if evidence is None:
        return None
    first = evidence
    while first > 0 and _is_turned(post, fenced[first]):
        first -= 1
    block = fenced[first]
    at = _text_inside(post, block)
    for earlier in fenced[:first] if at is None and first == evidence else ():
        if (at := _text_inside(post, earlier)) is not None:
            return UnclosedFence(earlier.start, at, swallows=True)
    return UnclosedFence(block.start, block.end if at is None else at, swallows=at is not None or first < evidence)


def _is_turned(post: Post, block: Block) -> bool:
    """Return whether the block begins as text does after code: with a blank line or text at once, or with nothing at the post's end."""
    lines = _lines(post, block)
    if len(lines) < 2:
        return not block.info
    return not lines[1].strip(" \t>\r\n") or _begins_text(lines, 1)


def _lines(post: Post, block: Block) -> list[str]:
    return post.text[block.start : block.end].splitlines(keepends=True)


def _is_unclosed(post: Post, block: Block) -> bool:
    lines = _lines(post, block)
    opening = FENCE.match(lines[0]) if lines else None
    if opening is None:
        return False
    last = FENCE.match(next((line for line in reversed(lines[1:]) if line.strip()), ""))
    return last is None or bool(last["info"].strip()) or not last["marks"].startswith(opening["marks"])


def _holds_opening(post: Post, block: Block) -> bool:
    """Return whether a fence with a language stands inside the block, and no other fence as long: it meant to open one."""
    lines = _lines(post, block)
    opening = FENCE.match(lines[0]) if lines else None
    info = opening["info"].strip().lower() if opening else ""
    if (
        opening is None
        or info in ("md", "markdown", "mdx")
        or (info in ("text", "txt") and _text_inside(post, block) is None)
    ):
        return False
    for line in lines[1:]:
        fence = FENCE.match(line)
        if (
            fence
            and fence["marks"].startswith(opening["marks"])
            and regex.fullmatch(r"[\w+#-]{1,20}(?:[ ,{].*)?", fence["info"].strip())
        ):
            return True
    return False


def _text_inside(post: Post, block: Block) -> int | None:
    """Return the offset at which text begins inside the block, after a blank line; None when all of it may be code."""
    at, blank = block.start, False
    lines = _lines(post, block)
    for number, line in enumerate(lines):
        if number and blank and _begins_text(lines, number):
            return at
        blank = not line.strip(" \t>\r\n")
        at += len(line)
    return None


def _begins_text(lines: list[str], first: int) -> bool:
    """Return whether the line, or it and those under it up to the next blank one, read as text."""
    if _is_text(lines[first]):
        return True
    part = [line.strip(" \t>\r\n") for line in lines[first : first + MOST_LINES]]
    end = part.index("") if "" in part else len(part)
    return end > 1 and not any(FENCE.match(line) for line in part[:end]) and _is_text(" ".join(part[:end]))


def _is_text(line: str) -> bool:
    if MARKDOWN_LINE.match(line):
        return True
    if not TEXT_LINE.match(line) or COLUMNS.search(line.rstrip()):
        return False
    return len(line.split()) >= TEXT_WORDS or (not line.isascii() and len(line.strip()) >= TEXT_CHARACTERS)
