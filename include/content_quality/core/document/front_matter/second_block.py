"""A second block of front matter below the first one, which readers see as text."""

from __future__ import annotations

import re
from itertools import islice

from content_quality.core.document.front_matter.key_runs import (
    HEAD,
    KEYS,
    TypedLine,
    key_run,
    typed_lines,
)
from content_quality.core.document.front_matter.model import Problem
from content_quality.core.findings import Message, message

AGAIN = re.compile(r"(?:\r\n|\n|\r)(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\n|\r)(?=[\"]?(?P<key>[a-zA-Z_]\w{0,30}))")
CODE_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)", re.MULTILINE)
MOST_BLOCKS = 100  # rules followed by a key that are looked at
SECOND_BLOCK = 2_000  # characters of a second block


def emptied(text: str, start: int) -> Problem | None:
    """Return the problem of keys right below front matter that holds none and ends at `start`."""
    lines = [
        TypedLine(line.start + start, line.text)
        for line in typed_lines(text[start : start + HEAD])
        if line.text.strip()
    ]
    run = key_run(lines, 0) if lines else None
    if run is None or not run.counts or not (run.lower and run.closed):
        return None
    words = message("The front matter ends before its first key, so the keys are published as text.")
    return Problem(
        "second-block", lines[0].start, lines[0].end, words, message("Keep one --- above the keys and one below them.")
    )


def again(text: str, start: int) -> Problem | None:
    """Return the problem of a second block of front matter below the first, which ends at `start`."""
    coded = start
    inside = False
    for found in islice(AGAIN.finditer(text, start), MOST_BLOCKS):
        inside ^= len(CODE_FENCE.findall(text, coded, found.start())) % 2 == 1
        coded = found.start()
        if inside or found["key"].lower() not in KEYS:
            continue
        directly = not text[start : found.start()].strip()
        lines = typed_lines(text[found.start("fence") : found.start("fence") + SECOND_BLOCK])
        run = key_run(lines, 1)
        sure = run is not None and run.closed and run.counts and run.lower and len(run.keys) > 1 - directly
        if run and sure and (directly or "title" in run.keys):
            return _second(found, directly=directly, keys=run.keys)
    return None


def _second(found: re.Match[str], *, directly: bool, keys: frozenset[str]) -> Problem:
    start = found.start("fence")
    words = message("A second block of front matter begins here; the second block is published as text.")
    if directly or "title" not in keys:
        hint: Message = message("Move the keys into the first block, and delete the second block.")
    else:
        hint = message("Put the second post into its own file.")
    return Problem("second-block", start, found.end(), words, hint)
