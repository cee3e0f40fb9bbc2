"""Where each letter of a passage stands in the file, packed, so that a copy is shown without parsing its post again."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Span


class Steps:
    """The steps from letter to letter of a row."""

    def __init__(self, places: NDArray[np.int64]) -> None:
        self._steps = np.diff(places)
        self._narrow = np.minimum(self._steps, WIDE).astype(np.uint8).tobytes()

    def packed(self, first: int, last: int) -> bytes:
        """Return the steps between the letters [first, last).

        Nearly all of them are 1, so that some hundred letters take 30 bytes.
        """
        narrow = self._narrow[first : last - 1]
        if TOO_WIDE in narrow:
            return zlib.compress(b"4" + self._steps[first : last - 1].astype(np.uint32).tobytes(), LEVEL, WINDOW)
        return zlib.compress(b"1" + narrow, LEVEL, WINDOW)


WIDE = 255  # characters between two letters of a paragraph, from which its steps take four bytes each
TOO_WIDE = bytes([WIDE])
LEVEL = 1  # of zlib: others take more time than they save bytes
WINDOW = 9  # bits: half a kilobyte; clearing the memory for more takes four times as long as packing a paragraph


def located(source: SourceText, passage: Span, steps: bytes, first: int, last: int) -> Span:
    """Return the place in `source` of the letters [first, last) of the passage that begins at `passage`."""
    raw = zlib.decompress(steps)
    widths = np.frombuffer(raw, np.uint8 if raw[:1] == b"1" else np.uint32, offset=1) if len(raw) > 1 else np.zeros(0)
    start = source.offset(passage.line, passage.column)
    places = start + np.concatenate(([0], np.cumsum(widths, dtype=np.int64)))
    if not 0 <= first < last <= len(places):
        return passage
    return source.span(int(places[first]), int(places[last - 1]) + 1)
