"""Front matter: values by python-frontmatter, places and problems by our own scan.

What goes wrong is data, not an exception: a `Problem` says what, where and what to type instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import frontmatter
import yaml

from content_quality.core.findings import Message, message
from content_quality.core.source_text import SourceText

MAX_CHARACTERS = 64_000  # of front matter; the largest of 3,000 real posts has 4,100
MAX_DEPTH = 12  # of nested collections; C parsers recurse, and crash the interpreter at about 20,000
FENCE = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the front matter itself, at [start, end) of the file."""

    kind: str
    start: int
    end: int
    message: Message
    suggestion: Message | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key and its value stand: half-open ranges of characters of the file."""

    key_start: int
    key_end: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values of a post's front matter, the place of each key, and its problems.

    `places` has dotted paths (`title`, `tags.0`, `author.name`). `start` and `end` bound the whole with its fences.
    """

    format: str = "none"  # yaml, toml, json or none
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()
    start: int = 0
    end: int = 0

    def text(self, key: str) -> str | None:
        """Return the value of `key` when it is a string that is not blank, else None."""
        value = self.values.get(key)
        return value if isinstance(value, str) and value.strip() else None


def read(source: SourceText) -> FrontMatter:
    """Return the front matter of `source`; never raises for any text."""
    text = source.text
    opening = FENCE.match(text)
    if not opening:
        return FrontMatter()
    fence = opening["fence"]
    closing = re.compile(rf"^{re.escape(fence)}[ \t]*$", re.MULTILINE).search(text, opening.end())
    if not closing:
        problem = Problem(
            "unclosed-fence", 0, len(fence),
            message("The front matter is opened with {fence} and never closed.", fence=fence),
            message("Add a line {fence} after the last key.", fence=fence),
        )  # fmt: skip
        return FrontMatter("yaml" if fence == "---" else "toml", problems=(problem,), end=opening.end())
    inner_start, inner_end, end = opening.end(), closing.start(), closing.end()
    inner = text[inner_start:inner_end]
    try:
        node = yaml.compose(inner, Loader=yaml.CSafeLoader)
        places, problems = _places(node, inner_start)
        values = frontmatter.loads(text[:end]).metadata
    except (yaml.YAMLError, TypeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        at = inner_start + (mark.index if mark else 0)
        problem = Problem("syntax", at, at + 1, message("The front matter cannot be read: {error}.", error=str(getattr(error, "problem", error))))
        return FrontMatter("yaml", problems=(problem,), end=end)
    return FrontMatter("yaml", MappingProxyType(dict(values)), MappingProxyType(places), tuple(problems), 0, end)


def _places(node: yaml.Node | None, shift: int, prefix: str = "") -> tuple[dict[str, Place], list[Problem]]:
    places: dict[str, Place] = {}
    problems: list[Problem] = []
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            path = f"{prefix}{key.value}"
            place = Place(key.start_mark.index + shift, key.end_mark.index + shift, value.start_mark.index + shift, value.end_mark.index + shift)
            if path in places:
                problems.append(Problem("duplicate-key", place.key_start, place.key_end, message("The key {key} stands here a second time.", key=path)))
            places[path] = place
    return places, problems
