"""Files that lie packed (gzip) on the disk and keep their names; what reads them need not know."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

MAGIC = b"\x1f\x8b"  # no line of JSON begins so
WORTH = 0.9  # of its size a file has to shrink to; a picture does not


class PackedFileDamaged(ValueError):  # noqa: N818 - names the state
    """A packed file cannot be unpacked."""


def packed(data: bytes) -> bytes:
    """Return `data` packed, or as it is when that saves little; the same bytes for the same data."""
    smaller = gzip.compress(data, 6, mtime=0)
    return smaller if len(smaller) < WORTH * len(data) else data


def unpacked(data: bytes) -> bytes:
    """Return what was packed into `data`, or `data` when it is not packed; raise `PackedFileDamaged`."""
    if not data.startswith(MAGIC):
        return data
    with _told():
        return gzip.decompress(data)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open the file at `path` for reading what was packed into it; whoever reads on may meet `PackedFileDamaged`."""
    with path.open("rb") as file:
        is_packed = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        if not is_packed:
            yield file
            return
        with _told(), gzip.GzipFile(fileobj=file) as inside:
            yield cast("BinaryIO", inside)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PackedFileDamaged(f"it cannot be unpacked: {error}") from error
