"""What editors type that TOML cannot read: each mistake with its place and what to type instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content_quality.core.document.front_matter import toml_fixes
from content_quality.core.document.front_matter.mistake import Mistake
from content_quality.core.document.front_matter.model import Problem
from content_quality.core.document.front_matter.toml_lines import KEY, assignment, typed, unquoted
from content_quality.core.document.front_matter.toml_values import after_value, bare_word, odd_date, odd_list, odd_text
from content_quality.core.findings import message
from content_quality.core.text.patterns import lazy_re

LINES = lazy_re(r"([^\r\n]*)(?:\r\n|\n|\r|\Z)")
WHERE = lazy_re(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
TABLE_AGAIN = lazy_re(r"Cannot (?:declare|mutate immutable namespace|overwrite a value|create namespace|define)\b.*")
KEY_AGAIN = lazy_re(r"Duplicate inline table key '(?P<key>.*)'")


def explain(error: Exception, inner: str, shift: int) -> Problem:
    """Return what keeps `inner` from being read, at its place in the file.

    That is the mistake when we know it, else the parser's reason.
    """
    reason = str(error)
    where = WHERE.search(reason)
    reason = WHERE.sub("", reason)
    lines = [(line.start(), line[1]) for line in LINES.finditer(inner)]
    number = min(int(where["line"]), len(lines)) - 1 if where and where["line"] else _last(lines)
    start, line = lines[number]
    if mistake := _known(reason, [text for _, text in lines], number):
        return mistake.problem(shift + start)
    column = int(where["column"]) - 1 if where and where["column"] else max(0, len(line) - 1)
    at = shift + min(start + column, max(0, len(inner.rstrip()) - 1))
    text = message("The front matter cannot be read from here on: {reason}.", reason=reason)
    return Problem(
        "syntax", at, at + 1, text, message("Put text into quotation marks, with \\ before each quotation mark inside.")
    )


def _last(lines: Sequence[tuple[int, str]]) -> int:
    return next((number for number in range(len(lines) - 1, -1, -1) if lines[number][1].strip()), 0)


def _known(reason: str, lines: Sequence[str], number: int) -> Mistake | None:
    line = lines[number]
    return (
        _header(reason, lines, number)
        or _key_again(reason, line)
        or _no_equals(line)
        or _no_value(line)
        or odd_date(line)
        or bare_word(line)
        or after_value(line)
        or odd_text(line)
        or odd_list(lines, number)
    )


def _header(reason: str, lines: Sequence[str], number: int) -> Mistake | None:
    found = re.match(r"[ \t]*(?P<table>\[\[?[^\[\]=]*)(?P<close>\]*)", lines[number])
    if found is None:
        return None
    if not found["close"]:
        text = message("The name of a table is not closed: {table}", table=found["table"].strip())
        return Mistake(
            "syntax",
            found.start("table"),
            found.end("table"),
            text,
            typed(found["table"].strip() + "]" * found["table"].count("[")),
        )
    name = found["table"].strip("[ \t")
    first = next(
        (above for above in range(number) if re.match(rf"[ \t]*\[\[?[ \t]*{re.escape(name)}[ \t]*\]", lines[above])),
        None,
    )
    if first is None or not TABLE_AGAIN.match(reason):
        return None
    text = message("The table [{table}] appears a second time here.", table=name)
    return Mistake(
        "syntax",
        found.start("table"),
        found.end("close"),
        text,
        message("Move its keys to the first [{table}] and delete this line.", table=name),
    )


def _key_again(reason: str, line: str) -> Mistake | None:
    again = KEY_AGAIN.match(reason)
    places = list(re.finditer(rf"(?<![\w-]){re.escape(again['key'])}(?=[ \t]*=)", line)) if again else []
    if again is None or len(places) < 2:
        return None
    text = message("The key {key} appears twice in this group.", key=again["key"])
    return Mistake(
        "syntax",
        places[-1].start(),
        places[-1].end(),
        text,
        message("Keep the correct value and delete the other."),
    )


def _no_equals(line: str) -> Mistake | None:
    if found := re.match(rf"{KEY}(?P<sign>[:：])[ \t　]*(?P<value>.*)", line):
        text = message("The line for {key} has a colon; TOML requires an equals sign.", key=found["key"])
        hint = assignment(found["key"], unquoted(found["value"]))
        return Mistake("syntax", *found.span("sign"), text, hint, toml_fixes.equals(found))
    if found := re.match(rf"{KEY}(?P<sign>[＝])[ \t　]*(?P<value>.*)", line):
        text = message("The equals sign after {key} is full-width.", key=found["key"])
        hint = assignment(found["key"], unquoted(found["value"]))
        return Mistake("syntax", *found.span("sign"), text, hint, toml_fixes.equals(found))
    if found := re.match(rf"(?>{KEY})(?P<value>[^=\s.].*|)$", line):
        if not found["key"] or re.match(r"[ \t]*[\[#]", line):
            return None
        text = message("This line has no equals sign after {key}.", key=found["key"])
        return Mistake(
            "syntax", found.start("key"), found.end("key"), text, assignment(found["key"], unquoted(found["value"]))
        )
    return None


def _no_value(line: str) -> Mistake | None:
    found = re.match(rf"{KEY}=[ \t]*(?:#.*)?$", line)
    if found is None:
        return None
    text = message("{key} has no value.", key=found["key"])
    return Mistake(
        "syntax",
        found.start("key"),
        found.end("key"),
        text,
        message("Type a value after the equals sign, or delete the line."),
    )
