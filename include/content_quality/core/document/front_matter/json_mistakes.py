"""What editors type that JSON cannot read: each mistake with its place and what to type instead."""

from __future__ import annotations

import json
import math
import re

from content_quality.core.document.front_matter.model import Problem
from content_quality.core.findings import Message, message

WORD = re.compile(r"[^\s,\]}\"]+")
WORDS = {
    "true": "true",
    "yes": "true",
    "on": "true",
    "false": "false",
    "no": "false",
    "off": "false",
    "none": "null",
    "nil": "null",
    "undefined": "null",
}
STRING = re.compile(r'"(?:[^"\\\r\n]|\\.)*+"?')
GENERAL = (
    "Every key and every text stands in double quotation marks; a comma separates two pairs, and none follows the last."
)


class NoNumberError(ValueError):
    """A number that JSON does not have: NaN, Infinity, 1e400."""


def constant(name: str) -> float:
    """Refuse NaN and the infinities, which Python would read and other parsers stop at."""
    raise NoNumberError(name)


def number(typed: str) -> float:
    """Return the number typed; raise `NoNumberError` when it is larger than any."""
    value = float(typed)
    if not math.isfinite(value):
        raise NoNumberError(typed)
    return value


def no_number(error: NoNumberError, inner: str, shift: int) -> Problem:
    """Return the problem of a number that JSON does not have, at its place in the file."""
    typed = str(error)
    outside = STRING.sub(lambda text: " " * len(text[0]), inner)
    at = shift + max(0, outside.find(typed))
    text = message("{typed} is not a valid number in JSON.", typed=typed[:40])
    return Problem("syntax", at, at + len(typed), text, message("Type another number, or put it into quotation marks."))


def explain(error: json.JSONDecodeError, inner: str, shift: int) -> Problem:
    """Return what keeps `inner` from being read, at its place in the file.

    The mistake when we know it, else the parser's words.
    """
    at = min(error.pos, max(0, len(inner) - 1))
    before = len(inner[:at].rstrip()) - 1  # the last character that was understood
    mark, last = inner[at : at + 1], inner[before : before + 1]
    if mark in "}]" and last == ",":
        return _at(before, before + 1, shift, message("A comma follows the last pair."), message("Delete the comma."))
    if mark and mark in "：，":
        return _at(
            at, at + 1, shift, message("This character is full-width."), message("Type the half-width character.")
        )
    if error.msg.startswith("Expecting ','") and last == '"':
        if mark == '"':
            return _at(
                at,
                at + 1,
                shift,
                message("A comma is missing before this place."),
                message("Type a comma after the value before it."),
            )
        text = message("A text in quotation marks contains quotation marks, so the text ends too soon.")
        return _at(before, before + 1, shift, text, message('Type a backslash before each quotation mark inside: \\"'))
    if mark and mark in "“”„‘’'「":
        text = message("Only straight double quotation marks count here.")
        return _at(at, at + 1, shift, text, message('Type " around every key and every text.'))
    if error.msg == "Expecting value" and (word := WORD.match(inner, at)):
        known = WORDS.get(word[0].lower())
        text = message("JSON does not recognize the word {word}.", word=word[0][:40])
        hint = message("Type: {line}", line=known) if known else message("Put text into double quotation marks.")
        return _at(at, word.end(), shift, text, hint)
    if error.msg.startswith("Invalid control character"):
        return _at(
            at,
            at + 1,
            shift,
            message("A text contains a tab or a line break."),
            message("Type \\t or \\n, or a space."),
        )
    if error.msg.startswith("Invalid \\"):
        return _at(
            at,
            at + 1,
            shift,
            message("The backslash has a special meaning in JSON."),
            message("Type two backslashes instead of one."),
        )
    reason = message("The front matter cannot be read from here on: {reason}.", reason=error.msg)
    return _at(at, at + 1, shift, reason, message(GENERAL))


def _at(start: int, end: int, shift: int, text: Message, suggestion: Message) -> Problem:
    return Problem("syntax", shift + start, shift + end, text, suggestion)
