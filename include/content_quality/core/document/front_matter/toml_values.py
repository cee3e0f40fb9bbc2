"""Values that TOML cannot read: dates, bare words, texts and lists."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from content_quality.core.document.front_matter import toml_fixes, value_fixes
from content_quality.core.document.front_matter.mistake import Mistake
from content_quality.core.document.front_matter.toml_lines import KEY, NAME, assignment, typed, unquoted
from content_quality.core.findings import message, replaced

SWITCHES = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
ESCAPES = 'btnfr"\\uUe'


def odd_date(line: str) -> Mistake | None:
    """A date that does not exist, or without hyphens and two digits."""
    found = re.match(
        rf"{KEY}=[ \t]*(?P<value>(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?P<rest>[^#]*))",  # noqa: E501 - a pattern
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
            typed(f"{found['key']} = {year:04}-{month:02}-{day:02}{rest}"),
        )
    return None


def bare_word(line: str) -> Mistake | None:
    """A value of letters without quotation marks, or in typographic ones."""
    found = re.match(rf"{KEY}=[ \t]*(?P<value>[^\s\"'\[{{\d+-][^#]*)", line)
    if found is None:
        return None
    value = found["value"].strip().rstrip(",")
    if switch := SWITCHES.get(value.lower()):
        if switch == value:
            return None
        text = message("TOML accepts only true and false, in lower case; found {value}.", value=value)
        start, end = found.start("value"), found.start("value") + len(value)
        fix = replaced(start, end, switch) if value.lower() == switch else None
        return Mistake("syntax", start, end, text, typed(f"{found['key']} = {switch}"), fix)
    text = message("The value of {key} is text without quotation marks.", key=found["key"])
    if value[:1] in "“”„‘’＂":
        text = message(
            "The quotation marks around the value of {key} are typographic; TOML requires straight quotation marks.",
            key=found["key"],
        )
    return Mistake(
        "syntax",
        found.start("value"),
        found.start("value") + len(value),
        text,
        assignment(found["key"], unquoted(value)),
        toml_fixes.quotation_marks(found),
    )


def after_value(line: str) -> Mistake | None:
    """A comma, another pair, or the rest of a text with quotation marks, behind a value that is complete."""
    complete = r""""(?:[^"\\]|\\.)*"|'[^']*'|true|false|[-+\d][\w:.+-]*|\[[^\[\]]*\]"""
    found = re.match(rf"{KEY}=[ \t]*(?P<value>{complete})[ \t]*(?P<rest>[^\s#].*)$", line)
    if found is None or found["value"].startswith(("''", '""')):
        return None
    rest = found["rest"].strip()
    if rest == ",":
        text = message("A line of TOML must not end with a comma.")
        hint, place = typed(f"{found['key']} = {found['value']}"), (found.end("value"), found.end())
        return Mistake("syntax", *place, text, hint, replaced(*place, ""))
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
        "inner-quotes",
        found.start("rest"),
        found.end("rest"),
        text,
        assignment(found["key"], inner.replace('\\"', '"')),
        toml_fixes.inner_quotes(line),
    )


def odd_text(line: str) -> Mistake | None:
    """A text whose quotation mark is never closed, or with a backslash that means something else."""
    found = re.match(rf"{KEY}=[ \t]*(?P<value>(?P<quote>[\"'])(?!(?P=quote){2})(?P<inner>.*))$", line)
    if found is None:
        return None
    quote, inner = found["quote"], found["inner"].rstrip()
    if (quote == "'" and "'" not in inner) or (quote == '"' and not re.match(r'(?:[^"\\]|\\.)*"', inner)):
        text = message("The quotation mark that opens the value of {key} is never closed.", key=found["key"])
        hint = assignment(found["key"], inner)
        return Mistake("open-quote", *found.span("quote"), text, hint, value_fixes.open_quote(found))
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
        assignment(found["key"], inner.rstrip('"')),
        toml_fixes.backslashes(line, ESCAPES),
    )


def odd_list(lines: Sequence[str], number: int) -> Mistake | None:
    """A list that is never closed, or whose entries have no quotation marks."""
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
            typed(f"{found['key']} = [{found['inner'].strip().rstrip(',')}]"),
        )
    entries = re.findall(r""""(?:[^"\\]|\\.)*"|'[^']*'|[^\s,"'][^,"']*""", found["inner"])
    whole = ", ".join(
        entry if entry[0] in "\"'" or re.fullmatch(r"[-+\d.]+|true|false", entry.strip()) else f'"{entry.strip()}"'
        for entry in entries
    )
    text = message("The entries of {key} must be in quotation marks, with commas between them.", key=found["key"])
    return Mistake("syntax", found.start("inner"), found.end("inner"), text, typed(f"{found['key']} = [{whole}]"))
