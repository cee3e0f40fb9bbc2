"""What WordPress keeps of a post, as HTML with an element for each paragraph."""

from __future__ import annotations

import re

SHORTCODE = re.compile(r"\[/?(?:caption|gallery|embed|audio|video|playlist|wp_caption)\b[^\[\]]*\]")
BLOCK = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|blockquote|pre|figure|section)\b", re.IGNORECASE)


def html_of(content: str) -> str:
    """Return the content of a post, as either editor keeps it, without shortcodes that stand for media."""
    return _paragraphs(SHORTCODE.sub("", content))


def _paragraphs(html: str) -> str:
    """Return `html` with elements for its paragraphs; the classic editor keeps blank lines instead."""
    if "<!-- wp:" in html:
        return html
    parts = re.split(r"\n[ \t]*\n\s*", html.replace("\r\n", "\n").strip())
    return "\n\n".join(part if BLOCK.match(part) else f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)
