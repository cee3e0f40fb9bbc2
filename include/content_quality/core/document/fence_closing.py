"""Where the missing end of a code block belongs, when its lines leave no doubt."""

from __future__ import annotations

from content_quality.core.document.blocks import Kind
from content_quality.core.document.code_fences import FENCE, SHOWS_MARKDOWN, SHOWS_TEXT, Fault, WrongFence
from content_quality.core.document.post import Post
from content_quality.core.document.source_text import line_end_of
from content_quality.core.document.text_or_code import reads_as_code, reads_as_text
from content_quality.core.findings import Fix, replaced


def closing(post: Post, wrong: WrongFence) -> Fix | None:
    """Return the fix that closes the last block of `post`; None when its end is not certain.

    Certain is the end of code that no other fence follows: at the end of the post where nothing below reads as text, or
    above a paragraph where text begins and no code comes again.
    """
    text = post.text
    opening = FENCE.match(text, text.rfind("\n", 0, wrong.fence) + 1)
    if wrong.fault not in (Fault.NOT_CLOSED, Fault.TEXT_INSIDE) or opening is None or opening["indent"]:
        return None
    if opening["info"].strip().lower() in SHOWS_MARKDOWN | SHOWS_TEXT or FENCE.search(text, opening.end()):
        return None
    if any(block.start == wrong.fence and (block.containers or block.kind is not Kind.CODE) for block in post.blocks):
        return None
    is_last = wrong.fault is Fault.NOT_CLOSED
    border = len(text) if is_last else wrong.end
    if not _is_code(text[opening.end() : border]) or not (is_last or _is_text(text[border:])):
        return None
    end = len(text[:border].rstrip())
    return replaced(end, end, f"{line_end_of(text)}{opening['marks']}")


def _paragraphs(part: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in part.splitlines(keepends=True):
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def _is_code(part: str) -> bool:
    """Return whether no paragraph reads as text and the first one, or half of all, reads as code."""
    paragraphs = _paragraphs(part)
    if not paragraphs or any(reads_as_text(lines, 0) for lines in paragraphs):
        return False
    codes = sum(reads_as_code("".join(lines)) for lines in paragraphs)
    return len(paragraphs) == 1 or 2 * codes >= len(paragraphs)


def _is_text(part: str) -> bool:
    """Return whether no paragraph reads as code, and at least half of them read as text."""
    paragraphs = _paragraphs(part)
    texts = sum(reads_as_text(lines, 0) for lines in paragraphs)
    return 2 * texts >= len(paragraphs) > 0 and not any(reads_as_code("".join(lines)) for lines in paragraphs)
