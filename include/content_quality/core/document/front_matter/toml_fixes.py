"""Fixes of values of TOML that leave nothing to choose, like those of YAML in `value_fixes`."""

from __future__ import annotations

import re

from content_quality.core.document.front_matter import value_fixes
from content_quality.core.document.front_matter.toml_lines import KEY
from content_quality.core.findings import Fix, Replacement, replaced
from content_quality.core.text.patterns import lazy_re

IN_DOUBLE = lazy_re(rf"""{KEY}=[ \t]*(?P<value>"(?P<inner>[^\r\n]*)")[ \t]*$""")
ESCAPE = lazy_re(r"\\(?:(?P<code>u[\da-fA-F]{4}|U[\da-fA-F]{8})|(.))")
SMART = lazy_re('[“”„＂](?P<inner>[^“”„＂"\\\\]*)[“”„＂]')
BARE = lazy_re(r"[^\W\d_][^\"'\\=,\[\]{}]*")


def equals(found: re.Match[str]) -> Fix:
    """An equals sign instead of the colon or the full-width sign after a key."""
    before = "" if found["key"] != found.string[: found.start("sign")].lstrip() else " "
    return replaced(found.start("sign"), found.start("value"), f"{before}= ")


def quotation_marks(found: re.Match[str]) -> Fix | None:
    """Straight quotation marks around a text that has none, or typographic ones."""
    value, start = found["value"].rstrip(), found.start("value")
    end = start + len(value)
    if found.string[found.end("value") :].strip():  # a comment, or a # of the text
        return None
    if SMART.fullmatch(value):
        return Fix((Replacement(start, start + 1, '"'), Replacement(end - 1, end, '"')))
    return Fix((Replacement(start, start, '"'), Replacement(end, end, '"'))) if BARE.fullmatch(value) else None


def inner_quotes(line: str) -> Fix | None:
    """Single quotation marks around a text that quotes words in double ones, or backslashes before them."""
    found = IN_DOUBLE.match(line)
    return value_fixes.inner_quotes(found) if found else None


def backslashes(line: str, known: str) -> Fix | None:
    """Single quotation marks around a text in which no backslash means anything, or each backslash twice."""
    found = IN_DOUBLE.match(line)
    return value_fixes.backslashes(found, ESCAPE, known) if found else None
