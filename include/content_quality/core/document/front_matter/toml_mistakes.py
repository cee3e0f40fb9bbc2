"""What editors type that TOML cannot read: each mistake with its place and what to type instead."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from content_quality.core.document.front_matter.mistake import LONGEST_QUOTE, Mistake
from content_quality.core.document.front_matter.model import Problem
from content_quality.core.findings import Message, message

NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*')"""
KEY = rf"[ \t]*(?P<key>{NAME}(?:[ \t]*\.[ \t]*{NAME})*)[ \t]*"
LINES = re.compile(r"([^\r\n]*)(?:\r\n|\n|\r|\Z)")
WHERE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
TABLE_AGAIN = re.compile(r"Cannot (?:declare|mutate immutable namespace|overwrite a value|create namespace|define)\b.*")
KEY_AGAIN = re.compile(r"Duplicate inline table key '(?P<key>.*)'")
SWITCHES = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
SMART = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "＂": '"'})
ESCAPES = 'btnfr"\\uUe'


def explain(error: Exception, inner: str, shift: int) -> Problem:
    """Return what keeps `inner` from being read, at its place in the file.

    The mistake when we know it, else the parser's words.
    """
    reason = str(error)
    where = WHERE.search(reason)
    reason = WHERE.sub("", reason)
    lines = [(line.start(), line[1]) for line in LINES.finditer(inner)]
    number = min(int(where["line"]), len(lines)) - 1 if where and where["line"] else _last(lines)
    start, line = lines[number]
    if mistake := _known(reason, [text for _, text in lines], number):
        return Problem(
            mistake.kind,
            shift + start + mistake.start,
            shift + start + max(mistake.end, mistake.start + 1),
            mistake.message,
            mistake.suggestion,
        )
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
        or _date(line)
        or _word(line)
        or _after_value(line)
        or _text(line)
        or _list(lines, number)
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
            _type(found["table"].strip() + "]" * found["table"].count("[")),
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
        return Mistake(
            "syntax", found.start("sign"), found.end("sign"), text, _assign(found["key"], _plain(found["value"]))
        )
    if found := re.match(rf"{KEY}(?P<sign>[＝])[ \t　]*(?P<value>.*)", line):
        text = message("The equals sign after {key} is full-width.", key=found["key"])
        return Mistake(
            "syntax", found.start("sign"), found.end("sign"), text, _assign(found["key"], _plain(found["value"]))
        )
    if found := re.match(rf"(?>{KEY})(?P<value>[^=\s.].*|)$", line):
        if not found["key"] or re.match(r"[ \t]*[\[#]", line):
            return None
        text = message("This line has no equals sign after {key}.", key=found["key"])
        return Mistake(
            "syntax", found.start("key"), found.end("key"), text, _assign(found["key"], _plain(found["value"]))
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


def _date(line: str) -> Mistake | None:
    found = re.match(
        rf"{KEY}=[ \t]*(?P<value>(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?P<rest>[^#]*))",
        line,
    )
    if found is None:
        return None
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        text = message("The date {date} does not exist.", date=f"{year:04}-{month:02}-{day:02}")
        return Mistake(
            "syntax",
            found.start("value"),
            found.end("day"),
            text,
            message("Type the intended date as year-month-day."),
        )
    if len(found["month"]) < 2 or len(found["day"]) < 2 or found["mark"] != "-":
        text = message(
            "The date of {key} must be typed with hyphens and two digits for month and day.", key=found["key"]
        )
        rest = found["rest"].rstrip()
        return Mistake(
            "syntax",
            found.start("value"),
            found.end("day"),
            text,
            _type(f"{found['key']} = {year:04}-{month:02}-{day:02}{rest}"),
        )
    return None


def _word(line: str) -> Mistake | None:
    """A value of letters without quotation marks, or in typographic ones."""
    found = re.match(rf"{KEY}=[ \t]*(?P<value>[^\s\"'\[{{\d+-][^#]*)", line)
    if found is None:
        return None
    value = found["value"].strip().rstrip(",")
    if switch := SWITCHES.get(value.lower()):
        if switch == value:
            return None
        text = message("TOML accepts only true and false, in lower case; found {value}.", value=value)
        return Mistake(
            "syntax", found.start("value"), found.start("value") + len(value), text, _type(f"{found['key']} = {switch}")
        )
    text = message("The value of {key} is text without quotation marks.", key=found["key"])
    if value[:1] in "“”„‘’＂":
        text = message(
            "The quotation marks around the value of {key} are typographic; TOML requires straight quotation marks.",
            key=found["key"],
        )
    return Mistake(
        "syntax", found.start("value"), found.start("value") + len(value), text, _assign(found["key"], _plain(value))
    )


def _after_value(line: str) -> Mistake | None:
    """Something behind a value that is complete.

    A comma, another pair, or the rest of a text that held quotation marks.
    """
    complete = r""""(?:[^"\\]|\\.)*"|'[^']*'|true|false|[-+\d][\w:.+-]*|\[[^\[\]]*\]"""
    found = re.match(rf"{KEY}=[ \t]*(?P<value>{complete})[ \t]*(?P<rest>[^\s#].*)$", line)
    if found is None or found["value"].startswith(("''", '""')):
        return None
    rest = found["rest"].strip()
    if rest == ",":
        text = message("A line of TOML must not end with a comma.")
        return Mistake("syntax", found.end("value"), found.end(), text, _type(f"{found['key']} = {found['value']}"))
    if re.match(rf",?[ \t]*{NAME}[ \t]*=", rest):
        text = message("Two keys are on one line.")
        return Mistake(
            "syntax",
            found.start("rest"),
            found.end("rest"),
            text,
            message("Type a line break before the second key."),
        )
    if found["value"][0] not in "\"'":
        return None
    text = message(
        "The value of {key} is in quotation marks and contains quotation marks, so the value ends too soon.",
        key=found["key"],
    )
    whole = line[found.start("value") :].strip()
    inner = whole[1:-1] if whole[-1] == whole[0] and len(whole) > 1 else whole
    return Mistake(
        "inner-quotes", found.start("rest"), found.end("rest"), text, _assign(found["key"], inner.replace('\\"', '"'))
    )


def _text(line: str) -> Mistake | None:
    """A text whose quotation mark is never closed, or with a backslash that means something else."""
    found = re.match(rf"{KEY}=[ \t]*(?P<value>(?P<quote>[\"'])(?!(?P=quote){2})(?P<inner>.*))$", line)
    if found is None:
        return None
    quote, inner = found["quote"], found["inner"].rstrip()
    if (quote == "'" and "'" not in inner) or (quote == '"' and not re.match(r'(?:[^"\\]|\\.)*"', inner)):
        text = message("The quotation mark that opens the value of {key} is never closed.", key=found["key"])
        return Mistake("open-quote", found.start("quote"), found.end("quote"), text, _assign(found["key"], inner))
    wrong = (
        next((escape for escape in re.finditer(r"\\(.)", inner) if escape[1] not in ESCAPES), None)
        if quote == '"'
        else None
    )
    if wrong is None:
        return None
    text = message(
        "The backslash in the value of {key} has a special meaning between double quotation marks.", key=found["key"]
    )
    return Mistake(
        "backslash",
        found.start("inner") + wrong.start(),
        found.start("inner") + wrong.end(),
        text,
        _assign(found["key"], inner.rstrip('"')),
    )


def _list(lines: Sequence[str], number: int) -> Mistake | None:
    found = re.match(rf"{KEY}=[ \t]*(?P<open>\[)(?P<inner>[^\[\]]*)(?P<close>\]?)[ \t]*$", lines[number])
    if found is None:
        return None
    if not found["close"]:
        if any("]" in line for line in lines[number + 1 :]):
            return None
        text = message(
            "The list or group that {key} opens with {bracket} is never closed.", key=found["key"], bracket="["
        )
        return Mistake(
            "open-list",
            found.start("open"),
            found.end("open"),
            text,
            _type(f"{found['key']} = [{found['inner'].strip().rstrip(',')}]"),
        )
    entries = re.findall(r""""(?:[^"\\]|\\.)*"|'[^']*'|[^\s,"'][^,"']*""", found["inner"])
    whole = ", ".join(
        entry if entry[0] in "\"'" or re.fullmatch(r"[-+\d.]+|true|false", entry.strip()) else f'"{entry.strip()}"'
        for entry in entries
    )
    text = message("The entries of {key} must be in quotation marks, with commas between them.", key=found["key"])
    return Mistake("syntax", found.start("inner"), found.end("inner"), text, _type(f"{found['key']} = [{whole}]"))


def _plain(value: str) -> str:
    """Return what was meant to be read: `value` without quotation marks around it."""
    straight = value.strip().translate(SMART)
    if len(straight) > 1 and straight[0] in "\"'" and straight[-1] == straight[0]:
        return straight[1:-1]
    return straight


def _assign(key: str, value: str) -> Message:
    if re.fullmatch(r"true|false|[-+]?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d.*|\[.*\]", value):
        return _type(f"{key} = {value}")
    if "'" not in value and ('"' in value or "\\" in value):
        return _type(f"{key} = '{value}'")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return _type(f'{key} = "{escaped}"')


def _type(line: str) -> Message:
    return message("Type: {line}", line=line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…")
