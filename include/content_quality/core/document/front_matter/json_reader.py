"""JSON front matter: values by json through python-frontmatter, places by our own scan of the tokens."""

from __future__ import annotations

import json
import re
from typing import Any

import frontmatter

from content_quality.core.document.front_matter import json_mistakes
from content_quality.core.document.front_matter.depth import long_number, too_deep
from content_quality.core.document.front_matter.model import MAX_DEPTH, FrontMatterReading, KeyPlace, Problem
from content_quality.core.document.front_matter.yaml_reader import Between, repeated_key

TOKEN = re.compile(r'"(?:[^"\\\r\n]|\\.)*+"?|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def read(text: str, start: int, end: int) -> FrontMatterReading:
    """Return the values, places and problems of the JSON at [start, end) of `text`."""
    inner = text[start:end]
    places: dict[str, KeyPlace] = {}
    problems = _places(text, start, end, places)
    if any(problem.kind == "too-deep" for problem in problems):
        return FrontMatterReading(problems=tuple(problems))
    try:
        values, _ = frontmatter.parse(inner, handler=Between(inner, _load))
    except json.JSONDecodeError as error:
        return FrontMatterReading(places=places, problems=(*problems, json_mistakes.explain(error, inner, start)))
    except json_mistakes.NoNumberError as error:
        return FrontMatterReading(places=places, problems=(*problems, json_mistakes.no_number(error, inner, start)))
    except (ValueError, RecursionError):
        return FrontMatterReading(places=places, problems=(*problems, long_number(start)))
    return FrontMatterReading(values, places, tuple(problems))


def _load(text: str) -> Any:
    return json.loads(text, parse_constant=json_mistakes.constant, parse_float=json_mistakes.number)


class _JsonCollection:
    __slots__ = ("count", "is_mapping", "key", "prefix", "seen", "start")

    def __init__(self, prefix: str, start: int, *, is_mapping: bool) -> None:
        self.prefix, self.start, self.is_mapping = prefix, start, is_mapping
        self.key: re.Match[str] | None = None
        self.count = 0
        self.seen: dict[str, int] = {}

    def path(self) -> str:
        if self.is_mapping:
            return self.prefix + (_name(self.key[0]) if self.key else "?")
        return f"{self.prefix}{self.count}"


def _places(text: str, start: int, end: int, places: dict[str, KeyPlace]) -> list[Problem]:
    """Fill `places` from the tokens of [start, end); return keys that repeat, or that it nests too deep."""
    problems: list[Problem] = []
    stack: list[_JsonCollection] = []
    for token in TOKEN.finditer(text, start, end):
        mark = token[0]
        top = stack[-1] if stack else None
        if mark in "{[":
            if len(stack) >= MAX_DEPTH:
                return [too_deep(token.start())]
            stack.append(_JsonCollection(f"{top.path()}." if top else "", token.start(), is_mapping=mark == "{"))
        elif mark in "}]":
            if stack:
                done = stack.pop()
                if stack:
                    _value(stack[-1], done.start, token.end(), places, problems)
        elif mark not in ":," and top:
            if top.is_mapping and top.key is None:
                top.key = token
            else:
                _value(top, token.start(), token.end(), places, problems)
    return problems


def _value(top: _JsonCollection, start: int, end: int, places: dict[str, KeyPlace], problems: list[Problem]) -> None:
    path = top.path()
    if not top.is_mapping:
        places[path] = KeyPlace(start, start, start, end)
        top.count += 1
        return
    if top.key is None:
        return
    key = top.key
    if path in top.seen:
        problems.append(repeated_key(path, key.start(), key.end(), top.seen[path]))
    top.seen.setdefault(path, key.start())
    places[path] = KeyPlace(key.start(), key.end(), start, end)
    top.key = None


def _name(token: str) -> str:
    return token[1:-1] if token.startswith('"') else token
