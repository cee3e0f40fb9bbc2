"""What an error of a JSON Schema means, in words for editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from content_quality.core.document.front_matter.mistake import pair
from content_quality.core.findings import Message, message
from content_quality.core.records import dataclass

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


def worded(error: Any, form: str) -> Iterator[SchemaError]:
    """Yield the error of jsonschema as what an editor reads; `form` is how the editor types values."""
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
    if rule == "pattern" or (rule == "not" and isinstance(wanted, Mapping) and wanted.keys() == {"pattern"}):
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


def _slug(entries: list[object]) -> str:
    """Return the entries as the end of an address has them: in lower case, with hyphens; empty when they are many."""
    slug = re.sub(r"[^\w]+", "-", " ".join(str(entry) for entry in entries).casefold()).strip("-_")
    return slug if len(slug) <= SHOWN_CHARACTERS else ""


def _typed_otherwise(types: list[str], value: object, key: str, form: str) -> Message | None:
    if "string" in types and isinstance(value, bool | int | float):
        return message("Put the value into quotation marks.")
    if "string" in types and isinstance(value, list) and len(value) == 1:
        return message("Type: {line}", line=pair(form, key, shown(value[0])))
    if "string" in types and isinstance(value, list):
        if key == "slug" and (slug := _slug(value)):
            return message("Type: {line}", line=pair(form, key, slug))
        if key != "title":
            return message("Type one text, without square brackets and commas: {line}", line=pair(form, key, "…"))
        return message("Type one text; put it into quotation marks if it starts with a square bracket.")
    if "array" in types and isinstance(value, str):
        return message("Type: {line}", line=pair(form, key, [shown(value)]))
    if "boolean" in types and isinstance(value, str):
        return message("Type true or false, without quotation marks.")
    if ("number" in types or "integer" in types) and isinstance(value, str):
        return message("Type a number, without quotation marks.")
    return None
