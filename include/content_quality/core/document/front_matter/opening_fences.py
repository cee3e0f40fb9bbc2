"""The line that was meant to open front matter: what in the line keeps it from counting, and what to type instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from content_quality.core.document.front_matter.key_runs import (
    EXACT,
    INVISIBLE,
    SPACES,
    TypedLine,
    key_run,
)
from content_quality.core.document.front_matter.model import Problem
from content_quality.core.findings import Fix, message, replaced

ONLY_SIGNS = {"---": re.compile("[-–—―ー－‐‑−]{1,6}"), "+++": re.compile("[+＋]{1,6}")}
SHOWN = 40  # characters of what stands there, repeated in a message


def key_on_fence(lines: Sequence[TypedLine], line_end: str) -> Problem | None:
    """Return the problem of a first key in the line of the opening fence; lines end in `line_end`."""
    found = re.match(r"(?P<fence>---|\+\+\+)[ \t\x85\u2028]?(?=[a-z])", lines[0].text) if lines else None
    if found is None:
        return None
    first = TypedLine(found.end(), lines[0].text[found.end() :])
    run = key_run([first, *lines[1:]], 0)
    if run is None or not run.counts or not run.closed:
        return None
    words = message("The first key is in the line of the opening fence, so the front matter is published as text.")
    return Problem(
        "key-on-fence" if found.end() == 3 else "key-after-fence",
        0,
        lines[0].end,
        words,
        message("Type a line break after {fence}.", fence=found["fence"]),
        fix=replaced(3, found.end(), line_end),
    )


def at_fence(fence: TypedLine, first: TypedLine, *, closed: bool) -> Problem:
    """Nothing but blank lines above the fence: it is odd itself, or what stands in its line is."""
    typed = fence.text.strip(" \t")
    if hidden := INVISIBLE.search(fence.text) or re.search(f"[{SPACES}]", fence.text):
        code = f"U+{ord(hidden[0]):04X}"
        text = message(
            (
                "The invisible character {code} is in the line of the opening fence, so the front matter is "
                "published as text."
            ),
            code=code,
        )
        right = "+++" if "+" in typed else "---"
        start = fence.start + hidden.start()
        return Problem(
            "hidden-fence",
            start,
            fence.end,
            text,
            message("Delete the line and type {fence} alone.", fence=right),
            fix=replaced(fence.start, fence.end, right),
        )
    if first.start != fence.start and first.text.strip():
        return odd(first.text.strip(), fence.end)
    if first.start != fence.start or EXACT.fullmatch(fence.text.lstrip(" \t")):
        found = late(fence.start, fence.end, typed)
        return found if closed else replace(found, kind="indented-block")
    if re.match(r"---[ \t]+#", typed):
        words = message("A comment is in the line of the opening fence, so the front matter is published as text.")
        return Problem(
            "fence-comment" if closed else "wrong-dashes",
            0,
            fence.end,
            words,
            message("Delete the line and type {fence} alone.", fence="---"),
        )
    return odd(typed, fence.end)


def odd(typed: str, end: int) -> Problem:
    """Return the problem of line 1 that opens front matter with `typed`, up to `end`."""
    if typed[:1] in "+＋":
        text = message(
            (
                "Line 1 opens the front matter with {typed} instead of three plus signs, so the front matter is "
                "published as text."
            ),
            typed=typed[:SHOWN],
        )
        return Problem("wrong-dashes", 0, end, text, message("Type +++ instead."), fix=_only(typed, end, "+++"))
    text = message(
        (
            "Line 1 opens the front matter with {typed} instead of three hyphens, so the front matter is "
            "published as text."
        ),
        typed=typed[:SHOWN],
    )
    return Problem("wrong-dashes", 0, end, text, message("Type --- instead."), fix=_only(typed, end, "---"))


def _only(typed: str, end: int, fence: str) -> Fix | None:
    """Return the fix of `typed`, which ends at `end`, where it holds nothing but signs like those of a fence."""
    if not ONLY_SIGNS[fence].fullmatch(typed):
        return None
    return replaced(end - len(typed), end, fence)


def late(start: int, end: int, fence: str) -> Problem:
    """Return the problem of a sound fence at [start, end) with nothing but white space before it."""
    text = message(
        "The front matter does not start in the first column of line 1, so the front matter is published as text."
    )
    hint = message("Delete everything before {fence}.", fence=fence)
    return Problem("late-fence", start, end, text, hint, fix=replaced(0, start, ""))
