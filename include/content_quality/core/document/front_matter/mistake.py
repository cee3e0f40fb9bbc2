"""A mistake on one line, and how to type what was meant: quoted, and as a pair in the front matter's own format."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import NamedTuple

from content_quality.core.document.front_matter.model import Problem
from content_quality.core.findings import Fix, Message, Replacement

LONGEST_QUOTE = 100  # characters of a line repeated in a suggestion


class Mistake(NamedTuple):
    """A recognised mistake at [start, end) of its line."""

    kind: str
    start: int
    end: int
    message: Message
    suggestion: Message
    fix: Fix | None = None  # of the line; its offsets count from the line's start

    def problem(self, shift: int) -> Problem:
        """Return the mistake of a line that begins at `shift` of the file."""
        fix = self.fix
        if fix is not None:
            edits = (Replacement(one.start + shift, one.end + shift, one.text) for one in fix.replacements)
            fix = replace(fix, replacements=tuple(edits))
        end = max(self.end, self.start + 1)
        return Problem(self.kind, shift + self.start, shift + end, self.message, self.suggestion, fix=fix)


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
