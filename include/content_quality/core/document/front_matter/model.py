"""What front matter holds: values, the place of each key, and what is wrong with it as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from content_quality.core.findings import Fix, Message
from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the front matter itself, at [start, end) of the file.

    `other` is the place it collides with.
    """

    kind: str
    start: int
    end: int
    message: Message
    suggestion: Message | None = None
    other: int | None = None
    fix: Fix | None = None  # as far as the place alone shows; `certain` keeps it only where the result can be read


@dataclass(frozen=True, slots=True)
class KeyPlace:
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

    format: str = "none"  # yaml, toml, json, none, or the name of a language we do not read
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, KeyPlace] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()
    start: int = 0
    end: int = 0

    def text(self, key: str) -> str | None:
        """Return the value of `key` when it is a string that is not blank, else None."""
        value = self.values.get(key)
        return value if isinstance(value, str) and value.strip() else None

    def place(self, path: str) -> KeyPlace | None:
        """Return the place of the dotted `path`, or of the nearest key around it."""
        while path not in self.places and "." in path:
            path = path.rpartition(".")[0]
        return self.places.get(path)

    @property
    def readable(self) -> bool:
        """Return whether the values can be trusted: nothing but their surroundings, or a repeated key, is wrong."""
        return all(problem.kind in HARMLESS for problem in self.problems)


HARMLESS = frozenset(  # the values were read all the same
    """repeated-key byte-order-mark late-fence indented-fence closing-space fence-language fence-tab
    second-block old-line-ends odd-line-end dots dots-inside""".split()
)
MAX_CHARACTERS = 64_000  # of front matter; the largest of 3,000 real posts has 4,100
MAX_DEPTH = 12  # of nested collections; C parsers recurse, and crash the interpreter at about 20,000


@dataclass(frozen=True, slots=True)
class FrontMatterReading:
    """What one format's reader says about the text between the fences; offsets count in the file."""

    values: Mapping[str, object] = field(default_factory=dict)
    places: Mapping[str, KeyPlace] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def readable(self) -> bool:
        """Return whether the values can be trusted."""
        return all(problem.kind in HARMLESS for problem in self.problems)
