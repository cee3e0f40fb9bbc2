"""The trend as a PNG: mail programs don't draw SVG. One column per day, held below, to review, clear on top."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from content_quality.core.letter import Day

WIDTH, HEIGHT, GAP = 560, 120, 6  # pixels
BACKGROUND, HOLD, REVIEW, CLEAR = (255, 255, 255), (179, 38, 30), (214, 158, 46), (189, 204, 189)


def trend(days: Sequence[Day]) -> bytes:
    """Return the picture of `days`."""
    most = max((day.hold + day.review + day.clear for day in days), default=1) or 1
    column = max(2, WIDTH // max(1, len(days)) - GAP)
    rows = [bytearray(BACKGROUND * WIDTH) for _ in range(HEIGHT)]
    for index, day in enumerate(days):
        left = index * (column + GAP)
        bottom = HEIGHT
        for count, colour in ((day.hold, HOLD), (day.review, REVIEW), (day.clear, CLEAR)):
            top = bottom - round(count / most * (HEIGHT - 2)) if count else bottom
            top = min(top, bottom - 2) if count else bottom  # one held post among thousands is still seen
            for y in range(max(0, top), bottom):
                rows[y][3 * left : 3 * min(WIDTH, left + column)] = bytes(colour) * (min(WIDTH, left + column) - left)
            bottom = max(0, top)
    return _png(rows)


def _png(rows: Sequence[bytearray]) -> bytes:
    """Return 8-bit RGB `rows` as a PNG (ISO/IEC 15948)."""
    header = struct.pack(">IIBBBBB", WIDTH, len(rows), 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks)
