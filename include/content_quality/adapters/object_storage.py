"""The objects below one prefix of an object store: S3, Google Cloud Storage, Azure, or a folder of this machine.

One library speaks to all of them. Its own words may hold a signed address or a key, so that errors have words of ours.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from content_quality.adapters.object_storage_login import Login, StorageUnusable, options_of
from content_quality.core.records import dataclass

if TYPE_CHECKING:
    from obstore import ObjectMeta

__all__ = ["Login", "ObjectStorage", "StorageUnusable", "StoredObject", "open_storage"]

log = logging.getLogger(__name__)

SCHEMES = ("s3", "s3a", "gs", "abfs", "abfss", "az", "file", "memory")
RETRIES, FIRST_WAIT, LONGEST_WAIT, LONGEST = 4, 0.5, 20.0, 180.0  # seconds; the waits between attempts double
CHUNK = 1_000_000  # bytes that are read at once
# In what the library says of an answer of the server.
NO_BUCKET = re.compile(r"<Code>(?:NoSuchBucket|ContainerNotFound)</Code>|status code: 404\b")
DENIED = re.compile(r"status code: 40[13]\b")
NAME = re.compile(r'[Pp]ath "((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as the store describes it. Its key is relative to the prefix, with forward slashes."""

    key: str
    size: int
    modified: float  # seconds since 1970
    revision: str  # the etag: names these bytes; an object is replaced only if it is still this one


@dataclass(frozen=True, slots=True)
class ObjectStorage:
    """The objects below a prefix.

    What cannot be done raises `StorageUnusable`; to read an object that is not there raises `FileNotFoundError`.
    """

    address: str
    _store: Any = field(repr=False)

    def listing(self, below: str = "") -> list[StoredObject]:
        """Return all objects whose keys begin with the folder `below`, in order of key."""
        with _own_words():
            found = [_described(about) for page in self._store.list(below or None, chunk_size=1000) for about in page]
        return sorted(found, key=lambda one: one.key)

    def sizes(self) -> Mapping[str, int]:
        """Return the size in bytes of every object."""
        return {one.key: one.size for one in self.listing()}

    def about(self, key: str) -> StoredObject | None:
        """Return what the store says of an object; None when there is none."""
        try:
            with _own_words():
                return _described(self._store.head(key))
        except FileNotFoundError:
            return None

    def read(self, key: str) -> bytes:
        """Return the bytes of an object."""
        return self.fetch(key)[0]

    def fetch(self, key: str, limit: int | None = None) -> tuple[bytes, StoredObject]:
        """Return the bytes of an object and what it was when they were read; one byte more than `limit` at most."""
        with _own_words():
            found = self._store.get(key)
            data = bytearray()
            for chunk in found.stream(min_chunk_size=CHUNK):
                data += memoryview(chunk)
                if limit is not None and len(data) > limit:
                    break
        return bytes(data[: None if limit is None else limit + 1]), _described(found.meta)

    def write(self, key: str, data: bytes) -> str:
        """Put an object in place, whole, whatever was there; return its revision."""
        with _own_words():
            return _revision(self._store.put(key, data))

    def create(self, key: str, data: bytes) -> str:
        """Put an object in place if there is none, and return its revision; empty when there is one."""
        return self._put_if(key, data, lambda: "create")

    def replace(self, key: str, data: bytes, revision: str) -> str:
        """Replace an object if it is still `revision`, and return the new one; empty when it is another or has gone.

        Folders of this machine cannot do this.
        """

        def mode() -> dict[str, str] | None:
            known = self._store.head(key)  # Google asks for a number of its own beside the etag
            same = _revision(known) == revision
            return {name: known[name] for name in ("e_tag", "version") if known[name]} if same else None

        return self._put_if(key, data, mode)

    def remove(self, key: str) -> None:
        """Take an object away; one that is not there stays so."""
        try:
            with _own_words():
                self._store.delete(key)
        except FileNotFoundError:
            return

    def _put_if(self, key: str, data: bytes, mode: Callable[[], Any]) -> str:
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        try:
            with _own_words():
                try:
                    wanted = mode()
                    # an upload in parts knows no condition
                    put = self._store.put(key, data, mode=wanted, use_multipart=False) if wanted else {"e_tag": ""}
                except (AlreadyExistsError, PreconditionError):
                    return ""
        except FileNotFoundError:
            return ""
        return _revision(put)


def open_storage(address: str, login: Login | None = None, *, makes_folder: bool = False) -> ObjectStorage:
    """Return the objects below `address`, such as `s3://media/posts`; raise `StorageUnusable`.

    Without `login`, the library takes what its variables hold (AWS_…, GOOGLE_…, AZURE_…), or what the machine is given.
    `makes_folder` makes a folder of this machine that is not there; a bucket is never made.
    """
    parts = urlsplit(address)
    if parts.scheme not in SCHEMES:
        raise StorageUnusable(
            f"an object store has no addresses with {parts.scheme}://", f"Write one of: {', '.join(SCHEMES)}."
        )
    try:
        from obstore import store
    except ImportError as error:
        raise StorageUnusable(
            "obstore is not installed", "Install it: pip install 'content-quality[object-store]'."
        ) from error
    with _own_words():
        if parts.scheme == "memory":
            return ObjectStorage(address, _memory(f"{parts.netloc}{parts.path}".rstrip("/")))
        if parts.scheme == "file":
            folder = Path(unquote(parts.path))
            if not makes_folder and not folder.is_dir():
                raise StorageUnusable(f"there is no folder {folder}", "Correct the address, or mount the disk.")
            return ObjectStorage(address, store.LocalStore(folder, mkdir=True))
        return ObjectStorage(address, _far(address, parts.scheme, login or Login()))


def _far(address: str, scheme: str, login: Login) -> Any:
    from obstore import store

    config, allow_http = options_of(scheme, login)
    waits = {
        "init_backoff": timedelta(seconds=FIRST_WAIT),
        "max_backoff": timedelta(seconds=LONGEST_WAIT),
        "base": 2,
    }
    retry = {"max_retries": RETRIES, "backoff": waits, "retry_timeout": timedelta(seconds=LONGEST)}
    opened: Any = store.from_url  # its overloads know one store each
    return opened(address, config=config, client_options={"allow_http": allow_http}, retry_config=retry)


@cache
def _memory(_: str) -> Any:
    """Return the store of an address in the memory of this process: for tests."""
    from obstore.store import MemoryStore

    return MemoryStore()


@contextmanager
def _own_words() -> Iterator[None]:
    """Turn what the library raises into `OSError` with words of ours."""
    from obstore.exceptions import BaseError, InvalidPathError, PermissionDeniedError, UnauthenticatedError

    try:
        yield
    except StorageUnusable:
        raise
    except FileNotFoundError:
        raise FileNotFoundError(0, "there is no such object") from None
    except (PermissionError, PermissionDeniedError, UnauthenticatedError):
        raise _denied() from None
    except InvalidPathError as error:
        named = NAME.search(str(error))
        raise StorageUnusable(
            f"the name of an object is not a path: {named[1] if named else '?'!a}",
            "Rename the object, or take it away: a name has no empty folder and no `..`.",
        ) from None
    except (BaseError, OSError, ValueError, TypeError, NotImplementedError) as error:
        raise _failed(error) from None


def _failed(error: Exception) -> StorageUnusable:
    said = str(error)
    if DENIED.search(said):
        return _denied()
    if NO_BUCKET.search(said):
        return StorageUnusable("there is no such bucket", "Correct the address.")
    log.debug("the object store failed with %s", type(error).__name__)
    return StorageUnusable(
        "the object store does not answer as it should", "Look at its endpoint, region and credentials."
    )


def _denied() -> StorageUnusable:
    return StorageUnusable("access is denied", "Give the connection the right to list, read and, for a release, write.")


def _described(about: ObjectMeta) -> StoredObject:
    return StoredObject(about["path"], about["size"], about["last_modified"].timestamp(), _revision(about))


def _revision(about: Any) -> str:
    """Return the etag in its quotes, which some stores leave out in a listing."""
    etag = about["e_tag"] or ""
    return f'"{etag}"' if etag and not etag.endswith('"') else etag
