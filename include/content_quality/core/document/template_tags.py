"""Template syntax of site generators, masked character for character so that offsets hold.

A tag can then neither open a code block nor pass for prose. Every pattern fails at the next opening, and end tags are
looked
up in a list, so that a post of nothing but openings costs no more than another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from content_quality.core.document.generators import of_any, profiles
from content_quality.core.text.patterns import lazy_re

MASK = "\ue000"
LONGEST_EXPRESSION = 120  # characters; an expression is shorter, and what is longer is text

END_TAG = lazy_re(r"\{%[-+]?[ \t]*+end(?P<name>\w++)[ \t]*+[-+]?%\}")
SENTENCE = lazy_re(r"\.[ \t]|[。！？]")
MDX_STATEMENT = lazy_re(
    r"^(?:import\s[^\n]*?from\s+['\"][^\n]*|export\s+(?:const|default|function)\b[^\n]*)$", re.MULTILINE
)
DIRECTIVE = lazy_re(r"^:{3,}[^\n]*$", re.MULTILINE)  # :::note … ::: of Zenn and Docusaurus
CODE_MARK = lazy_re(r"^(?P<indent>[ ]{0,3})(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})(?P<info>[^\n]*)$|`[^`\n]+`", re.MULTILINE)
NOT_LINE_END = lazy_re(r"[^\r\n]")


def _tag() -> str:
    """Return the pattern of tags that are not text: those that several generators have, and those in the profiles."""
    own = "".join(rf"| (?-x:{tag.pattern})" for profile in profiles() for tag in profile.template_tags)
    return rf"""
          (?P<comment>^\{{/\*)
        | \{{%[-+]?[ \t]*+(?P<name>\w*+)(?:(?!%\}}|\{{%)[^\n]){{0,2000}}+%\}}
        {own}
        | \{{\{{(?:(?!\.[ \t])[^\n{{}}。！？]){{0,120}}+\}}\}}
        """


TAG = lazy_re(_tag, re.VERBOSE | re.MULTILINE)


@cache
def _signs() -> tuple[str, ...]:
    """Return with what tags begin; a text without any of it has none."""
    return tuple(dict.fromkeys(("{", *(tag.sign for profile in profiles() for tag in profile.template_tags))))


def mask_templates(text: str) -> str:
    """Return `text` with a `MASK` for each character of template tags, MDX statements and directive lines."""
    if any(sign in text for sign in _signs()):
        text = _masked(text, _tags(text))
    if ":::" in text:
        text = DIRECTIVE.sub(mask, text)
    if "import " in text or "export " in text:
        text = MDX_STATEMENT.sub(mask, text)
    return text


def mask(match: re.Match[str]) -> str:
    """Return a mask as long as the match, its line ends kept."""
    return NOT_LINE_END.sub(MASK, match[0])


def _masked(text: str, spans: Iterator[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], NOT_LINE_END.sub(MASK, text[start:end])]
        at = end
    return "".join((*parts, text[at:]))


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of tags outside of code, in order. What `raw` holds is text that a reader sees."""
    code = _code_parts(text)
    code_start, code_end = next(code, (len(text), len(text)))
    ends: dict[str, list[tuple[int, int]]] | None = None
    last_comment_end = text.rfind("*/}")
    at = raw_end = 0
    while tag := TAG.search(text, at):
        start, end = tag.span()
        while start >= code_end and code_end < len(text):
            code_start, code_end = next(code, (len(text), len(text)))
        if code_start <= start < code_end:
            at = code_end
            continue
        if tag["comment"]:
            if start < last_comment_end:
                end = text.index("*/}", end) + 3 if end <= last_comment_end else end
                yield start, end
            at = end
            continue
        name = tag["name"]
        if (
            start < raw_end
            and name != "endraw"
            and (end - start > LONGEST_EXPRESSION or SENTENCE.search(text, start, end))
        ):
            at = start + 2
            continue
        if name and start >= raw_end and (name == "raw" or name in of_any("tags_without_prose")):
            ends = _end_tags(text) if ends is None else ends
            closing = ends.get(name, [])
            index = bisect_left(closing, (end, 0))
            if index < len(closing) and name == "raw":
                raw_end = closing[index][0]
            elif index < len(closing):
                end = closing[index][1]
        yield start, end
        at = end


def _end_tags(text: str) -> dict[str, list[tuple[int, int]]]:
    """Return the spans of the tags that end a pair, by its name, in order."""
    ends: dict[str, list[tuple[int, int]]] = {}
    for tag in END_TAG.finditer(text):
        ends.setdefault(tag["name"], []).append(tag.span())
    return ends


def _code_parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of fenced blocks and of code within a line; a block that is not closed goes on to the end."""
    if "`" not in text and "~~~" not in text:
        return
    fence, fence_start = "", 0
    for mark in CODE_MARK.finditer(text):
        found = mark["fence"]
        if not fence and found and not mark["indent"]:
            fence, fence_start = found, mark.start()
        elif fence and found and found[0] == fence[0] and len(found) >= len(fence) and not mark["info"].strip():
            yield fence_start, mark.end()
            fence = ""
        elif not fence and not found:
            yield mark.span()
    if fence:
        yield fence_start, len(text)
