"""Read the tables `[[overrides]]`: which keys there are, and what each one changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_type_hints

from content_quality.core.settings import Override, Settings, SettingsError
from content_quality.core.settings.check_rules import CheckLevel
from content_quality.core.settings.override import TABLES, ChangedSetting
from content_quality.core.settings.path_patterns import PatternError, check_patterns
from content_quality.core.settings.toml_tables import build

OF_SITE = ("language", "generator")  # keys of [site] that stand in the override itself
KEYS = ("match", *OF_SITE, "owner", "checks", *TABLES)


def read_overrides(tables: object) -> tuple[Override, ...]:
    """Return the overrides in the value of the key `overrides`; raise `SettingsError` that names what is wrong."""
    if not isinstance(tables, list):
        raise SettingsError("overrides must be a list of tables. Write [[overrides]] with two brackets.")
    return tuple(_override(table, f"overrides[{place}]") for place, table in enumerate(tables))


def _override(table: object, where: str) -> Override:
    if not isinstance(table, dict):
        raise SettingsError(f"{where} must be a table of keys.")
    for key in table:
        if key not in KEYS:
            raise SettingsError(f"{where}.{key} cannot be overridden. Known keys: {', '.join(KEYS)}.")
    own = build(Override, {key: table[key] for key in ("match", "owner") if key in table}, f"{where}.")
    if not own.match:
        raise SettingsError(f'{where} needs `match`: a list of patterns, such as match = ["posts/ja/**", "*.ja.md"].')
    try:
        check_patterns(own.match)
    except PatternError as error:
        raise SettingsError(
            f"{where}.match: {error}. Write a pattern as in .gitignore, such as posts/ja/**."
        ) from error
    return Override(own.match, tuple(_changes(table, where)), _levels(table, where), own.owner)


def _changes(table: dict[str, Any], where: str) -> Iterator[ChangedSetting]:
    for key in OF_SITE:
        if key in table:
            yield ChangedSetting("site", key, getattr(build(_kind("site"), {key: table[key]}, f"{where}."), key))
    for name in TABLES:
        if name in table:
            built = build(_kind(name), table[name], f"{where}.{name}.")
            for key in table[name]:
                yield ChangedSetting(name, key, getattr(built, key))


def _levels(table: dict[str, Any], where: str) -> tuple[CheckLevel, ...]:
    levels = table.get("checks", {})
    if not isinstance(levels, dict):
        raise SettingsError(f"{where}.checks must be a table: the name of each check, and its severity.")
    return tuple(
        build(CheckLevel, {"check": name, "severity": severity}, f"{where}.checks.")
        for name, severity in levels.items()
    )


def _kind(table: str) -> type[Any]:
    kind: type[Any] = get_type_hints(Settings)[table]
    return kind
