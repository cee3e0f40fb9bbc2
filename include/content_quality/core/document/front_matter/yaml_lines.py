"""Lines of YAML as an editor should type them."""

from __future__ import annotations

import re

from content_quality.core.document.front_matter.mistake import LONGEST_QUOTE
from content_quality.core.findings import Message, message

KEY = r"(?P<key>[ ]*(?:-[ ]+)?[\w.-]+)"


def key_of(found: re.Match[str]) -> str:
    """Return the key of a matched line, without the hyphen of a list."""
    return found["key"].strip().removeprefix("- ").strip()


def typed_line(found: re.Match[str], value: str) -> Message:
    """Return the suggestion to type the key of a matched line with `value`."""
    line = f"{found['key']}: {value}".strip()
    if len(line) > LONGEST_QUOTE:
        line = f"{line[: LONGEST_QUOTE - 1]}…"
    return message("Type: {line}", line=line)
