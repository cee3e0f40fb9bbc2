"""Quotation marks that end a value of YAML too soon or never, and backslashes between them."""

from __future__ import annotations

import re

from content_quality.core.document.front_matter import value_fixes
from content_quality.core.document.front_matter.mistake import Mistake, quoted
from content_quality.core.document.front_matter.yaml_lines import KEY, key_of, typed_line
from content_quality.core.findings import message


def inner_quotes(line: str) -> Mistake | None:
    """A value in quotation marks that contains the same quotation marks."""
    if found := re.match(rf"""{KEY}:[ \t]+(?P<value>"(?P<inner>.*)")[ \t]*(?:\#.*)?$""", line):
        bare = re.search(r'(?<!\\)(?:\\\\)*(")', found["inner"])
        if bare:
            at = found.start("inner") + bare.start(1)
            text = message(
                "The value of {key} is in quotation marks and contains quotation marks, so the value ends too soon.",
                key=key_of(found),
            )
            typed = typed_line(found, quoted(found["inner"].replace('\\"', '"')))
            return Mistake("inner-quotes", at, at + 1, text, typed, value_fixes.inner_quotes(found))
    elif found := re.match(rf"{KEY}:[ \t]+(?P<value>'(?P<inner>.*)')[ \t]*(?:\#.*)?$", line):
        bare = re.search(r"(?<!')(?:'')*(')(?!')", found["inner"])
        if bare:
            at = found.start("inner") + bare.start(1)
            text = message(
                (
                    "The value of {key} is in single quotation marks and contains an apostrophe, so the value ends "
                    "too soon."
                ),
                key=key_of(found),
            )
            typed = typed_line(found, quoted(found["inner"].replace("''", "'")))
            return Mistake("inner-quotes", at, at + 1, text, typed, value_fixes.apostrophes(found))
    return None


def open_quote(line: str) -> Mistake | None:
    """A value whose quotation mark is never closed."""
    found = re.match(rf"""{KEY}:[ \t]+(?P<value>(?P<quote>["'])(?P<inner>.*))$""", line)
    if not found:
        return None
    inner = (
        found["inner"].replace("\\\\", "").replace('\\"', "")
        if found["quote"] == '"'
        else found["inner"].replace("''", "")
    )
    if found["quote"] in inner:
        return None
    text = message("The quotation mark that opens the value of {key} is never closed.", key=key_of(found))
    typed = typed_line(found, quoted(found["inner"].strip()))
    return Mistake("open-quote", *found.span("quote"), text, typed, value_fixes.open_quote(found))


def after_quote(line: str) -> Mistake | None:
    """A value that continues after its closing quotation mark."""
    found = re.match(rf"""{KEY}:[ \t]+(?P<value>(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?P<rest>[ \t]*[^\s#].*))$""", line)
    if not found:
        return None
    text = message("The value of {key} continues after its closing quotation mark.", key=key_of(found))
    typed = typed_line(found, quoted(found["value"].strip()))
    return Mistake("inner-quotes", *found.span("rest"), text, typed, value_fixes.after_quote(found))


ESCAPES = '0abt\tnvfre "/\\N_LP'  # and x, u and U with 2, 4 and 8 hexadecimal digits
ANY_ESCAPE = re.compile(r"\\(?:(?P<code>x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})|(.))")


def backslash(line: str) -> Mistake | None:
    """A backslash that starts no escape of YAML."""
    found = re.match(rf"""{KEY}:[ \t]+"(?P<inner>(?:[^"\\]|\\.)*)"[ \t]*(?:\#.*)?$""", line)
    wrong = (
        next(
            (
                escape
                for escape in ANY_ESCAPE.finditer(found["inner"])
                if escape["code"] is None and escape[2] not in ESCAPES
            ),
            None,
        )
        if found
        else None
    )
    if found is None or wrong is None:
        return None
    at = found.start("inner") + wrong.start()
    text = message(
        "The backslash in the value of {key} has a special meaning between double quotation marks.", key=key_of(found)
    )
    typed = typed_line(found, quoted(found["inner"]))
    return Mistake("backslash", at, at + 2, text, typed, value_fixes.backslashes(found, ANY_ESCAPE, ESCAPES))
