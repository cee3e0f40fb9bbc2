"""What a JSON Schema says about front matter, in words for editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

from content_quality.core.document.front_matter.mistake import pair
from content_quality.core.findings import Message, message

SHOWN_CHARACTERS = 60  # of a value repeated in a message
LONGEST_ADVICE = 200  # characters of what the schema itself says about a key
SHOWN_CHOICES = 12  # of an enumeration named in a suggestion


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One error: the dotted path of the key, the rule it breaks, and words about it."""

    path: str
    rule: str  # the schema's keyword: type, enum, pattern, required …
    message: Message
    suggestion: Message | None = None


@lru_cache(maxsize=32)
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator  # 80 ms to import: only when a post has front matter

    return Draft202012Validator(json.loads(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)


def check_schema(schema: str) -> None:
    """Raise `ValueError` with the reason when the text `schema` is no JSON Schema.

    Or one that could not be used on a post.
    """
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
        yield from _worded(error, form)


TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str, date, time), "number": (int, float), "integer": (int,), "boolean": (bool,), "array": (list,), "object": (Mapping,), "null": (type(None),),
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


NAMES = {
    "string": "text", "number": "a number", "integer": "a whole number", "boolean": "true or false", "array": "a list",
    "object": "a group of keys", "null": "empty",
}  # fmt: skip


def kind_of(value: object) -> str:
    """Return in words what `value` is."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    for types, words in (
        (int, "a whole number"),
        (float, "a number"),
        (str, "text"),
        ((list, tuple), "a list"),
        (Mapping, "a group of keys"),
    ):
        if isinstance(value, types):
            return words
    return "a date" if isinstance(value, date) else "something else"


def shown(value: object, most: int = SHOWN_CHARACTERS) -> str:
    """Return `value` as an editor may type it, cut to fit a message."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _worded(error: Any, form: str) -> Iterator[SchemaError]:
    path = ".".join(str(part) for part in error.absolute_path)
    rule, wanted, value = str(error.validator), error.validator_value, error.instance
    if rule == "required":
        # jsonschema yields one error per missing key and names the key in its text only.
        missing = next((key for key in wanted if key not in value and repr(key) in error.message), "")
        full = f"{path}.{missing}" if path else missing
        yield SchemaError(
            full, rule, message("{key} is missing.", key=full), message("Add a line for {key}.", key=full)
        )
        return
    if rule == "additionalProperties" and wanted is False and isinstance(value, Mapping):
        known = [re.compile(pattern) for pattern in error.schema.get("patternProperties", ())]
        for key in [
            key
            for key in value
            if key not in error.schema.get("properties", {}) and not any(pattern.search(key) for pattern in known)
        ]:
            full = f"{path}.{key}" if path else key
            text = message("The key {key} is not allowed here.", key=shown(full))
            yield SchemaError(full, rule, text, message("Delete the key, or correct its spelling."))
        return
    text, suggestion = _words(rule, wanted, value, path, form)
    advice = error.schema.get("description") if isinstance(error.schema, Mapping) else None  # the site's own words
    if suggestion is None and isinstance(advice, str) and advice:
        suggestion = message("{reason}", reason=shown(advice, LONGEST_ADVICE))
    yield SchemaError(path, rule, text, suggestion)


def _words(rule: str, wanted: Any, value: object, key: str, form: str) -> tuple[Message, Message | None]:
    if rule == "type":
        types = [wanted] if isinstance(wanted, str) else wanted
        text = message(
            "{key} must be {wanted}; it is {found}.",
            key=key,
            wanted=" or ".join(NAMES.get(name, name) for name in types),
            found=kind_of(value),
        )
        return text, _typed_otherwise(types, value, key, form)
    if rule in ("enum", "const"):
        choices = [wanted] if rule == "const" else wanted
        text = message("{key} is {value}, which is not an allowed value.", key=key, value=shown(value))
        return text, message(
            "Type one of: {choices}.", choices=", ".join(shown(choice) for choice in choices[:SHOWN_CHOICES])
        )
    if rule == "format":
        return message(
            "{key} must be a valid {wanted}; found {value}.", key=key, wanted=str(wanted), value=shown(value)
        ), None
    if rule == "uniqueItems":
        return message("{key} contains the same entry twice.", key=key), message("Keep one of the two.")
    if rule == "pattern":
        return message("{key} does not have the required form: {value}", key=key, value=shown(value)), None
    if rule in LIMITS:
        return message(LIMITS[rule], key=key, limit=wanted), None
    return message(
        "{key} does not have the form that the schema requires ({rule}: {wanted}).",
        key=key,
        rule=rule,
        wanted=shown(wanted),
    ), None


LIMITS = {
    "minLength": "{key} must have at least {limit} characters.",
    "maxLength": "{key} must have at most {limit} characters.",
    "minItems": "{key} must have at least {limit} entries.",
    "maxItems": "{key} must have at most {limit} entries.",
    "minimum": "{key} must be at least {limit}.",
    "maximum": "{key} must be at most {limit}.",
}


def _typed_otherwise(types: list[str], value: object, key: str, form: str) -> Message | None:
    if "string" in types and isinstance(value, bool | int | float):
        return message("Put the value into quotation marks.")
    if "string" in types and isinstance(value, list) and len(value) == 1:
        return message("Type: {line}", line=pair(form, key, shown(value[0])))
    if "string" in types and isinstance(value, list):
        return message("Type one text; put it into quotation marks if it starts with a square bracket.")
    if "array" in types and isinstance(value, str):
        return message("Type: {line}", line=pair(form, key, [shown(value)]))
    if "boolean" in types and isinstance(value, str):
        return message("Type true or false, without quotation marks.")
    if ("number" in types or "integer" in types) and isinstance(value, str):
        return message("Type a number, without quotation marks.")
    return None
