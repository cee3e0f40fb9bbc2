"""Places in bytes of UTF-8, as the parser of Markdown counts them, as places in characters."""

from __future__ import annotations

import numpy as np


def in_characters(text: str, offsets: list[int]) -> list[int]:
    """Return the places of `text`, in characters, that the parser gives as `offsets` in bytes of UTF-8."""
    if text.isascii():
        return offsets
    data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    first_bytes = np.flatnonzero((data & 0xC0) != 0x80)
    places: list[int] = np.searchsorted(first_bytes, offsets).tolist()
    return places
