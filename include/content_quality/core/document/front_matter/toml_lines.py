"""Lines of TOML as an editor should type them."""

from __future__ import annotations

import re

from content_quality.core.document.front_matter.mistake import LONGEST_QUOTE
from content_quality.core.findings import Message, message

NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*')"""
KEY = rf"[ \t]*(?P<key>{NAME}(?:[ \t]*\.[ \t]*{NAME})*)[ \t]*"
SMART = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "＂": '"'})


def unquoted(value: str) -> str:
    """Return what was meant to be read: `value` without quotation marks around it."""
    straight = value.strip().translate(SMART)
    if len(straight) > 1 and straight[0] in "\"'" and straight[-1] == straight[0]:
        return straight[1:-1]
    return straight


def assignment(key: str, value: str) -> Message:
    """Return the suggestion to type `key = value`, with the quotation marks that `value` needs."""
    if re.fullmatch(r"true|false|[-+]?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d.*|\[.*\]", value):
        return typed(f"{key} = {value}")
    if "'" not in value and ('"' in value or "\\" in value):
        return typed(f"{key} = '{value}'")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return typed(f'{key} = "{escaped}"')


def typed(line: str) -> Message:
    """Return the suggestion to type `line`."""
    return message("Type: {line}", line=line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…")
