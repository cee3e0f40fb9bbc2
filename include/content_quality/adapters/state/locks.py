"""A lock on a file: one writer, or many readers. It goes with the process that holds it."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ASK_AGAIN_SECONDS = 0.05


class Locked(Exception):  # noqa: N818 - names the state
    """Another process has held the lock for longer than the caller waits."""


@contextmanager
def locked(path: Path, seconds: float | None = None, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock file `path`, alone or `shared` with other readers.

    Wait for it as long as it takes, or raise `Locked` after `seconds`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with path.open("a") as file:
        if seconds is None:
            fcntl.flock(file, how)
        else:
            _take(file.fileno(), how, time.monotonic() + seconds)
        yield


def _take(descriptor: int, how: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise Locked from error
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return
