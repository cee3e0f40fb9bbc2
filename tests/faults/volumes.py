"""Volumes of a few megabytes that can be filled to the last byte, for services of a test. Needs the right to mount."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

FILLER = ".filler"


def can_mount() -> bool:
    """Return whether this process may make volumes."""
    return os.name == "posix" and os.geteuid() == 0


@dataclass(frozen=True, slots=True)
class Volume:
    """A file system of its own in the memory, at a folder."""

    folder: Path
    megabytes: int

    def mount(self) -> None:
        """Make the volume, empty."""
        self.folder.mkdir(parents=True, exist_ok=True)
        size = f"size={self.megabytes}m"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "content-quality-test", self.folder], check=True)

    def unmount(self) -> None:
        """Take the volume away, whoever still has it open."""
        if self.folder.is_mount():
            subprocess.run(["umount", "--lazy", self.folder], check=True)

    def fill(self, seconds: float) -> None:
        """Leave no byte free for `seconds`, whatever is deleted meanwhile."""
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                self._fill()
                time.sleep(0.5)
        finally:
            (self.folder / FILLER).unlink()

    def _fill(self) -> None:
        with (self.folder / FILLER).open("ab", buffering=0) as file:
            for size in (1_000_000, 4096, 1):
                with contextlib.suppress(_Full):
                    while True:
                        _write(file.fileno(), b"\0" * size)


class _Full(Exception):  # noqa: N818 - names the state
    """There is no space for these bytes."""


def _write(descriptor: int, data: bytes) -> None:
    try:
        if os.write(descriptor, data) < len(data):
            raise _Full
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _Full from error
        raise
