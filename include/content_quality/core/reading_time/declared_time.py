"""The reading time a post declares: the keys and forms in use, as minutes."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial

import regex

from content_quality.core.document.generators import of_any
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.records import dataclass
from content_quality.core.text.content_languages import alternatives
from content_quality.core.text.patterns import lazy

# Keys in use, written together and in lower case. Minutes unless the value says otherwise.
KEYS = frozenset(
    "readingtime readtime readingtimeminutes readingtimeinminutes readingminutes estimatedreadingtime estimatedreadtime readingtimemin readmin minread "  # noqa: E501 - words in a table
    "timetoread minutesread minutestoread minstoread 読了時間".split()
)
LONGEST_NUMBER = 9  # digits
NUMBER = rf"(?:\d{{1,{LONGEST_NUMBER}}}(?:[.,]\d{{1,{LONGEST_NUMBER}}})?)"
UNITS = {3_600: ("hours", ""), 60: ("minutes", "|′|'"), 1: ("seconds", r'|″|"')}  # seconds, phrases, signs
# the reading 分で goes on without a space
WORD_ENDS = r"(?![\p{L}--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]])"


def _unit(seconds: int) -> str:
    name, signs = UNITS[seconds]
    return f"{alternatives(name)}{signs}"


def _part(seconds: int) -> str:
    return rf"(?P<number>{NUMBER})\+?\s*(?:{_unit(seconds)}){WORD_ENDS}"


PARTS = {seconds: lazy(partial(_part, seconds), regex.IGNORECASE | regex.VERSION1) for seconds in UNITS}
RANGE = lazy(
    lambda: (
        rf"(?P<least>{NUMBER})\s*(?:[-–—〜～~]|{alternatives('range')})\s*(?P<most>{NUMBER})"
        rf"(?P<hours>\s*(?:{_unit(3_600)}){WORD_ENDS})?"
    ),
    regex.IGNORECASE | regex.VERSION1,
)
ALONE = lazy(rf"[^\d]*?(?P<number>-?{NUMBER})\+?[\s.)]*")  # “約5”, “Reading time: 5”
DURATION = lazy(r"PT(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?")
CLOCK = lazy(r"(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)")
TEMPLATE = lazy(r"\{\{|\{%|<%")
NOTHING = frozenset({"", "none", "null", "auto", "n/a", "na", "-", "–", "—", "false", "true"})
LONGEST_TEXT = 60  # characters; a longer one is a sentence


@dataclass(frozen=True, slots=True)
class Declared:
    """The reading time a post declares: its dotted key, the raw value, and the minutes when it can be read.

    `upto` is the end of a range such as “5–7 min”. A switch (`read_time: true`) or a template declares nothing.
    """

    key: str | None = None
    value: object = None
    minutes: float | None = None
    upto: float | None = None


@once_per_post
def declared(post: Post) -> Declared:
    """Return the reading time `post` declares."""
    for key, value in _candidates(post.front_matter.values):
        if not _says_nothing(value):
            return Declared(key, value, *minutes_in(value))
    return Declared()


def _candidates(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in values.items():
        if _plain(key) in KEYS:
            yield str(key), value
    for group in of_any("keys_under"):
        inner = values.get(group)
        for key, value in inner.items() if isinstance(inner, Mapping) else ():
            if _plain(key) in KEYS:
                yield f"{group}.{key}", value


def _plain(key: object) -> str:
    return "".join(mark for mark in key.lower() if mark.isalnum()) if isinstance(key, str) else ""


def _says_nothing(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().lower() in NOTHING or TEMPLATE.search(value) is not None
    return value is None or isinstance(value, bool)


def minutes_in(value: object) -> tuple[float | None, float | None]:
    """Return the minutes `value` names, and the end of the range it names."""
    if isinstance(value, Mapping):  # what the npm package returns: text, minutes, time in milliseconds, words
        inner = next((value[key] for key in ("minutes", "text") if key in value), None)
        return (None, None) if isinstance(inner, Mapping) else minutes_in(inner)
    if isinstance(value, bool) or value is None:
        return None, None
    if isinstance(value, int | float):
        try:
            return (float(value), None) if math.isfinite(value) else (None, None)
        except OverflowError:
            return None, None
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return None, None
    text = unicodedata.normalize("NFKC", value).strip()
    return (None, None) if regex.search(rf"\d{{{LONGEST_NUMBER + 1}}}", text) else _read(text)


def _read(text: str) -> tuple[float | None, float | None]:
    for form in (DURATION, CLOCK):
        if (found := form.fullmatch(text)) and text != "PT":
            parts = (("hours", 60), ("minutes", 1), ("seconds", 1 / 60))
            return sum(int(found[name] or 0) * weight for name, weight in parts), None
    if found := RANGE.search(text):
        weight = 60 if found["hours"] else 1
        return weight * _number(found["least"]), weight * _number(found["most"])
    seconds = 0.0
    named = False
    for weight, part in PARTS.items():
        if found := part.search(text):
            named = True
            seconds += weight * _number(found["number"])
    if named:
        return -seconds / 60 if text.startswith("-") else seconds / 60, None
    if found := ALONE.fullmatch(text):
        return _number(found["number"]), None
    return None, None


def _number(typed: str) -> float:
    return float(typed.replace(",", "."))
