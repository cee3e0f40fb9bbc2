"""The trend as a PNG: mail programs don't draw SVG. One column per day, held below, to review, clear on top.

The ground is clear and the colours are of middle brightness, so that it reads on white and on black.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from content_quality.core.alerts.message import Day

WIDTH, HEIGHT, GAP = 1_200, 240, 12  # pixels; shown at half of it, so that fine screens have enough
WIDEST = 120  # pixels of a column, however few days there are
BASE = 4  # pixels of the line that the columns stand on
Colour = tuple[int, int, int, int]
CLEAR_GROUND: Colour = (0, 0, 0, 0)
HOLD, REVIEW, CLEAR, LINE = (214, 69, 58, 255), (217, 160, 40, 255), (134, 170, 146, 255), (140, 138, 132, 255)


def trend(days: Sequence[Day]) -> bytes:
    """Return the picture of `days`."""
    most = max((day.hold + day.review + day.clear for day in days), default=1) or 1
    step = WIDTH // max(1, len(days))
    column = max(4, min(step - GAP, WIDEST))
    rows = [bytearray(bytes(CLEAR_GROUND) * WIDTH) for _ in range(HEIGHT - BASE)] + [
        bytearray(bytes(LINE) * WIDTH) for _ in range(BASE)
    ]
    for index, day in enumerate(days):
        left = index * step + (step - column) // 2
        bottom = HEIGHT - BASE
        for count, colour in ((day.hold, HOLD), (day.review, REVIEW), (day.clear, CLEAR)):
            height = (
                max(4, round(count / most * (HEIGHT - BASE))) if count else 0
            )  # one held post among thousands is still seen
            top = max(0, bottom - height)
            for y in range(top, bottom):
                rows[y][4 * left : 4 * (left + column)] = bytes(colour) * column
            bottom = top
    return _png(rows)


def _png(rows: Sequence[bytearray]) -> bytes:
    """Return 8-bit RGBA `rows` as a PNG (ISO/IEC 15948)."""
    header = struct.pack(">IIBBBBB", WIDTH, len(rows), 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
