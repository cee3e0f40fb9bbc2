"""Lines of keys that sites use, in a row: what shows that front matter was meant, whatever stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from content_quality.core.text.patterns import lazy_re

HEAD = 6_000  # characters at the start of a file in which front matter can have been meant
LONGEST_BLOCK = 80  # lines
KEYS = frozenset(
    """title date layout tags tag categories category draft description slug author authors permalink published excerpt
    summary keywords image cover weight aliases lang language url subtitle toc emoji topics type lastmod updated pubdate
    publishdate published_at header comments series math sidebar""".split()
)
NAMING = frozenset({"title", "layout"})  # keys of which one is enough
LINES = lazy_re(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
KEY = lazy_re(
    r"""[ \t\u3000\xa0]{0,4}(?:[-*][ ]+)?["“*]{0,2}(?P<key>[A-Za-z_][\w-]{0,40})(?P<after>["”*]{0,2}[ \t]*[:：=]["”*]{0,2})(?:\s|["'“\[{]|$)"""  # noqa: E501 - a pattern
)
# Blank lines, comments, list entries, indented lines, the end of a collection.
INNER = lazy_re(r"""[ \t]*\#|-(?:[ \t]|$)|[ \t\u3000\xa0]+\S|[\]}"']|\[[^\]\r\n(]+\]\]?[ \t]*$|[*•][ \t]""")
INVISIBLE = lazy_re("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x85]")
SPACES = "\xa0\u3000\u2002\u2003\u2009\u202f"
EXACT = lazy_re(r"(?:---|\+\+\+)[ \t]*")
MARKED = lazy_re(
    r"[ \t]*+(?:[\\>*_`~:;=<{}\[\]().,|&@%!?#-]{1,3}[ \t]*+)?(?P<dashes>[-–—―ー－‐‑−]{1,6}|\+{2,4}|＋{1,4})"
    r"[*_`~\])}>,;:.]{0,3}[ \t]*+(?:(?:\#[^\r\n]*+|[a-z]{2,10})[ \t]*+)?"
)
OTHER_MARKS = lazy_re(
    r"[ \t]*(?:\*{3,}|_{3,}|={3,}|;{3,}|~{3,}|[-–—][ \t]?[-–—][ \t]?[-–—]|\+[ \t]\+[ \t]\+|[-:;,.][-:;,.\t]{1,3})[ \t]*"
)
CODE = lazy_re(r"[ \t]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[\w-]{0,20})[ \t]*")


class TypedLine(NamedTuple):
    """A line of the file without its line end, and the offset of its first character."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)


class KeyRun(NamedTuple):
    """Lines of keys: [first, last) of the lines, and the keys sites use among them, as typed."""

    first: int
    last: int
    keys: frozenset[str]
    closed: bool  # by something that was meant for a fence

    @property
    def counts(self) -> bool:
        """Whether the lines are front matter for certain."""
        return bool(NAMING & self.keys) or len(self.keys) > 1

    @property
    def lower(self) -> bool:
        """Whether the keys are typed in lower case, as generators have them; in capitals readers are addressed."""
        return all(key == key.lower() for key in self.keys)


def typed_lines(text: str) -> list[TypedLine]:
    """Return the lines of `text` with their offsets."""
    return [TypedLine(line.start(), line[0].rstrip("\r\n")) for line in LINES.finditer(text) if line[0]]


def without_invisible(line: str) -> str:
    """Return `line` without invisible characters, and without odd spaces at its ends."""
    return INVISIBLE.sub("", line).strip(SPACES)


def may_open(line: str) -> bool:
    """Return whether `line` may have been meant to open front matter."""
    plain = without_invisible(line)
    return bool(MARKED.fullmatch(plain) or OTHER_MARKS.fullmatch(plain) or CODE.fullmatch(plain))


def key_run(lines: Sequence[TypedLine], first: int) -> KeyRun | None:
    """Return the run of keys that begins in the line `first`; None when that line holds no key that sites use."""
    keys: set[str] = set()
    number = first
    for number in range(first, min(len(lines), first + LONGEST_BLOCK)):
        line = lines[number].text
        found = KEY.match(line)
        if found and found["key"].lower() in KEYS:
            keys.add(found["key"] if found["key"] != found["key"].lower() else found["key"].lower())
        elif number == first:
            return None
        elif not found and not (INNER.match(line) and line.strip() and not may_open(line)):
            return KeyRun(first, number, frozenset(keys), may_open(line))
    return KeyRun(first, number + 1, frozenset(keys), closed=False)
