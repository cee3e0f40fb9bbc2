"""Lines of JSON with a digest of themselves and of the line before them: a changed or lost line is found."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple


class FileDamaged(ValueError):  # noqa: N818 - names the state
    """A line is not what was written, or lines are missing before it."""


SEAL = b',"~":"0123456789abcdef"}'  # ends a line: a digest of the line before it and of the line itself
FIXED = (*range(6), len(SEAL) - 2, len(SEAL) - 1)  # places in it that are the same in every line
LIKE_A_SEAL = 5  # of those places, from which the end of a line is a seal that was damaged


def _digest(body: bytes, before: bytes) -> bytes:
    return hashlib.sha256(before + b"\n" + body).hexdigest()[:16].encode()


def sealed(body: bytes, before: bytes) -> bytes:
    """Return the line of JSON `body` with its digest as the last key; a line that is not an object has none."""
    if not body.startswith(b"{"):
        return body
    comma = b"," if body != b"{}" else b""
    return b'%b%b"~":"%b"}' % (body[:-1], comma, _digest(body, before))


class Line(NamedTuple):
    """A line of a file, without its end."""

    number: int  # from 1
    start: int  # where it begins, in the file as unpacked
    text: bytes


def body_of(line: bytes) -> bytes:
    """Return the JSON of `line` without its digest; a line of an earlier version has none."""
    if line.startswith(b'{"~":"'):
        return b"{}"
    return line[: -len(SEAL)] + b"}" if SEALED.fullmatch(line[-len(SEAL) :]) else line


def fault_of(line: bytes, before: bytes, *, strict: bool) -> str:
    """Return what is wrong with the digest of `line`, which is that of the line and the one `before` it.

    Lines of earlier versions have none, which is a fault where lines before it have (`strict`).
    """
    body, end = body_of(line), line[-len(SEAL) :]
    if body is line:
        like = len(end) == len(SEAL) and sum(end[at] == SEAL[at] for at in FIXED) >= LIKE_A_SEAL
        return "a line has lost its digest" if strict or like else ""
    is_whole = line[-len(SEAL) + 6 : -2] == _digest(body, before)
    return "" if is_whole else "a line is not what was written, or a line is missing before it"


SEALED = re.compile(rb',"~":"[0-9a-f]{16}"\}')


def verified(name: str, file: BinaryIO) -> Iterator[Line | FileDamaged]:
    """Yield each line of `file`, or what is wrong with it; half a line at its end is none."""
    before, strict, start = b"", False, 0
    for number, whole in enumerate(file, 1):
        if not whole.endswith(b"\n"):
            return
        line = Line(number, start, whole[:-1])
        fault = fault_of(line.text, before, strict=strict and line.text.startswith(b"{"))
        yield FileDamaged(f"{name}, line {number}: {fault}") if fault else line
        start += len(whole)
        before, strict = line.text, strict or SEALED.search(whole[-len(SEAL) - 1 : -1]) is not None
