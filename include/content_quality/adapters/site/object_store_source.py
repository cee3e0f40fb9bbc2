"""Posts under a prefix of an object store: S3, Google Cloud Storage, Azure, or whatever else fsspec knows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from content_quality.adapters.site.remembered_look import remembered
from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, Unreachable, is_listed, matches_glob

log = logging.getLogger(__name__)

T = TypeVar("T")

ATTEMPTS, FIRST_WAIT, LONGEST_WAIT = 4, 0.5, 20.0  # seconds between attempts, doubled each time
REVISIONS = ("ETag", "etag", "md5Hash", "content_md5")  # names of a version of an object, by library
TIMES = ("LastModified", "last_modified", "updated", "mtime", "created")
FINAL = (FileNotFoundError, PermissionError, NotImplementedError, ValueError, ImportError)  # waiting mends none of them


@dataclass(frozen=True, slots=True)
class ObjectPrefixSource:
    """A prefix such as `s3://media/posts`."""

    place: SourcePlace
    notices: list[str] = field(default_factory=list)  # what the listing left out, in sentences for maintainers
    _listed: dict[str, SourceFile] = field(default_factory=dict)
    _storage: list[Any] = field(default_factory=list)  # the file system and the path in it, once it is open

    def files(self, extensions: tuple[str, ...]) -> Iterator[SourceFile]:
        """Yield the Markdown files below the prefix in order of path; their revision is the etag."""
        glob = self.place.source.glob
        for file in remembered(self.place, self._look):
            self._listed[file.path] = file
            wanted = is_listed(PurePosixPath(file.path), extensions)
            if wanted and matches_glob(file.path, glob):
                yield file

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of an object as it was listed."""
        listed = self._listed.get(path)
        if listed and listed.size > limit:
            raise Refused(f"The file has {listed.size:,} bytes; the limit is {limit:,} bytes.")
        try:
            data, about = self._asked(lambda: self._bytes(path, limit))
        except SourceUnusable as error:
            raise Unreachable(f"The file cannot be read: {error.why}.") from error
        if len(data) > limit:
            raise Refused(f"The file has more than {limit:,} bytes; the limit is {limit:,} bytes.")
        if listed and (about.size, about.revision) != (listed.size, listed.revision):
            raise Refused("The file changed while it was read.")
        return data

    def has(self, path: str) -> bool:
        """Return whether there is an object at `path` now."""
        fs, root = self._open()
        return bool(self._asked(lambda: fs.exists(f"{root}/{path}")))

    def identity(self, path: str) -> Path:
        """Return what names the object."""
        return Path("/object-store", self.place.source.path.replace("://", "/").rstrip("/"), path)

    def _look(self) -> list[SourceFile]:
        fs, root = self._open()
        found: Mapping[str, Mapping[str, Any]] = self._asked(lambda: _find(fs, root))
        self.notices.clear()
        files = []
        for name, about in found.items():
            path = name.removeprefix(root).lstrip("/")
            if not path or path.endswith("/"):
                continue  # the prefix itself, and what some tools write in place of a folder
            if path != PurePosixPath(path).as_posix() or ".." in PurePosixPath(path).parts or not path.isprintable():
                self.notices.append(f"The object {path!a} is not read: its name is not a path. Rename the object.")
                continue
            files.append(_file(path, about))
        return sorted(files, key=lambda file: file.path)

    def _bytes(self, path: str, limit: int) -> tuple[bytes, SourceFile]:
        fs, root = self._open()
        with fs.open(f"{root}/{path}", "rb") as file:
            data: bytes = file.read(limit + 1)
        fs.invalidate_cache()
        return data, _file(path, fs.info(f"{root}/{path}"))

    def _open(self) -> tuple[Any, str]:
        if not self._storage:
            fs, root = self.place.access.storage(self.place.source)
            self._storage[:] = [fs, str(root).rstrip("/")]
        fs, root = self._storage
        return fs, str(root)

    def _asked(self, work: Callable[[], T]) -> T:
        """Return what `work` brings, asking again with growing pauses; raise `SourceUnusable` with words of ours.

        The libraries' own words may hold a signed address.
        """
        from tenacity import Retrying, retry_if_not_exception_type, stop_after_attempt, wait_random_exponential

        again = Retrying(
            retry=retry_if_not_exception_type(FINAL),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT),
            reraise=True,
        )
        try:
            return again(work)
        except FileNotFoundError as error:
            raise SourceUnusable("there is no such bucket or object", "Correct the address of the source.") from error
        except PermissionError as error:
            raise SourceUnusable("access is denied", "Give the connection the right to list and read.") from error
        except Exception as error:
            # Each library raises classes of its own; none of them may stop the other sources.
            log.debug("the object store cannot be asked", exc_info=True)
            why = f"the object store does not answer ({type(error).__name__})"
            raise SourceUnusable(why, "Look at its endpoint and credentials; the next look tries again.") from error


def _find(fs: Any, root: str) -> Mapping[str, Mapping[str, Any]]:
    fs.invalidate_cache()
    found: Mapping[str, Mapping[str, Any]] = fs.find(root, detail=True)
    fs.invalidate_cache()
    if not found:
        fs.ls(root.partition("/")[0])  # a bucket that is not there looks like an empty prefix
    return found


def _file(path: str, about: Mapping[str, Any]) -> SourceFile:
    revision = next((str(about[name]).strip('"') for name in REVISIONS if about.get(name)), "")
    written = next((about[name] for name in TIMES if about.get(name)), 0)
    if isinstance(written, str):
        written = datetime.fromisoformat(written)
    if isinstance(written, datetime):
        written = written.replace(tzinfo=written.tzinfo or UTC).timestamp()
    return SourceFile(path, int(about.get("size") or 0), int(float(written) * 1e9), revision)
