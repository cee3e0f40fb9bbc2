"""Fixes of values in front matter that leave nothing to choose: quotation marks, escapes, colons and tabs.

Each takes the match that recognised the mistake. None where a person could have meant something else: a comment, a
list without brackets, two keys on one line.
"""

from __future__ import annotations

import re

from content_quality.core.document.front_matter.key_runs import KEYS
from content_quality.core.document.front_matter.mistake import quoted
from content_quality.core.findings import Fix, Replacement, replaced
from content_quality.core.text.patterns import lazy_re

LISTS = frozenset("tags tag categories category keywords topics authors aliases".split())  # of which a text is none
COMMENT = lazy_re(r"[ \t]#")
TWO_VALUES = lazy_re(r"[\"'][ \t]*,")  # a list without brackets
BARE_DOUBLE = lazy_re(r'\\.|(?P<mark>")')
BARE_SINGLE = lazy_re(r"''|(?P<mark>')")
ANOTHER_KEY = lazy_re(r"(?<![\w-])(?P<key>[A-Za-z_][\w-]*+):(?:[ \t]|$)")
FIRST_KEY = lazy_re(r"[a-z_][\w-]*:(?:[ \t]|$)")
PLAIN_AFTER_QUOTE = lazy_re(r"[ \t]+[^\W_]|[ \t]+[-–—&|(]|[:：!?.–—-]")
TEXT_BY_INDICATOR = lazy_re(r"[@%`]|\[[^\[\]]*\][ \t]+[^\s,#]|\*\S")
OPENS_AFTER, CLOSES_BEFORE = " \t([{«“„/-–—:", " \t)]}»”,.;:!?/-–—…"


def tab(line: str) -> Fix | None:
    """Two spaces instead of each tab, where nothing but tabs indents the line."""
    tabs = len(line) - len(line.lstrip("\t"))
    return replaced(0, tabs, "  " * tabs) if tabs and line[tabs : tabs + 1] not in ("", " ") else None


def colon(found: re.Match[str]) -> Fix:
    """An ordinary colon and a space instead of the full-width colon."""
    return replaced(found.start("colon"), found.start("value"), ": " if found["value"] else ":")


def space(found: re.Match[str]) -> Fix | None:
    """A space after the colon of a key that sites use."""
    return replaced(found.end("key") + 1, found.end("key") + 1, " ") if _key(found) in KEYS else None


def indicator(found: re.Match[str]) -> Fix | None:
    """Quotation marks around a text that begins with a sign of YAML."""
    return _in_quotes(found) if TEXT_BY_INDICATOR.match(found["value"]) else None


def colon_inside(found: re.Match[str]) -> Fix | None:
    """Quotation marks around a text with a colon in it, unless a key stands there."""
    value = found["value"]
    if FIRST_KEY.match(value) or any(one["key"] in KEYS for one in ANOTHER_KEY.finditer(value)):
        return None
    return _in_quotes(found)


def inner_quotes(found: re.Match[str]) -> Fix | None:
    """Single quotation marks around a text that quotes words in double ones, or backslashes before them."""
    inner = found["inner"]
    marks = [one.start("mark") for one in BARE_DOUBLE.finditer(inner) if one["mark"]]
    if COMMENT.search(found["value"]) or TWO_VALUES.search(inner) or not _are_paired(inner, marks):
        return None
    if "'" in inner or "\\" in inner:
        at = found.start("inner")
        return Fix(tuple(Replacement(at + mark, at + mark, "\\") for mark in marks))
    return _other_quotes(found, "'")


def _are_paired(inner: str, marks: list[int]) -> bool:
    """Return whether the quotation marks at `marks` open and close in turn, as around words that are quoted."""
    for number, at in enumerate(marks):
        before, after = inner[at - 1 : at] if at else " ", inner[at + 1 : at + 2] or " "
        opens = before in OPENS_AFTER and not after.isspace()
        closes = after in CLOSES_BEFORE and not before.isspace()
        if not (closes if number % 2 else opens):
            return False
    return len(marks) % 2 == 0


def apostrophes(found: re.Match[str]) -> Fix | None:
    """Double quotation marks around a text with apostrophes, or each of them twice."""
    inner = found["inner"]
    marks = [one.start("mark") for one in BARE_SINGLE.finditer(inner) if one["mark"]]
    if COMMENT.search(found["value"]) or not all(
        inner[at - 1 : at].isalpha() and inner[at + 1 : at + 2].isalpha() for at in marks
    ):
        return None
    if '"' in inner or "\\" in inner or "''" in inner:
        at = found.start("inner")
        return Fix(tuple(Replacement(at + mark, at + mark, "'") for mark in marks))
    return _other_quotes(found, '"')


def open_quote(found: re.Match[str]) -> Fix | None:
    """The missing quotation mark at the end of the line."""
    value, inner = found["value"].rstrip(), found["inner"].rstrip()
    may_be_apostrophe = found["quote"] == "'" and (inner[:1].islower() or inner[:1].isdigit())
    if not inner or COMMENT.search(value) or inner.endswith(("\\", ",")) or may_be_apostrophe:
        return None
    end = found.start("value") + len(value)
    return replaced(end, end, found["quote"])


def after_quote(found: re.Match[str]) -> Fix | None:
    """Quotation marks around a text that begins with quoted words."""
    return _in_quotes(found) if PLAIN_AFTER_QUOTE.match(found["rest"]) else None


def backslashes(found: re.Match[str], escape: re.Pattern[str], known: str) -> Fix | None:
    """Single quotation marks around a text in which no backslash means anything, or each backslash twice."""
    inner = found["inner"]
    escapes = list(escape.finditer(inner))
    if any(one["code"] is not None or one[2] in known for one in escapes):
        return None
    if "'" not in inner:
        return _other_quotes(found, "'")
    at = found.start("inner")
    return Fix(tuple(Replacement(at + one.start(), at + one.start(), "\\") for one in escapes))


def _other_quotes(found: re.Match[str], mark: str) -> Fix:
    start, end = found.span("inner")
    return Fix((Replacement(start - 1, start, mark), Replacement(end, end + 1, mark)))


def _in_quotes(found: re.Match[str]) -> Fix | None:
    value = found["value"].strip()
    if not value or COMMENT.search(value) or _key(found) in LISTS:
        return None
    start = found.start("value") + found["value"].index(value[0])
    typed = quoted(value)
    if typed[1:-1] == value:
        end = start + len(value)
        return Fix((Replacement(start, start, typed[0]), Replacement(end, end, typed[0])))
    return replaced(start, start + len(value), typed)


def _key(found: re.Match[str]) -> str:
    return found["key"].strip().removeprefix("- ").strip().lower()
