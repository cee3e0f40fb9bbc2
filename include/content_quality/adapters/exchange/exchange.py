"""Posts, parcels and large files in the exchange. Nothing is believed that is not what was sent.

A post lies under its sha256. A parcel is what one task leaves for the next: some files and a few words about them, in
one object behind a digest of its key and of its bytes. So a reader has all files of one attempt or none of them, and an
object that was damaged, cut or moved is refused.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar, cast

from content_quality.adapters.exchange.objects import SharedObjects
from content_quality.adapters.state.files import Json, dump, write_atomically
from content_quality.adapters.state.snapshots import SnapshotDamaged, Snapshots
from content_quality.core.records import dataclass

POSTS = "posts"
PIECE = 64_000_000  # bytes of a large file that are sent at once
AT_ONCE = 16  # requests to the store: each waits for the network, not for the processor
T = TypeVar("T")


class ExchangeDamaged(OSError):  # noqa: N818 - names the state
    """An object of the exchange is not what was sent."""


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A file in the exchange that may be larger than the memory."""

    key: str
    sha256: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """The exchange of one site."""

    objects: SharedObjects

    def send_posts(self, snapshots: Snapshots, versions: Iterable[str]) -> int:
        """Put the bytes of `versions`, by sha256, where every worker finds them; return how many were new.

        What is lost or damaged here stays away: whoever looks for it finds nothing, as here.
        """
        there = {found.key.rpartition("/")[2] for found in self.objects.listing(POSTS)}
        return sum(side_by_side(lambda sha256: self._send_post(snapshots, sha256), sorted(set(versions) - there)))

    def _send_post(self, snapshots: Snapshots, sha256: str) -> bool:
        try:
            data = snapshots.read(sha256)
        except SnapshotDamaged:
            return False
        self.objects.write(_of_post(sha256), data)
        return True

    def fetch_posts(self, snapshots: Snapshots, versions: Iterable[str]) -> None:
        """Bring the bytes of `versions` into `snapshots`, but for what is there already or nowhere."""
        side_by_side(lambda sha256: self._fetch_post(snapshots, sha256), sorted(set(versions)))

    def _fetch_post(self, snapshots: Snapshots, sha256: str) -> None:
        path = snapshots.path(sha256)
        if path.exists():
            return
        try:
            data = self.objects.read(_of_post(sha256))
        except FileNotFoundError:
            return  # whoever reads it from the snapshots says so
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ExchangeDamaged(f"the object {_of_post(sha256)} of the exchange holds other bytes")
        write_atomically(path, data)

    def send(self, key: str, folder: Path, names: Sequence[str], about: Json | None = None) -> None:
        """Send the files `names` of `folder`, and what is to be said about them, as the parcel `key`."""
        contents = [(folder / name).read_bytes() for name in names]
        files = [[name, len(data)] for name, data in zip(names, contents, strict=True)]
        body = b"\n".join((dump({"files": files, "about": about or {}}), b"".join(contents)))
        self.objects.write(key, _digest(key, body) + b"\n" + body)

    def about(self, key: str) -> dict[str, Any]:
        """Return what was said about the parcel `key`; raise `FileNotFoundError` when there is none."""
        return self._opened(key)[0]

    def fetch(self, key: str, folder: Path) -> dict[str, Any]:
        """Write the files of the parcel `key` below `folder` and return what was said about them."""
        about, files = self._opened(key)
        for name, data in files:
            write_atomically(folder / name, data)
        return about

    def _opened(self, key: str) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
        digest, _, body = self.objects.read(key).partition(b"\n")
        if digest != _digest(key, body):
            raise ExchangeDamaged(f"the parcel {key} of the exchange is not what was sent")
        head, _, rest = body.partition(b"\n")
        row = cast("Json", json.loads(head))
        files, at = [], 0
        for name, size in cast("list[tuple[str, int]]", row["files"]):
            if not _is_below(name):
                raise ExchangeDamaged(f"the parcel {key} of the exchange names a file outside of its folder")
            files.append((name, rest[at : at + size]))
            at += size
        return cast("dict[str, Any]", row["about"]), files

    def send_large(self, below: str, path: Path) -> LargeFile:
        """Send one large file in pieces below the folder `below`; return what a reader has to know of it."""
        sha256, pieces = sha256_of(path), 0
        with path.open("rb") as file:
            while data := file.read(PIECE):
                self.objects.write(f"{below}/{sha256}/{pieces:06d}", data)
                pieces += 1
        return LargeFile(f"{below}/{sha256}", sha256, pieces)

    def fetch_large(self, sent: LargeFile, path: Path) -> None:
        """Bring a large file to `path`, whole and as it was sent."""
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        try:
            with made.open("xb") as file:
                for piece in range(sent.pieces):
                    file.write(self.objects.read(f"{sent.key}/{piece:06d}"))
            if sha256_of(made) != sent.sha256:
                raise ExchangeDamaged(f"the file {sent.key} of the exchange is not what was sent")
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)

    def parcels(self, below: str) -> list[str]:
        """Return the keys of the parcels in the folder `below`."""
        return [found.key for found in self.objects.listing(below)]


def side_by_side(work: Callable[[str], T], keys: Sequence[str]) -> list[T]:
    """Return what `work` makes of each key; some at once, because each waits for the network."""
    if not keys:
        return []
    with ThreadPoolExecutor(min(AT_ONCE, len(keys))) as pool:
        return list(pool.map(work, keys))


def _of_post(sha256: str) -> str:
    return f"{POSTS}/{sha256[:2]}/{sha256}"


def _digest(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + body).hexdigest().encode()


def _is_below(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts) and "\0" not in name


def sha256_of(path: Path) -> str:
    """Return the digest of a file that may be larger than the memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
