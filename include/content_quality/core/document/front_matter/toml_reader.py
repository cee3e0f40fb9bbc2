"""TOML front matter: values by tomllib through python-frontmatter, places by our own scan of the lines."""

from __future__ import annotations

import re
import tomllib

import frontmatter

from content_quality.core.document.front_matter import toml_mistakes
from content_quality.core.document.front_matter.depth import depth_of, holds_long_number, long_number, too_deep
from content_quality.core.document.front_matter.model import MAX_DEPTH, FrontMatterReading, KeyPlace, Problem
from content_quality.core.document.front_matter.toml_lines import NAME
from content_quality.core.document.front_matter.yaml_reader import Between, repeated_key
from content_quality.core.text.patterns import lazy_re

PATH = rf"(?>{NAME})(?:[ \t]*+\.[ \t]*+(?>{NAME}))*"
KEY_AND_SIGN = lazy_re(rf"[ \t]*+(?P<key>{PATH})[ \t]*+=[ \t]*+")
HEADER = lazy_re(rf"[ \t]*+(?P<open>\[\[?)[ \t]*+(?P<key>{PATH})[ \t]*+\]\]?")
PART = lazy_re(NAME)
NEEDS_QUOTES = lazy_re(r"[.\\]")
PIECE = lazy_re(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\r\n]|\\.)*+"?|\'[^\'\r\n]*\'?|\#[^\r\n]*|[\[{]|[\]}]|\r\n|\n|\r',
    re.DOTALL,
)
NEXT_LINE = lazy_re(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
MANY_DOTS = lazy_re(rf"(?:^|[\[{{,])[ \t]*(?:(?>{NAME})[ \t]*\.[ \t]*){{{MAX_DEPTH},}}", re.MULTILINE)


def read(text: str, start: int, end: int) -> FrontMatterReading:
    """Return the values, places and problems of the TOML at [start, end) of `text`."""
    inner = text[start:end]
    if deep := _depth(inner):
        return FrontMatterReading(problems=(too_deep(start + deep - 1),))
    places, repeated = _places(text, start, end)
    for problem in reversed(repeated):  # a repeated key keeps TOML from being read; the first one's value is the post's
        inner = inner[: problem.start - start] + "#" + inner[problem.start - start :]
    try:
        values, _ = frontmatter.parse(inner, handler=Between(inner, tomllib.loads))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        return FrontMatterReading(places=places, problems=(*repeated, toml_mistakes.explain(error, inner, start)))
    if depth_of(values) > MAX_DEPTH:
        return FrontMatterReading(problems=(too_deep(start),))
    if holds_long_number(values):
        return FrontMatterReading(places=places, problems=(*repeated, long_number(start)))
    return FrontMatterReading(values, places, repeated)


def _depth(inner: str) -> int:
    """Return 1 + the offset at which `inner` nests too deep, 0 when nowhere."""
    depth = 0
    for piece in PIECE.finditer(inner):
        if piece[0] in "[{":
            depth += 1
        elif piece[0] in "]}":
            depth = max(0, depth - 1)
        if depth > MAX_DEPTH:
            return piece.start() + 1
    dots = MANY_DOTS.search(inner)
    return dots.start() + 1 if dots else 0


def _places(text: str, start: int, end: int) -> tuple[dict[str, KeyPlace], tuple[Problem, ...]]:
    places: dict[str, KeyPlace] = {}
    repeated: list[Problem] = []
    prefix = ""
    at = start
    while at < end:
        if header := HEADER.match(text, at, end):
            prefix = _path(header["key"]) + "."
            places.setdefault(
                prefix[:-1], KeyPlace(header.start("key"), header.end("key"), header.start("key"), header.end("key"))
            )
            if header["open"] == "[[":
                _forget(places, prefix)  # a new entry of an array of tables
            at = _line_end(text, header.end(), end)
        elif pair := KEY_AND_SIGN.match(text, at, end):
            value_end = _value_end(text, pair.end(), end)
            path = prefix + _path(pair["key"])
            if path in places:
                repeated.append(repeated_key(path, pair.start("key"), pair.end("key"), places[path].key_start))
            else:
                places[path] = KeyPlace(pair.start("key"), pair.end("key"), pair.end(), value_end)
            at = _line_end(text, value_end, end)
        else:
            at = _line_end(text, at, end)
    return places, tuple(repeated)


def _forget(places: dict[str, KeyPlace], prefix: str) -> None:
    for path in [path for path in places if path.startswith(prefix)]:
        del places[path]


def _path(key: str) -> str:
    """Return the names of `key` with dots between them; a name that holds a dot or an escape keeps its quotes."""
    return ".".join(part[0] if NEEDS_QUOTES.search(part[0]) else part[0].strip("\"'") for part in PART.finditer(key))


def _line_end(text: str, at: int, end: int) -> int:
    line = NEXT_LINE.match(text, at, end)
    assert line is not None
    return max(line.end(), at + 1)


def _value_end(text: str, at: int, end: int) -> int:
    """Return where the value that starts at `at` ends: strings and brackets may span lines."""
    depth = 0
    last = at
    for piece in PIECE.finditer(text, at, end):
        if piece[0] in "[{":
            depth += 1
        elif piece[0] in "]}":
            depth -= 1
        elif depth <= 0 and (piece[0] in ("\n", "\r", "\r\n") or piece[0].startswith("#")):
            return last if last > at else at + len(text[at : piece.start()].rstrip())
        if not piece[0].isspace() and not piece[0].startswith("#"):
            last = piece.end()
    return at + len(text[at:end].rstrip())
