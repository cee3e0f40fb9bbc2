"""The time zone that a date names: an offset, an abbreviation, or the name of a place."""

from __future__ import annotations

import contextlib
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# Hours from UTC of the abbreviations that mean one zone only.
ZONES = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "JST": 9,
    "KST": 9,
    "CET": 1,
    "CEST": 2,
    "EST": -5,
    "EDT": -4,
    "PST": -8,
    "PDT": -7,
}


def zone_of(text: str | None, zone: tzinfo) -> tzinfo:
    """Return the zone that `text` names; `zone` when the text names none, or several."""
    if not text:
        return zone
    if (hours := ZONES.get(text.upper())) is not None:
        return timezone(timedelta(hours=hours))
    if text.isalpha():
        return zone  # an abbreviation that means several zones, or none
    if "/" in text:
        with contextlib.suppress(KeyError, ValueError, OSError):
            return ZoneInfo(text)
        return zone
    text = text.removeprefix("UTC").removeprefix("GMT")
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
