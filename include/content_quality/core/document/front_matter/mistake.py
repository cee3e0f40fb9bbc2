"""A mistake on one line, and how to type what was meant: quoted, and as a pair in the front matter's own format."""

from __future__ import annotations

import json
from typing import NamedTuple

from content_quality.core.findings import Message

LONGEST_QUOTE = 100  # characters of a line repeated in a suggestion


class Mistake(NamedTuple):
    """A recognised mistake at [start, end) of its line."""

    kind: str
    start: int
    end: int
    message: Message
    suggestion: Message


def quoted(value: str) -> str:
    """Return `value` in the quotation marks that need no escaping, else escaped."""
    if "'" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def pair(form: str, path: str, value: object) -> str:
    """Return the line for the key at the end of the dotted `path` with `value`, text or a list of texts.

    As `form` has it.
    """
    key = path.rpartition(".")[2]
    if form == "yaml":
        typed = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
        typed = typed.lower() if isinstance(value, bool) else typed
        return f"{key}: {typed}"
    typed = json.dumps(value, ensure_ascii=False, default=str)
    return f"{key} = {typed}" if form == "toml" else f'"{key}": {typed}'
