"""Mistakes that only the lines around show.

Wrong indentation, a text that goes on with a colon, a list that is never closed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from content_quality.core.document.front_matter.mistake import LONGEST_QUOTE, Mistake, quoted
from content_quality.core.findings import message
from content_quality.core.text.patterns import lazy_re

LINES_OF_A_TEXT = 4  # that are looked through for the key they belong to
ENTRY = lazy_re(r"(?P<indent>[ ]*)(?:-[ ]+)*(?:(?P<key>[\w.-]+):(?:[ ]|$)|-(?:[ ]|$))")
TEXT = lazy_re(r"(?P<indent>[ ]*)(?P<key>(?:-[ ]+)?[\w.-]+):[ ]+(?P<value>[^\s\"'|>\[{&*!#].*)$")
OPEN_LIST = lazy_re(r"(?P<key>[ ]*(?:-[ ]+)?[\w.-]+):[ ]+(?P<open>[\[{])(?P<inner>[^\]}]*)$")
HASH_IN_LIST = lazy_re(r"(?P<key>[ ]*(?:-[ ]+)?[\w.-]+):[ ]+\[(?P<inner>(?:[^\]#]*[\s,])?(?P<hash>#).*)$")
# Keys that no sentence is likely to hold at the start of a line; after others the line goes on with the text above.
KEYS = frozenset(
    "title date tags tag categories category author authors layout draft published slug permalink description excerpt summary image lang weight url".split()  # noqa: E501 - words in a table
)


def recognise(lines: Sequence[str], number: int) -> Mistake | None:
    """Return the mistake on `lines[number]` that its neighbours show, None when they show none."""
    for look in (_goes_on, _indentation, _hash_in_list, _open_list):
        if mistake := look(lines, number):
            return mistake
    return None


def _above(lines: Sequence[str], number: int) -> int:
    """Return the number of the last line before `number` that is neither blank nor a comment, -1 when there is none."""
    return next(
        (
            above
            for above in range(number - 1, -1, -1)
            if lines[above].strip() and not lines[above].lstrip().startswith("#")
        ),
        -1,
    )


def _goes_on(lines: Sequence[str], number: int) -> Mistake | None:
    """A key that is indented under a line with a value: typed too far to the right, or a text with a colon in it."""
    line = lines[number]
    found = re.match(r"(?P<indent>[ ]+)(?P<key>[^\s:-][^:]*?)(?P<colon>:)(?:[ ]|$)", line)
    value = _value_above(lines, number) if found else None
    if found is None or value is None or len(found["indent"]) <= len(value["indent"]):
        return None
    if found["key"].lower() in KEYS:
        text = message(
            "The line for {key} is indented, so YAML reads the line as part of the line above.", key=found["key"]
        )
        return Mistake(
            "indent", 0, found.end("indent"), text, message("Type: {line}", line=_short(value["indent"] + line.strip()))
        )
    text = message(
        (
            "The value of {key} continues in this line and contains a colon followed by a space, so YAML "
            "reads this line as another key."
        ),
        key=value["key"].strip(),
    )
    whole = quoted(f"{value['value'].strip()} {line.strip()}")
    return Mistake(
        "colon-in-value",
        found.start("colon"),
        found.end("colon"),
        text,
        message("Type: {line}", line=_short(f"{value['key'].strip()}: {whole}")),
    )


def _value_above(lines: Sequence[str], number: int) -> re.Match[str] | None:
    """Return the key with a text for a value that `lines[number]` may go on."""
    for _ in range(LINES_OF_A_TEXT):
        number = _above(lines, number)
        if number < 0:
            return None
        if ENTRY.match(lines[number]):
            return TEXT.match(lines[number])
    return None


def _indentation(lines: Sequence[str], number: int) -> Mistake | None:
    """A key or entry that lines up with nothing above it."""
    found = ENTRY.match(lines[number])
    above = _above(lines, number)
    if found is None or above < 0:
        return None
    indent, levels = len(found["indent"]), set[int]()
    least = 1_000
    for back in range(above, -1, -1):
        if entry := ENTRY.match(lines[back]):
            width = len(entry["indent"])
            if width < least:
                levels.add(width)
                least = width
    deeper = [level for level in levels if level > indent]
    if indent in levels or not deeper:
        return None
    text = message("This line begins in column {column} and does not line up with a line above it.", column=indent + 1)
    return Mistake(
        "indent",
        0,
        max(1, indent),
        text,
        message("Begin this line in column {column}, like the lines it belongs to.", column=min(deeper) + 1),
    )


def _hash_in_list(lines: Sequence[str], number: int) -> Mistake | None:
    found = HASH_IN_LIST.match(lines[number])
    if found is None:
        return None
    entries = [entry.strip() for entry in found["inner"].rstrip().removesuffix("]").split(",") if entry.strip()]
    text = message("The # begins a comment, so the list of {key} is never closed.", key=found["key"].strip())
    line = f"{found['key']}: [{', '.join(quoted(entry) if entry.startswith('#') else entry for entry in entries)}]"
    return Mistake("hash", found.start("hash"), found.end("hash"), text, message("Type: {line}", line=_short(line)))


def _open_list(lines: Sequence[str], number: int) -> Mistake | None:
    found = OPEN_LIST.match(lines[number].rstrip())
    closer = {"[": "]", "{": "}"}[found["open"]] if found else ""
    if found is None or (found["open"] == "{" and found["inner"].startswith(("{", "%"))):
        return None
    for line in lines[number + 1 :]:
        if closer in line:
            return None
    text = message(
        "The list or group that {key} opens with {bracket} is never closed.",
        key=found["key"].strip(),
        bracket=found["open"],
    )
    line = f"{found['key']}: {found['open']}{found['inner'].strip().rstrip(',')}{closer}"
    return Mistake(
        "open-list", found.start("open"), found.end("open"), text, message("Type: {line}", line=_short(line))
    )


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"
