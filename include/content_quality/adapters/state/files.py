"""Write files so that a reader sees the whole file or none: temporary name, fsync, rename."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from content_quality.adapters.state.packing import MAGIC, PackedFileDamaged, opened, packed, unpacked
from content_quality.adapters.state.sealed_lines import FileDamaged, Line, body_of, fault_of, sealed, verified

Json = dict[str, object]


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data`; after a crash it holds the old bytes or the new ones."""
    with _replacing(path) as file:
        file.write(data)


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` once it is written whole, and is on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(
        f".{secrets.token_hex(8)}.tmp"
    )  # shorter than any name of ours, which may fill the limit of 255 bytes
    try:
        with temporary.open("xb") as file:
            yield file
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
    """Wait until the file or folder `path` is on disk; Windows cannot be asked about a folder."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def append_line(path: Path, row: Json | Dumped) -> None:
    """Append one JSON line with its digest to `path` and wait until it is on disk.

    Half a line that a crash left behind is cut off first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        start, last = last_line(file)
        file.truncate(start + len(last) + 1 if last else start)
        file.write(sealed(dump(row), last) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def last_line(file: BinaryIO) -> tuple[int, bytes]:
    """Return where the last whole line of `file` begins and what it says; the end and nothing when there is none."""
    end = file.seek(0, os.SEEK_END)
    size, block = 0, b""
    while size < end:
        size = min(end, max(2 * size, BLOCK_BYTES))
        file.seek(end - size)
        block = file.read(size)
        last = block.rfind(b"\n")
        before = block.rfind(b"\n", 0, max(last, 0))
        if before >= 0 or size == end:
            return (end - size + before + 1, block[before + 1 : last]) if last >= 0 else (0, b"")
    return 0, b""


BLOCK_BYTES = 65_536


class Dumped(bytes):
    """A row that is a line of JSON already, so that it is made once and written in several places."""


def dump(row: object) -> bytes:
    """Return `row` as one line of JSON.

    NaN raises `ValueError`, a lone surrogate of hostile text becomes a question mark.
    """
    if isinstance(row, Dumped):
        return row
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")


def write_json(path: Path, row: object) -> None:
    """Replace `path` by `row` as JSON with its digest."""
    write_atomically(path, sealed(dump(row), b"") + b"\n")


def read_json(path: Path) -> Json:
    """Return the JSON object in `path`; raise `FileDamaged` when it is not what was written."""
    line = unpacked(path.read_bytes()).rstrip(b"\n")
    if fault := fault_of(line, b"", strict=False):
        raise FileDamaged(fault)
    row = json.loads(body_of(line))
    if not isinstance(row, dict):
        raise TypeError(f"{path.name} holds no JSON object")
    return row


def write_lines(path: Path, rows: Iterable[object], *, seal: bool = True) -> None:
    """Replace `path` by `rows`, one JSON line each, with digests unless people edit the file."""
    before = b""
    with _replacing(path) as file:
        for row in rows:
            before = sealed(dump(row), before) if seal else dump(row)
            file.write(before + b"\n")


def read_lines(path: Path) -> Iterator[Json]:
    """Yield the JSON objects in `path`, one per line; half a line at its end, which a crash left behind, is none.

    Raise `FileDamaged` at a line that is not what was written.
    """
    for row in readable_lines(path):
        if isinstance(row, Exception):
            raise row
        yield row


def readable_lines(path: Path) -> Iterator[Json | ValueError]:
    """Yield what each line of `path` holds, or what is wrong with it: the lines behind it may still be sound."""
    try:
        with opened(path) as file:
            yield from _lines(path.name, file)
    except PackedFileDamaged as error:
        yield FileDamaged(f"{path.name}: {error}")


def _lines(name: str, file: BinaryIO) -> Iterator[Json | ValueError]:
    for line in verified(name, file):
        try:
            yield line if isinstance(line, ValueError) else row_of(name, line)
        except ValueError as error:
            yield error


def row_of(name: str, line: Line) -> Json:
    """Return the JSON of a line of the file `name`; raise `FileDamaged` when it is none."""
    try:
        return cast("Json", json.loads(body_of(line.text)))
    except (ValueError, RecursionError) as error:
        raise FileDamaged(f"{name}, line {line.number}: {error}") from error


def verified_lines(path: Path) -> Iterator[Line]:
    """Yield the lines of `path`, which need not be JSON yet; raise `FileDamaged` as `read_lines` does."""
    try:
        with opened(path) as file:
            for line in verified(path.name, file):
                if isinstance(line, ValueError):
                    raise line
                yield line
    except PackedFileDamaged as error:
        raise FileDamaged(f"{path.name}: {error}") from error


def pack(path: Path) -> bool:
    """Replace the file at `path` by the same packed, which is read as before; return whether that saved anything."""
    data = path.read_bytes()
    smaller = data if data.startswith(MAGIC) else packed(data)
    if smaller is not data:
        write_atomically(path, smaller)
    return smaller is not data
