"""The object store of a release, reached over an Airflow connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content_quality.adapters.release.targets import TARGETS
from content_quality.core.settings import Release

FOLDERS = ("file", "local")  # schemes that have folders


@dataclass(frozen=True, slots=True)
class AirflowObjectStore:
    """A prefix such as s3://media/site, through Airflow's object storage.

    Any scheme that an installed provider knows.
    """

    prefix: str
    connection: str  # id of the Airflow connection; empty: the scheme's own default

    def read(self, key: str) -> bytes:
        """Return the bytes of an object; raise `FileNotFoundError` when there is none."""
        data: bytes = (self._root() / key).read_bytes()
        return data

    def write(self, key: str, data: bytes) -> None:
        """Put an object in place, whole: object stores show an object only when all of it has arrived."""
        path = self._root() / key
        if path.protocol in FOLDERS:
            path.parent.mkdir(parents=True, exist_ok=True)  # elsewhere it would make a bucket that is misspelt
        path.write_bytes(data)

    def sizes(self) -> Mapping[str, int]:
        """Return the size in bytes of every object under the prefix."""
        root = self._root()
        try:
            found = root.fs.find(root.path, detail=True, refresh=True)
        except FileNotFoundError:
            return {}
        start = root.path.rstrip("/") + "/"
        return {name.removeprefix(start): int(about["size"]) for name, about in found.items()}

    def remove(self, key: str) -> None:
        """Take an object away."""
        (self._root() / key).unlink(missing_ok=True)

    def _root(self) -> Any:
        from airflow.sdk import ObjectStoragePath

        return ObjectStoragePath(self.prefix, conn_id=self.connection or None)


def object_store(release: Release) -> AirflowObjectStore | None:
    """Return where a site's posts are released to; None when no Airflow connection leads there."""
    is_reached = TARGETS[release.policy].over_connection
    return AirflowObjectStore(release.prefix, release.connection) if is_reached else None
