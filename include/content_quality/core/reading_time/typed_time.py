"""The characters of a declared reading time, and what to put in the place of its number."""

from __future__ import annotations

from content_quality.core.document.post import Post
from content_quality.core.findings import Replacement
from content_quality.core.reading_time.declared_time import Declared, minutes_in
from content_quality.core.text.patterns import lazy_re

NUMBER = lazy_re(r"[-+−]?\d[\d,.]*")
EXPONENT = lazy_re(r"[-+]?[\d.]{1,20}[eE][-+]?\d{1,9}")
SCALAR = lazy_re(r"""(?P<quote>["']?)(?P<words>[^"'\r\n#{}\[\]|>&*!]*)(?P=quote)""")


def with_minutes(post: Post, declared: Declared, minutes: int) -> Replacement | None:
    """Return what types `minutes` as the declared time: its unit and its quotation marks stay.

    None where the value holds more than one number, or is more than one word on one line.
    """
    place = post.front_matter.places.get(declared.key or "")
    found = SCALAR.fullmatch(post.text, place.value_start, place.value_end) if place else None
    if found is None:
        return None
    numbers = list(NUMBER.finditer(post.text, *found.span("words")))
    if len(numbers) > 1 and not EXPONENT.fullmatch(found["words"].strip()):
        return None
    if len(numbers) == 1:
        (number,) = numbers
        words = found["words"]
        at = found.start("words")
        typed = f"{words[: number.start() - at]}{minutes}{words[number.end() - at :]}"
        if minutes_in(typed)[0] == minutes:
            return Replacement(*number.span(), str(minutes)) if number[0] != str(minutes) else None
    return Replacement(place.value_start, place.value_end, str(minutes)) if place and found["words"].strip() else None
