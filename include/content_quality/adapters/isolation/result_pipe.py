"""The pipe through which a child hands its results to its parent.

`multiprocessing.connection` does the same, and imports sockets and processes for it: 6 ms of a short check.
"""

from __future__ import annotations

import os
import pickle
import select
import struct
from collections.abc import Collection
from typing import Any

SIZE = struct.Struct("!Q")


def result_pipe() -> tuple[ResultReader, ResultWriter]:
    """Return both ends of a new pipe."""
    reader, writer = os.pipe()
    return ResultReader(reader), ResultWriter(writer)


class ResultWriter:
    """The end of the child."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, result: Any) -> None:
        """Write `result`; raise `OSError` when the parent has gone."""
        pickled = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
        left = memoryview(SIZE.pack(len(pickled)) + pickled)
        while left:
            left = left[os.write(self._descriptor, left) :]

    def close(self) -> None:
        """Close the end, in the process that does not write."""
        os.close(self._descriptor)


class ResultReader:
    """The end of the parent."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        """Return the file descriptor, as `select` asks for it."""
        return self._descriptor

    def receive(self) -> Any:
        """Return the next result; raise `EOFError` when the child has ended before it was written whole."""
        (size,) = SIZE.unpack(self._exactly(SIZE.size))
        return pickle.loads(self._exactly(size))  # noqa: S301 - of a child of this process

    def close(self) -> None:
        """Close the end."""
        os.close(self._descriptor)

    def _exactly(self, size: int) -> bytearray:
        read = bytearray(size)
        left = memoryview(read)
        while left:
            if not (count := os.readv(self._descriptor, [left])):
                raise EOFError
            left = left[count:]
        return read


def ready(readers: Collection[ResultReader], seconds: float) -> list[ResultReader]:
    """Return those of `readers` that can be read from, or whose children have ended; wait for the first of them."""
    by_descriptor = {reader.fileno(): reader for reader in readers}
    poll = select.poll()
    for descriptor in by_descriptor:
        poll.register(descriptor, select.POLLIN | select.POLLHUP)
    return [by_descriptor[descriptor] for descriptor, _ in poll.poll(seconds * 1_000)]
