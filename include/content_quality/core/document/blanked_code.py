"""The text of a post with code and comments blanked, character for character."""

from __future__ import annotations

import regex

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.html_text import HTML_HIDDEN
from content_quality.core.document.post import Post
from content_quality.core.text.patterns import lazy, lazy_re

CODE_SPAN = lazy(r"(?<!`)(?P<marks>`+)(?!`)(?:(?!\n[ \t]*\n).){1,2000}?(?<!`)(?P=marks)(?!`)", regex.DOTALL)
COMMENT = lazy(r"<!--(?>.*?(?:(?P<end>-->)|\Z))", regex.DOTALL)  # one that is never closed goes on to the end
NOT_LINE_END = lazy_re(r"[^\r\n]")


def without_code(post: Post) -> str:
    """Return the text of `post` with its front matter, code and comments blanked, character for character."""
    parts: list[str] = [" " * post.front_matter.end]
    at = post.front_matter.end
    for block in post.blocks:
        if block.start < at:
            continue
        parts.append(post.text[at : block.start])
        parts.append(_blanked(post, block))
        at = block.end
    parts.append(post.text[at:])
    return "".join(parts)


def _blanked(post: Post, block: Block) -> str:
    source = post.text[block.start : block.end]
    if block.kind is Kind.CODE:
        return blank(source)
    if block.kind is Kind.HTML:
        return HTML_HIDDEN.sub(lambda match: blank(match[0]), source) if "<!--" in source else source
    source = CODE_SPAN.sub(lambda match: blank(match[0]), source) if "`" in source else source
    return (
        COMMENT.sub(lambda match: blank(match[0]) if match["end"] else match[0], source) if "<!--" in source else source
    )


def blank(text: str) -> str:
    """Return `text` with spaces in place of its characters, line ends aside."""
    return NOT_LINE_END.sub(" ", text)
