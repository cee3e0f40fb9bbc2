"""The text that a reader sees of a block of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_quality.core.document.blocks import Text, TextRun
from content_quality.core.document.template_tags import MASK, mask
from content_quality.core.text.patterns import lazy_re

HTML_HIDDEN = lazy_re(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<(script|style|pre|code|svg)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
HTML_TAG = lazy_re(r"<[^<>]*>")
QUOTE_MARK = lazy_re(r"^(?:[ \t]{0,3}+>)++", re.MULTILINE)


def visible_text(html: str, start: int, *, is_quoted: bool = False) -> Iterator[TextRun]:
    """Yield the text between the tags of an HTML block, line by line, without comments, scripts, styles and code.

    Of a block that `is_quoted`, the marks of the quotation at the start of its lines are no text either.
    """
    if is_quoted:
        html = QUOTE_MARK.sub(mask, html)
    hidden = HTML_HIDDEN.sub(mask, html)
    bare = HTML_TAG.sub(mask, hidden)
    at = 0
    for line in bare.splitlines(keepends=True):
        for part in re.finditer(rf"[^{MASK}\s](?:[^{MASK}\n\r]*[^{MASK}\s])?", line):
            yield TextRun(Text.PROSE, part[0], start + at + part.start(), start + at + part.end())
            yield TextRun(Text.BREAK, "\n", start + at + part.end(), start + at + part.end())
        at += len(line)
