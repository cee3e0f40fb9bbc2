"""Text that was decoded with the wrong character set, found by undoing the mistake: what becomes valid UTF-8 was UTF-8.

A run of non-ASCII letters that encodes to a legacy character set and decodes as UTF-8 is no chance: UTF-8's lead and
trail bytes have to follow each other throughout. Nothing is rewritten; the finding shows what the text was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

# Windows-1252 read as text: Latin-1's upper half and the 27 signs Windows put between 0x80 and 0x9F.
WESTERN = regex.compile(
    r"[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039"
    r"\u203a\u20ac\u2122]{2,}"
)
# Shift JIS read as text: UTF-8's lead bytes E3 to E9 are rare kanji there (縺, 繧, 譁, 荳), its trail bytes half-width kana.
JAPANESE = regex.compile(r"[縺繧繝荳莉蜃蜷螟螂譁譛譌隕險邨蜿邱遘蟆蠖讓逕][\p{Script=Han}\p{Script=Katakana}\p{S}\uff61-\uff9f\ufffd]{3,}")

READABLE = regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー。、・「」！？（）]{2,}")


class Garbled(NamedTuple):
    """Garbled characters at [start, end) and what they were."""

    start: int
    end: int
    was: str


def garbled(text: str) -> Iterator[Garbled]:
    """Yield runs of `text` that were decoded with the wrong character set."""
    if text.isascii():
        return
    for pattern, undone in ((WESTERN, _from_western), (JAPANESE, _from_shift_jis)):
        for run in pattern.finditer(text):
            was = undone(run[0])
            if was:
                yield Garbled(run.start(), run.end(), was)


def _from_western(text: str) -> str:
    """Return `text` decoded again, or nothing; the five bytes Windows leaves undefined stand for themselves, as browsers do."""
    try:
        data = b"".join(bytes([ord(character)]) if "\u0080" <= character <= "\u009f" else character.encode("cp1252") for character in text)
        was = data.decode("utf-8")
    except UnicodeError:
        return ""
    return was if was.isprintable() or "\u00a0" in was else ""


def _from_shift_jis(text: str) -> str:
    """Return `text` decoded again, or nothing; bytes that Shift JIS could not show are lost, and so are their characters."""
    try:
        was = text.replace("\ufffd", "").encode("cp932").decode("utf-8", errors="ignore")
    except UnicodeError:
        return ""
    return was if len(was) * 5 >= len(text) and READABLE.fullmatch(was) else ""
