"""How deep values are nested, without recursion."""

from __future__ import annotations

from content_quality.core.findings import message
from content_quality.core.front_matter.model import MAX_DEPTH, Problem


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


def too_deep(at: int) -> Problem:
    """Return the problem of values nested too deep at `at`."""
    text = message("Values are nested more than {limit} deep here; the front matter is not read.", limit=MAX_DEPTH)
    return Problem("too-deep", at, at + 1, text, message("Flatten the nested lists and mappings."))
