"""From TOML tables to dataclasses: keys and types that are unknown are refused."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from content_quality.core.settings import SettingsError

T = TypeVar("T")


def build(kind: type[T], table: object, where: str) -> T:
    """Return the dataclass `kind` from a TOML table, refusing keys and types it does not know."""
    if not isinstance(table, dict):
        raise SettingsError(f"{where.removesuffix('.') or 'The document'} must be a table of keys.")
    hints = get_type_hints(kind)
    for key in table:
        if key not in hints:
            raise SettingsError(f"{where}{key} is not a setting. Known settings: {', '.join(hints)}.")
    return kind(**{key: _value(hints[key], value, f"{where}{key}") for key, value in table.items()})


def _value(hint: Any, value: object, where: str) -> object:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value, f"{where}.")
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise SettingsError(f"{where} must be a list.")
        inner = get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_value(inner[0], part, f"{where}[{index}]") for index, part in enumerate(value))
        return tuple(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is object:
        return value
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise SettingsError(f"{where} must be {_article(hint.__name__)}, not {value!r}.")
    return value


def _article(type_name: str) -> str:
    return {"str": "a string", "int": "a whole number", "float": "a number", "bool": "true or false"}.get(
        type_name, type_name
    )
