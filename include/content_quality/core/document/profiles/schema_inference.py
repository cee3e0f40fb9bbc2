"""A JSON Schema proposed from the front matter of existing posts.

Types, required keys, enumerations, with what they cover.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from content_quality.core.document.profiles.schema_errors import plain
from content_quality.core.records import dataclass

REQUIRED_SHARE = 0.99  # of posts that have a key, from which it is proposed as required; the rest are slips
TYPE_SHARE = 0.99  # of a key's values, from which its commonest types are proposed and others left out
MOST_CHOICES = 12  # values of an enumeration; a key with more is free text
USES_PER_CHOICE = 5  # posts per value, on average, below which a key is free text too
FEWEST_POSTS = 20  # below this nothing is proposed as required or as an enumeration

Schema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many posts a proposed rule for `key` rests on; shares are in [0, 1]."""

    key: str
    posts: int
    share: float  # of all posts that have the key, not empty
    types: tuple[tuple[str, int], ...]
    required: bool
    choices: int  # 0 where no enumeration is proposed
    fitting: float  # share of the key's values that the proposed rule accepts


@dataclass(frozen=True, slots=True)
class Proposal:
    """The schema, and for each key what it rests on, commonest key first."""

    schema: Schema
    posts: int
    coverage: tuple[Coverage, ...]


def infer(posts: Iterable[Mapping[str, object]]) -> Proposal:
    """Return the schema that the front matter of `posts` suggests."""
    seen: dict[str, list[object]] = {}
    total = 0
    for values in posts:
        total += 1
        for key, value in values.items():
            if value not in (None, "", [], {}):
                seen.setdefault(str(key), []).append(plain(value))
    rules: Schema = {}
    coverage = []
    for key, found in sorted(seen.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        rule, covers = _rule(key, found, total)
        rules[key] = rule
        coverage.append(covers)
    required = [covers.key for covers in coverage if covers.required]
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": required,
        "properties": rules,
    }
    return Proposal(schema, total, tuple(coverage))


def _rule(key: str, values: list[object], total: int) -> tuple[Schema, Coverage]:
    types = Counter(_type(value) for value in values)
    kept = _commonest(types, len(values))
    rule: Schema = {"type": kept[0] if len(kept) == 1 else kept}
    fitting = [value for value in values if _type(value) in kept]
    choices = _choices(values) if total >= FEWEST_POSTS and kept == ["string"] else []
    if choices:
        rule = {"enum": choices}
        fitting = [value for value in values if value in choices]
    if kept == ["array"]:
        rule["items"] = _items(fitting)
    required = total >= FEWEST_POSTS and len(values) >= REQUIRED_SHARE * total
    covers = Coverage(
        key,
        len(values),
        round(len(values) / total, 4),
        tuple(types.most_common()),
        required,
        len(choices),
        round(len(fitting) / len(values), 4),
    )
    return rule, covers


def _commonest(types: Counter[str], total: int) -> list[str]:
    kept: list[str] = []
    covered = 0
    for name, count in types.most_common():
        if covered >= TYPE_SHARE * total:
            break
        kept.append(name)
        covered += count
    return sorted(kept)


def _choices(values: list[object]) -> list[str]:
    counts = Counter(value for value in values if isinstance(value, str))
    if not counts or len(counts) > MOST_CHOICES or len(values) < USES_PER_CHOICE * len(counts):
        return []
    return sorted(counts)


def _items(lists: list[object]) -> Schema:
    types = Counter(_type(entry) for entries in lists if isinstance(entries, list) for entry in entries)
    kept = _commonest(types, types.total())
    return {"type": kept[0]} if len(kept) == 1 else {"type": kept} if kept else {}


def _type(value: object) -> str:
    for kind, name in (
        (bool, "boolean"),
        (int, "integer"),
        (float, "number"),
        (str, "string"),
        (list, "array"),
        (dict, "object"),
    ):
        if isinstance(value, kind):
            return name
    return "null"
