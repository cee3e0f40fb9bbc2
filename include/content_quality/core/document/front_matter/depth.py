"""How deep values are nested, without recursion."""

from __future__ import annotations

from content_quality.core.document.front_matter.model import MAX_DEPTH, Problem
from content_quality.core.findings import message


def depth_of(values: object) -> int:
    """Return how many collections lie inside each other, counted to just above `MAX_DEPTH`."""
    level, depth = [values], 0
    while level and depth <= MAX_DEPTH:
        inner: list[object] = []
        for value in level:
            if isinstance(value, dict):
                inner += value.values()
            elif isinstance(value, list):
                inner += value
        level, depth = [value for value in inner if isinstance(value, dict | list)], depth + 1
    return depth


LONGEST_NUMBER = 1_024  # bits; Python refuses to print longer ones than 14,000


def holds_long_number(values: object) -> bool:
    """Return whether a number in `values`, of bounded depth, is too long to be printed."""
    level = [values]
    while level:
        value = level.pop()
        if isinstance(value, dict):
            level += value.values()
        elif isinstance(value, list):
            level += value
        elif isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
            return True
    return False


def long_number(at: int) -> Problem:
    """Return the problem of a number too long to be read, in the front matter that starts at `at`."""
    text = message("A number in the front matter is too long to be read.")
    return Problem("syntax", at, at + 1, text, message("Put the number into quotation marks."))


def too_deep(at: int) -> Problem:
    """Return the problem of values nested too deep at `at`."""
    text = message(
        "Values are nested more than {limit} levels deep here, so the front matter cannot be read.", limit=MAX_DEPTH
    )
    return Problem("too-deep", at, at + 1, text, message("Flatten the nested lists and mappings."))
