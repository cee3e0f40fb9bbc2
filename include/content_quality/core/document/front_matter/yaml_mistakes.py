"""What editors type that YAML cannot read: each mistake with its place and what to type instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from content_quality.core.document.front_matter import value_fixes, yaml_context
from content_quality.core.document.front_matter.mistake import LONGEST_QUOTE, Mistake, quoted
from content_quality.core.document.front_matter.model import Problem
from content_quality.core.document.front_matter.yaml_lines import KEY, key_of, typed_line
from content_quality.core.document.front_matter.yaml_quotes import after_quote, backslash, inner_quotes, open_quote
from content_quality.core.findings import message, replaced
from content_quality.core.text.patterns import lazy_re

LINE = lazy_re(r"[^\r\n]*")
LINES = lazy_re(r"([^\r\n]*)(?:\r\n|\n|\r|\Z)")
UNREADABLE_CHARACTER = lazy_re("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")
NEAR = 6  # lines in order of suspicion whose neighbours are looked at too


def explain(error: Exception, inner: str, shift: int) -> Problem:
    """Return what keeps `inner` from being read, at its place in the file.

    That is the mistake when we know it, else the parser's reason.
    """
    if found := UNREADABLE_CHARACTER.search(inner):
        at = found.start() + shift
        text = message("The character {code} is invisible and not allowed in YAML.", code=f"U+{ord(found[0]):04X}")
        return Problem("control-character", at, at + 1, text, message("Delete it."))
    lines = [(line.start(), line[1]) for line in LINES.finditer(inner)]
    texts = [line for _, line in lines]
    for order, number in enumerate(_suspects(error, lines)):
        if mistake := _first(texts, number) if order < NEAR else recognise(texts[number]):
            return mistake.problem(shift + lines[number][0])
    mark = getattr(error, "problem_mark", None)
    at = shift + min(mark.index if mark else 0, max(0, len(inner.rstrip()) - 1))
    reason = str(getattr(error, "problem", None) or "a value does not fit its type")
    text = message("The front matter cannot be read from here on: {reason}.", reason=reason)
    return Problem(
        "syntax",
        at,
        at + 1,
        text,
        message("Put values that hold quotation marks, colons, # or brackets into quotation marks."),
    )


def _first(lines: list[str], number: int) -> Mistake | None:
    """Return what the line itself shows when that is certain, else what its neighbours show, else what it may be."""
    return _look(CERTAIN, lines[number]) or yaml_context.recognise(lines, number) or recognise(lines[number])


def _suspects(error: Exception, lines: list[tuple[int, str]]) -> Iterator[int]:
    """Yield the numbers of lines in order of suspicion.

    First the line where the parser stopped, then what it was reading, the lines before, and all others.
    """
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    numbers = [_line_of(mark.index, lines) for mark in marks if mark is not None]
    if numbers:
        numbers += range(numbers[0] - 1, max(-1, numbers[0] - 4), -1)
    seen: set[int] = set()
    for number in [*numbers, *range(numbers[0] if numbers else len(lines))]:
        if 0 <= number < len(lines) and number not in seen and lines[number][1].strip():
            seen.add(number)
            yield number


def _line_of(index: int, lines: list[tuple[int, str]]) -> int:
    return max((number for number, (start, _) in enumerate(lines) if start <= index), default=0)


def not_a_mapping(inner: str, shift: int) -> Problem | None:
    """Return what is wrong with front matter that holds no keys; None when it holds nothing at all."""
    for line in LINES.finditer(inner):
        if line[1].strip() and not line[1].lstrip().startswith("#"):
            mistake = recognise(line[1])
            at = shift + line.start()
            if mistake:
                return mistake.problem(at)
            return Problem(
                "not-a-mapping",
                at,
                at + len(line[1]),
                message("The front matter contains no keys, so the generator finds no title and no date."),
                message("Write each line as key: value."),
            )
    return None


def recognise(line: str) -> Mistake | None:
    """Return the first known mistake on `line`, None when it has none."""
    return _look((*CERTAIN, _odd_key, _indicator, _colon_in_value, _no_space, _no_colon), line)


def _look(mistakes: tuple[Callable[[str], Mistake | None], ...], line: str) -> Mistake | None:
    return next((mistake for look in mistakes if (mistake := look(line))), None)


FOREIGN = lazy_re(r"[ ]*(?P<mark>`{3,}|~{3,}|<!--|<{7}(?=[ ]|$)|={7}$|>{7}(?=[ ]|$))")


def _foreign(line: str) -> Mistake | None:
    """A line that belongs into the text: a fence of code, a comment of HTML, the mark of a merge."""
    if found := FOREIGN.match(line):
        text = message(
            "The front matter contains “{mark}”; only keys and values are allowed there.", mark=found["mark"]
        )
        return Mistake("foreign", found.start("mark"), len(line), text, message("Delete this line."))
    return None


def _tab(line: str) -> Mistake | None:
    if found := re.match(r"[ ]*\t", line):
        tab = found.end() - 1
        text = message("This line is indented with a tab; YAML allows spaces only.")
        return Mistake("tab", tab, tab + 1, text, message("Type two spaces instead of the tab."), value_fixes.tab(line))
    return None


def _wide_colon(line: str) -> Mistake | None:
    if found := re.match(rf"{KEY}[ ]*(?P<colon>：)[ 　]*(?P<value>.*)", line):
        text = message("The colon after {key} is full-width; YAML does not recognize it as a colon.", key=key_of(found))
        typed = typed_line(found, found["value"])
        return Mistake("wide-colon", *found.span("colon"), text, typed, value_fixes.colon(found))
    return None


def _wide_space(line: str) -> Mistake | None:
    if found := re.match(rf"{KEY}:(?P<space>[\u3000\u00a0\u2000-\u200b\u202f]+)(?P<value>.*)", line):
        text = message(
            "The space after {key}: is not an ordinary space, so YAML does not recognize the colon.", key=key_of(found)
        )
        typed = typed_line(found, found["value"].strip())
        return Mistake("wide-space", *found.span("space"), text, typed, replaced(*found.span("space"), " "))
    return None


CERTAIN = (_foreign, _tab, _wide_colon, _wide_space, inner_quotes, open_quote, after_quote, backslash)
INDICATORS = "@`%*&!|>[]{},?"


def _indicator(line: str) -> Mistake | None:
    found = re.match(rf"{KEY}:[ \t]+(?P<value>(?P<first>[{re.escape(INDICATORS)}]|-(?=[ ])).*)$", line)
    if not found or (found["first"] in "|>" and re.fullmatch(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?", found["value"])):
        return None
    if found["first"] in "[{" and re.fullmatch(r"\[[^\[\]]*\]|\{[^{}]*\}", found["value"].strip()):
        return None  # a list or mapping that closes properly
    text = message(
        "The value of {key} starts with {first}, which has a special meaning in YAML.",
        key=key_of(found),
        first=found["first"],
    )
    typed = typed_line(found, quoted(found["value"].strip()))
    return Mistake("indicator", *found.span("value"), text, typed, value_fixes.indicator(found))


def _odd_key(line: str) -> Mistake | None:
    found = re.match(r"(?P<indent>[ ]*)(?P<key>(?P<first>[@`%])[^\s:]*)(?=:(?:[ ]|$))", line)
    if not found:
        return None
    text = message(
        "The key {key} starts with {first}, which has a special meaning in YAML.",
        key=found["key"],
        first=found["first"],
    )
    typed = message("Type: {line}", line=f"{quoted(found['key'])}{line[found.end() :]}"[:LONGEST_QUOTE])
    return Mistake("indicator", found.start("key"), found.end("key"), text, typed)


def _colon_in_value(line: str) -> Mistake | None:
    found = re.match(rf"""{KEY}:[ \t]+(?P<value>[^"'\[{{|>#\s].*?(?P<colon>:)(?:[ \t].*|))$""", line)
    if not found:
        return None
    text = message(
        "The value of {key} contains a colon followed by a space, so YAML reads the value as another key.",
        key=key_of(found),
    )
    typed = typed_line(found, quoted(found["value"].strip()))
    return Mistake("colon-in-value", *found.span("colon"), text, typed, value_fixes.colon_inside(found))


def _no_space(line: str) -> Mistake | None:
    found = re.match(rf"{KEY}:(?P<value>[^\s/:].*)$", line)
    if not found or ": " in line:
        return None
    text = message("The space after {key}: is missing, so YAML does not recognize the colon.", key=key_of(found))
    at, typed = found.end("key"), typed_line(found, found["value"])
    return Mistake("no-space", at, at + 1, text, typed, value_fixes.space(found))


def _no_colon(line: str) -> Mistake | None:
    found = re.match(r"(?P<key>[A-Za-z_][\w-]*)(?:[ \t]*=[ \t]*|[ \t]+)(?P<value>[^:]*)$", line)
    if not found:
        return None
    text = message("This line has no colon after {key}.", key=key_of(found))
    return Mistake("no-colon", 0, found.end("key"), text, typed_line(found, found["value"].strip()))
