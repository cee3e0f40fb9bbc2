"""YAML front matter: a scan of the parser's events for places, repeated keys and refusals, then the values."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import Any

import frontmatter
import yaml

from content_quality.core.document.front_matter import yaml_mistakes
from content_quality.core.document.front_matter.depth import LONGEST_NUMBER
from content_quality.core.document.front_matter.model import (
    MAX_DEPTH,
    FrontMatterReading,
    KeyPlace,
    Problem,
)
from content_quality.core.document.front_matter.yaml_aliases import Aliases, Extent
from content_quality.core.findings import Message, message

MERGE_KEY = "<<"
LONGEST_DIGITS = 300
LONG_NUMBER = re.compile(r"[-+]?(?:0x[\da-f_]+|0b[01_]+|[\d_]+(?::\d+)*)", re.ASCII | re.IGNORECASE)


class _Loader(yaml.CSafeLoader):
    """The safe loader, with text where YAML finds an impossible date or a number too long for Python."""


def _or_text(tag: str) -> Any:
    construct = yaml.CSafeLoader.yaml_constructors[tag]

    def tolerant(loader: _Loader, node: yaml.ScalarNode) -> Any:
        with contextlib.suppress(ValueError, OverflowError):
            value = construct(loader, node)
            if not isinstance(value, int) or value.bit_length() <= LONGEST_NUMBER:
                return value
        return node.value

    return tolerant


for _tag in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
    _Loader.add_constructor(_tag, _or_text(_tag))


class Between(frontmatter.default_handlers.BaseHandler):  # type: ignore[misc] # the library is followed as untyped
    """Hands python-frontmatter exactly the text between the fences we found ourselves, its indentation included."""

    def __init__(self, inner: str, load: Callable[[str], Any]) -> None:
        self.inner = inner
        self.values = load

    def split(self, text: str) -> tuple[str, str]:  # noqa: ARG002 - python-frontmatter has stripped it
        """Return the front matter and no content."""
        return self.inner, ""

    def load(self, fm: str) -> Any:
        """Return the values in `fm`."""
        return self.values(fm)


_YAML = frontmatter.YAMLHandler()


def _load(text: str) -> Any:
    return _YAML.load(text, Loader=_Loader)


def read(text: str, start: int, end: int) -> FrontMatterReading:
    """Return the values, places and problems of the YAML at [start, end) of `text`."""
    inner = text[start:end]
    scan = _Scan(start)
    try:
        for event in yaml.parse(inner, Loader=yaml.CSafeLoader):
            if not scan.take(event):
                return FrontMatterReading(places=scan.places, problems=tuple(scan.problems))
        if not scan.is_mapping:
            problem = yaml_mistakes.not_a_mapping(inner, start)
            return FrontMatterReading(problems=(*scan.problems, problem) if problem else tuple(scan.problems))
        values, _ = frontmatter.parse(inner, handler=Between(inner, _load))
    except (
        yaml.YAMLError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        OverflowError,
        RecursionError,
    ) as error:
        # Constructors of explicit tags (!!int x, !!bool x, !!timestamp x) raise whatever they meet.
        return FrontMatterReading(
            places=scan.places, problems=(*scan.problems, yaml_mistakes.explain(error, inner, start))
        )
    return FrontMatterReading(values, scan.places, tuple(scan.problems))


def _index(mark: Any) -> int:
    return int(mark.index)


class _YamlCollection:
    """A mapping or sequence that is being read."""

    __slots__ = ("anchor", "count", "extent", "is_mapping", "key", "prefix", "seen", "start")

    def __init__(self, prefix: str, start: int, *, is_mapping: bool, anchor: str | None) -> None:
        self.prefix, self.start, self.is_mapping, self.anchor = prefix, start, is_mapping, anchor
        self.key: tuple[str, int, int] | None = None
        self.count = 0
        self.seen: dict[str, int] = {}
        self.extent = Extent(levels=1)


class _Scan:
    """Folds the events into places; refuses what would crash or swamp the parser."""

    def __init__(self, shift: int) -> None:
        self.shift = shift
        self.places: dict[str, KeyPlace] = {}
        self.problems: list[Problem] = []
        self.is_mapping = False
        self.stack: list[_YamlCollection] = []
        self.aliases = Aliases()
        self.documents = 0
        self.last_end = 0

    def take(self, event: yaml.Event) -> bool:
        """Read one event; return False when the rest must not be parsed."""
        start, end = _index(event.start_mark) + self.shift, _index(event.end_mark) + self.shift
        if isinstance(event, yaml.ScalarEvent):
            self._add(event.anchor, Extent(len(event.value) + 1))
            self.last_end = max(start, end)
            if event.implicit[0] and len(event.value) > LONGEST_DIGITS and LONG_NUMBER.fullmatch(event.value):
                return self._refuse(
                    "syntax",
                    start,
                    end,
                    message("A number in the front matter is too long to be read."),
                    message("Put the number into quotation marks."),
                )
            self._node(event.value, start, self.last_end)
        elif isinstance(event, yaml.CollectionStartEvent):
            return self._open(event, start, end)
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self.stack.pop()
            self._add(done.anchor, done.extent)
            self.last_end = max(self.last_end, end) if self._is_flow(event) else self.last_end
            self._node(None, done.start, max(done.start, self.last_end))
        elif isinstance(event, yaml.AliasEvent):
            return self._alias(event, start, end)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            second = message("A second YAML document starts here.")
            hint = message("Delete this line, or put the front matter's closing fence --- before it.")
            return self.documents == 1 or self._refuse("syntax", start, end, second, hint)
        return True

    @staticmethod
    def _is_flow(event: yaml.Event) -> bool:
        return _index(event.end_mark) > _index(
            event.start_mark
        )  # block collections end without a character of their own

    def _add(self, anchor: str | None, extent: Extent) -> None:
        """Note a finished node, under its anchor and in the collection around it."""
        self.aliases.note(anchor, extent)
        if self.stack:
            self.stack[-1].extent.hold(extent)

    def _open(self, event: yaml.CollectionStartEvent, start: int, end: int) -> bool:
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        if not self.stack:
            self.is_mapping = is_mapping
        if len(self.stack) >= MAX_DEPTH:
            return self._refuse(
                "too-deep",
                start,
                end,
                message(
                    "Values are nested more than {limit} levels deep here, so the front matter cannot be read.",
                    limit=MAX_DEPTH,
                ),
                message("Flatten the nested lists and mappings."),
            )
        prefix = f"{self._path()}." if self.stack else ""
        self.stack.append(_YamlCollection(prefix, start, is_mapping=is_mapping, anchor=event.anchor))
        self.aliases.note(event.anchor, None)
        return True

    def _alias(self, event: yaml.AliasEvent, start: int, end: int) -> bool:
        """Take an alias as all that it repeats."""
        extent = self.aliases.take(event.anchor or "", len(self.stack))
        if isinstance(extent, Message):
            return self._refuse("alias", start, end, extent, message("Write out the values."))
        self._add(None, extent)
        self.last_end = end
        self._node(None, start, end)
        return True

    def _refuse(self, kind: str, start: int, end: int, text: Message, suggestion: Message) -> bool:
        self.problems.append(Problem(kind, start, max(end, start + 1), text, suggestion))
        return False

    def _path(self) -> str:
        top = self.stack[-1]
        if top.is_mapping:
            return top.prefix + (top.key[0] if top.key else "?")
        return f"{top.prefix}{top.count}"

    def _node(self, value: str | None, start: int, end: int) -> None:
        """Take a finished node: a key, or the value of the key before it, or an entry of a list."""
        if not self.stack:
            return
        top = self.stack[-1]
        if not top.is_mapping:
            self.places[self._path()] = KeyPlace(start, start, start, end)
            top.count += 1
        elif top.key is None:
            top.key = ("?" if value is None else value, start, end)
        else:
            self._pair(top, top.key, start, end)
            top.key = None

    def _pair(self, top: _YamlCollection, key: tuple[str, int, int], start: int, end: int) -> None:
        name, key_start, key_end = key
        path = top.prefix + name
        if name in top.seen and name not in (MERGE_KEY, "?"):
            self.problems.append(repeated_key(path, key_start, key_end, top.seen[name]))
        top.seen.setdefault(name, key_start)
        self.places[path] = KeyPlace(key_start, key_end, start, end)


def repeated_key(path: str, start: int, end: int, first: int) -> Problem:
    """Return the problem of the key `path` at [start, end) that stands before at `first`.

    The check words it with line numbers.
    """
    text = message("The key {key} appears a second time here.", key=path)
    return Problem("repeated-key", start, end, text, message("Keep one of the two lines and delete the other."), first)
