"""What the exchange needs of an object store, and a folder that does as one: a volume that all workers see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from content_quality.adapters.state.files import write_atomically
from content_quality.core.records import dataclass


class SharedObject(Protocol):
    """An object as the store lists it."""

    @property
    def key(self) -> str:
        """Its name below the prefix."""


class SharedObjects(Protocol):
    """The objects below one prefix, by key. An object appears whole or not at all.

    What cannot be done raises `OSError`; an object that is not there, `FileNotFoundError`.
    """

    def read(self, key: str) -> bytes:
        """Return the bytes of an object."""

    def write(self, key: str, data: bytes) -> object:
        """Put an object in place, whatever was there."""

    def listing(self, below: str) -> Sequence[SharedObject]:
        """Return all objects below the folder `below`."""

    def remove(self, key: str) -> None:
        """Take an object away; one that is not there stays so."""


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file of a shared folder."""

    key: str


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """A folder that all workers see, as an object store."""

    root: Path

    def read(self, key: str) -> bytes:
        """Return the bytes of a file."""
        return (self.root / key).read_bytes()

    def write(self, key: str, data: bytes) -> None:
        """Put a file in place, whole."""
        write_atomically(self.root / key, data)

    def listing(self, below: str) -> list[SharedFile]:
        """Return the files below a folder; none that are being written."""
        found = (path for path in (self.root / below).rglob("*") if path.is_file() and not path.name.startswith("."))
        return [SharedFile(path.relative_to(self.root).as_posix()) for path in sorted(found)]

    def remove(self, key: str) -> None:
        """Delete a file."""
        (self.root / key).unlink(missing_ok=True)
