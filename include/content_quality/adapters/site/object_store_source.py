"""Posts under a prefix of an object store: S3, Google Cloud Storage or Azure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from pathlib import Path, PurePosixPath

from content_quality.adapters.object_storage import ObjectStorage, StorageUnusable, StoredObject
from content_quality.adapters.site.remembered_look import remembered
from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, Unreachable, is_listed, matches_glob
from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class ObjectPrefixSource:
    """A prefix such as `s3://media/posts`."""

    place: SourcePlace
    notices: list[str] = field(default_factory=list)  # what the listing left out, in sentences for maintainers
    _listed: dict[str, SourceFile] = field(default_factory=dict)
    _storage: list[ObjectStorage] = field(default_factory=list)  # once it is open

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
            data, about = self._open().fetch(path, limit)
        except FileNotFoundError as error:
            raise Unreachable("The file cannot be read: there is no such object.") from error
        except (StorageUnusable, SourceUnusable) as error:
            raise Unreachable(f"The file cannot be read: {error.why}.") from error
        if len(data) > limit:
            raise Refused(f"The file has more than {limit:,} bytes; the limit is {limit:,} bytes.")
        if listed and (about.size, _file(about).revision) != (listed.size, listed.revision):
            raise Refused("The file changed while it was read.")
        return data

    def has(self, path: str) -> bool:
        """Return whether there is an object at `path` now."""
        return self._open().about(path) is not None

    def identity(self, path: str) -> Path:
        """Return what names the object."""
        return Path("/object-store", self.place.source.path.replace("://", "/").rstrip("/"), path)

    def _look(self) -> list[SourceFile]:
        try:
            found = self._open().listing()
        except StorageUnusable as error:
            raise SourceUnusable(error.why, f"{error.instead} The next look tries again.") from error
        self.notices.clear()
        files: dict[str, SourceFile] = {}
        for one in found:
            if one.key.isprintable():
                files.setdefault(one.key, _file(one))
            else:
                self.notices.append(f"The object {one.key!a} is not read: its name is not a path. Rename the object.")
        return list(files.values())

    def _open(self) -> ObjectStorage:
        if not self._storage:
            self._storage.append(self.place.access.storage(self.place.source))
        return self._storage[0]


def _file(one: StoredObject) -> SourceFile:
    return SourceFile(one.key, one.size, int(one.modified * 1e9), one.revision.strip('"'))
