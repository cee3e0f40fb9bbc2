"""Inspections of earlier runs of the command line, by what they depend on: bytes, path, settings and program.

Each entry is sealed with a key that stays on this machine, and its name is part of the seal: an entry that was damaged,
renamed, or brought from elsewhere is not believed, and the post is inspected again.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import sys
from pathlib import Path

from content_quality.adapters.state.codec import inspection_from_json, inspection_to_json
from content_quality.adapters.state.files import dump
from content_quality.core.inspection import Inspection

VARIABLE = "CONTENT_QUALITY_CACHE"  # names another folder; empty: there is no cache
MOST_BYTES = 256_000_000  # of all entries: some 10,000 posts of the usual length
KEPT_SHARE = 0.75  # of MOST_BYTES, that is left after the oldest entries went
WRITES_PER_LOOK = 64  # entries written, on average, before the size of the folder is looked at
SEAL = hashlib.sha256().digest_size * 2
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


def folder_of_user() -> Path | None:
    """Return the folder for the entries of whoever runs this; None where the cache is off."""
    if (named := os.environ.get(VARIABLE)) is not None:
        return Path(named) if named else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base, "content-quality", "inspections")


def program_digest() -> str:
    """Return a digest of this very program: of the names, sizes and times of its files."""
    package = Path(__file__).resolve().parents[2]
    found = hashlib.sha256(sys.version.encode())
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "static", "templates"))
        for name in sorted(names):
            status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - hundreds of files at each start
            found.update(f"{folder}/{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode("utf-8", "replace"))
    return found.hexdigest()


class InspectionCache:
    """A folder of entries. Two processes may use it at once: entries are renamed into place and never changed."""

    def __init__(self, folder: Path, made_with: str) -> None:
        self._folder = folder
        self._made_with = made_with
        self._key = _key(folder)

    def get(self, post_id: str, path: str, sha256: str) -> Inspection | None:
        """Return the inspection of these bytes at this path, None when there is none that can be believed."""
        file = self._file(post_id, path, sha256)
        try:
            sealed = file.read_bytes()
            seal, body = sealed[:SEAL], sealed[SEAL:]
            if not hmac.compare_digest(seal, self._seal(file.name, body)):
                return None
            found = inspection_from_json(json.loads(body))
            os.utime(file)
        except UNREADABLE:
            return None
        return found if (found.post_id, found.path, found.sha256) == (post_id, path, sha256) else None

    def put(self, inspection: Inspection) -> None:
        """Keep a complete inspection; a folder that takes no more keeps nothing."""
        if inspection.error is not None or inspection.facts is None or inspection.outline is None:
            return
        file = self._file(inspection.post_id, inspection.path, inspection.sha256)
        body = dump(inspection_to_json(inspection))
        temporary = file.with_name(f".{secrets.token_hex(8)}.tmp")
        with contextlib.suppress(OSError):
            file.parent.mkdir(exist_ok=True)
            try:
                temporary.write_bytes(self._seal(file.name, body) + body)
                temporary.replace(file)
            finally:
                temporary.unlink(missing_ok=True)
            if not secrets.randbelow(WRITES_PER_LOOK):
                shrink(self._folder, MOST_BYTES)

    def _file(self, post_id: str, path: str, sha256: str) -> Path:
        parts = "\0".join((self._made_with, post_id, path, sha256)).encode("utf-8", "surrogatepass")
        name = hashlib.sha256(parts).hexdigest()
        return self._folder / name[:2] / name

    def _seal(self, name: str, body: bytes) -> bytes:
        return hmac.new(self._key, name.encode() + b"\0" + body, hashlib.sha256).hexdigest().encode()


def open_cache(made_with: str) -> InspectionCache | None:
    """Return the cache of whoever runs this; None where there can be none, or others may write to it."""
    folder = folder_of_user()
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
        if sys.platform != "win32" and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
            return None
        return InspectionCache(folder, made_with)
    except OSError:
        return None


def entries_of(folder: Path) -> list[tuple[int, int, Path]]:
    """Return the time of the last use, in nanoseconds, the bytes and the path of each entry."""
    entries = []
    for path in folder.glob("??/*"):
        with contextlib.suppress(OSError):
            status = path.stat()
            entries.append((status.st_mtime_ns, status.st_size, path))
    return entries


def shrink(folder: Path, most_bytes: int) -> tuple[int, int]:
    """Delete the entries that were used longest ago while all of them take more than `most_bytes`.

    Return how many were deleted and their bytes. Temporary files of a crash go, too.
    """
    entries = entries_of(folder)
    total = sum(size for _, size, _ in entries)
    deleted = freed = 0
    for _, size, path in sorted(entries) if total > most_bytes else ():
        if total - freed <= most_bytes * KEPT_SHARE:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            deleted, freed = deleted + 1, freed + size
    return deleted, freed


def _key(folder: Path) -> bytes:
    """Return the key of this machine's entries, made at the first use."""
    path = folder / "key"
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
    key = path.read_bytes()
    if len(key) != 32:  # a crash while it was made, or another process makes it at this moment
        raise OSError(f"{path} holds no key")
    return key
