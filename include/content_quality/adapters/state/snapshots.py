"""Snapshots: the bytes of posts under their sha256. What is inspected, shown and released are these bytes.

They lie packed on the disk. The name is the digest of what was packed, and so says whether unpacking went well.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from content_quality.adapters.state.files import write_atomically
from content_quality.adapters.state.packing import PackedFileDamaged, packed, unpacked
from content_quality.core.records import dataclass


class SnapshotDamaged(Exception):  # noqa: N818 - names the state
    """A snapshot's bytes are not the ones its name promises."""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """A folder of immutable files named by the sha256 of what they hold."""

    root: Path

    def path(self, sha256: str) -> Path:
        """Return where the bytes `sha256` lie; raise `ValueError` for anything that is no sha256."""
        if len(sha256) != 64 or not all(character in "0123456789abcdef" for character in sha256):
            raise ValueError(f"{sha256!r} is not a sha256")
        return self.root / sha256[:2] / sha256

    def keep(self, data: bytes) -> str:
        """Store `data` and return its sha256; the same bytes are stored once, and again when the copy is damaged."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        try:
            self.read(sha256)
        except SnapshotDamaged:
            write_atomically(path, packed(data))
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the bytes `sha256`; raise `SnapshotDamaged` when they are missing or others."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise SnapshotDamaged(f"the snapshot {sha256} is missing") from error
        if hashlib.sha256(data).hexdigest() == sha256:
            return data  # it does not shrink, or an earlier version kept it
        try:
            data = unpacked(data)
        except PackedFileDamaged as error:
            raise SnapshotDamaged(f"the snapshot {sha256} is damaged: {error}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise SnapshotDamaged(f"the snapshot {sha256} holds other bytes")
        return data
