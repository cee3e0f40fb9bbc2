"""Write files so that a reader sees the whole file or none: temporary name, fsync, rename."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from content_quality.adapters.state.packing import MAGIC, PackedFileDamaged, opened, packed, unpacked

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
        file.write(_sealed(dump(row), last) + b"\n")
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


class FileDamaged(ValueError):  # noqa: N818 - names the state
    """A line is not what was written, or lines are missing before it."""


SEAL = b',"~":"0123456789abcdef"}'  # ends a line: a digest of the line before it and of the line itself
FIXED = (*range(6), len(SEAL) - 2, len(SEAL) - 1)  # places in it that are the same in every line
LIKE_A_SEAL = 5  # of those places, from which the end of a line is a seal that was damaged


def _digest(body: bytes, before: bytes) -> bytes:
    return hashlib.sha256(before + b"\n" + body).hexdigest()[:16].encode()


def _sealed(body: bytes, before: bytes) -> bytes:
    """Return the line of JSON `body` with its digest as the last key; a line that is not an object has none."""
    if not body.startswith(b"{"):
        return body
    comma = b"," if body != b"{}" else b""
    return b'%b%b"~":"%b"}' % (body[:-1], comma, _digest(body, before))


def _opened(line: bytes, before: bytes, *, strict: bool) -> Any:
    """Return the JSON of `line` without its digest.

    Lines of earlier versions have none, which is a fault where lines `before` it have (`strict`).
    """
    body, digest = line, b""
    end = line[-len(SEAL) :]
    if line.startswith(b'{"~":"'):
        body, digest = b"{}", line[6:-2]
    elif SEALED.fullmatch(end):
        body, digest = line[: -len(SEAL)] + b"}", end[6:-2]
    elif strict or (len(end) == len(SEAL) and sum(end[at] == SEAL[at] for at in FIXED) >= LIKE_A_SEAL):
        raise FileDamaged("a line has lost its digest")
    if digest and digest != _digest(body, before):
        raise FileDamaged("a line is not what was written, or a line is missing before it")
    return json.loads(body)


SEALED = re.compile(rb',"~":"[0-9a-f]{16}"\}')


def write_json(path: Path, row: object) -> None:
    """Replace `path` by `row` as JSON with its digest."""
    write_atomically(path, _sealed(dump(row), b"") + b"\n")


def read_json(path: Path) -> Json:
    """Return the JSON object in `path`; raise `FileDamaged` when it is not what was written."""
    row = _opened(unpacked(path.read_bytes()).rstrip(b"\n"), b"", strict=False)
    if not isinstance(row, dict):
        raise TypeError(f"{path.name} holds no JSON object")
    return row


def write_lines(path: Path, rows: Iterable[object], *, sealed: bool = True) -> None:
    """Replace `path` by `rows`, one JSON line each, with digests unless people edit the file."""
    lines, before = [], b""
    for row in rows:
        before = _sealed(dump(row), before) if sealed else dump(row)
        lines.append(before + b"\n")
    write_atomically(path, b"".join(lines))


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
    before, strict = b"", False
    for number, whole in enumerate(file, 1):
        if not whole.endswith(b"\n"):
            return
        line = whole[:-1]
        try:
            yield _opened(line, before, strict=strict and line.startswith(b"{"))
        except (ValueError, RecursionError) as error:
            yield FileDamaged(f"{name}, line {number}: {error}")
        before, strict = line, strict or SEALED.search(line[-len(SEAL) :]) is not None


def pack(path: Path) -> bool:
    """Replace the file at `path` by the same packed, which is read as before; return whether that saved anything."""
    data = path.read_bytes()
    smaller = data if data.startswith(MAGIC) else packed(data)
    if smaller is not data:
        write_atomically(path, smaller)
    return smaller is not data
