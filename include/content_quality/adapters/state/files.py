"""Write files so that a reader sees the whole file or none: temporary name, fsync, rename."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

Json = dict[str, object]


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data`; after a crash it holds the old bytes or the new ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(
        f".{secrets.token_hex(8)}.tmp"
    )  # shorter than any name of ours, which may fill the limit of 255 bytes
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def spare(path: Path) -> Path:
    """Return `path`, or the first of its numbered names that is free: what was set aside is never overwritten."""
    found, number = path, 1
    while found.exists() or found.is_symlink():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def sync(path: Path) -> None:
    """Wait until the file or folder `path` is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def append_line(path: Path, row: Json) -> None:
    """Append one JSON line to `path` and wait until it is on disk.

    Half a line that a crash left behind is cut off first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        file.truncate(_whole_lines(file))
        file.write(dump(row) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _whole_lines(file: BinaryIO) -> int:
    """Return how many bytes of `file` end in a line end."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - BLOCK_BYTES)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


BLOCK_BYTES = 65_536


def dump(row: object) -> bytes:
    """Return `row` as one line of JSON.

    NaN raises `ValueError`, a lone surrogate of hostile text becomes a question mark.
    """
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")


def write_json(path: Path, row: object) -> None:
    """Replace `path` by `row` as JSON."""
    write_atomically(path, dump(row) + b"\n")


def read_json(path: Path) -> Json:
    """Return the JSON object in `path`."""
    row = json.loads(path.read_bytes())
    if not isinstance(row, dict):
        raise TypeError(f"{path.name} holds no JSON object")
    return row


def write_lines(path: Path, rows: Iterable[object]) -> None:
    """Replace `path` by `rows`, one JSON line each."""
    write_atomically(path, b"".join(dump(row) + b"\n" for row in rows))


def read_lines(path: Path) -> Iterator[Json]:
    """Yield the JSON objects in `path`, one per line; half a line at its end, which a crash left behind, is none."""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield json.loads(line)
