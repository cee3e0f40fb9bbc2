"""What a JSON Schema says about front matter, in words for editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import lru_cache
from typing import Any

from content_quality.core.document.profiles.schema_words import SchemaError, worded


@lru_cache(maxsize=32)
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator  # 80 ms to import: only when a post has front matter

    return Draft202012Validator(json.loads(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)


def check_schema(schema: str) -> None:
    """Raise `ValueError` with the reason when the text `schema` is not a JSON Schema that can be used on a post."""
    from jsonschema import Draft202012Validator
    from jsonschema import SchemaError as Invalid

    document = json.loads(schema)
    try:
        Draft202012Validator.check_schema(document)
    except Invalid as error:
        raise ValueError(f"The schema is not valid at {error.json_path}: {error.message}") from error
    for part in _parts(document):
        if isinstance(reference := part.get("$ref"), str):
            _refuse_reference(reference, document)


def _parts(document: object) -> Iterator[Mapping[str, Any]]:
    """Yield every mapping in `document`, itself among them."""
    level = [document]
    while level:
        part = level.pop()
        if isinstance(part, Mapping):
            yield part
            level += part.values()
        elif isinstance(part, list):
            level += part


def _refuse_reference(reference: str, document: object) -> None:
    """Refuse a reference to another document, which would be fetched, and one that leads nowhere."""
    if not reference.startswith("#"):
        raise ValueError(f"$ref {reference!r} names another document; put what it holds into this file")
    if not reference.startswith("#/"):
        return  # the document itself, or an anchor
    part = document
    for name in reference[2:].split("/"):
        key = name.replace("~1", "/").replace("~0", "~")
        if isinstance(part, Mapping) and key in part:
            part = part[key]
        elif isinstance(part, list) and key.isdigit() and int(key) < len(part):
            part = part[int(key)]
        else:
            raise ValueError(f"$ref {reference!r} leads nowhere in this file")


def errors(schema: str, values: Mapping[str, object], form: str = "yaml") -> Iterator[SchemaError]:
    """Yield what the JSON Schema in the text `schema` says about `values`, in order of the keys.

    `form` is how the editor types them.
    """
    found = _validator(schema).iter_errors(plain(values))
    for error in sorted(found, key=lambda error: (error.json_path, str(error.validator))):
        yield from worded(error, form)


TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str, date, time), "number": (int, float), "integer": (int,), "boolean": (bool,), "array": (list,), "object": (Mapping,), "null": (type(None),),  # noqa: E501 - a pattern
}  # fmt: skip


def fits(schema: Mapping[str, Any], values: Mapping[str, object]) -> bool:
    """Return whether `values` certainly satisfy `schema`: only types are asked for, and they are right.

    Nearly every post does. It spares them jsonschema, whose import takes 60 ms and whose answer 100 µs; False says
    nothing.
    """
    properties = schema.get("properties", {})
    return all(key in values for key in schema.get("required", ())) and all(
        _of_type(value, properties[key]) for key, value in values.items() if key in properties
    )


def _of_type(value: object, schema: Mapping[str, Any]) -> bool:
    if not schema.keys() <= {"type", "items", "minLength", "pattern", "description"} or "type" not in schema:
        return False
    if "pattern" in schema and isinstance(value, date | time):
        return False
    if isinstance(value, str) and (len(value) < schema.get("minLength", 0) or not _has_form(schema, value)):
        return False
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if isinstance(value, bool):
        return "boolean" in names
    if not any(isinstance(value, TYPES[name]) for name in names):
        return False
    return (
        not isinstance(value, list) or "items" not in schema or all(_of_type(entry, schema["items"]) for entry in value)
    )


def _has_form(schema: Mapping[str, Any], value: str) -> bool:
    return "pattern" not in schema or re.search(schema["pattern"], value) is not None


def plain(value: object) -> object:
    """Return `value` as JSON has it: dates as ISO text, keys as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(inner) for inner in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
