"""What inspections leave of posts that are compared: each is parsed once, and memory does not grow with them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from tempfile import TemporaryFile

from content_quality.core.cross_post.passages import PostVersion, post_version
from content_quality.core.document.post import Post
from content_quality.core.inspection import Inspection
from content_quality.core.settings import Settings


def packed_version(post: Post, settings: Settings) -> bytes:
    """Return `post` as it is compared with others, in the form that is kept: the parent of a child unpacks none."""
    return pickle.dumps(post_version(post, settings), pickle.HIGHEST_PROTOCOL)


class KeptVersions:
    """Versions of posts in a file without a name, which ends with this process."""

    def __init__(self) -> None:
        self._file = TemporaryFile(prefix="content-quality-")  # noqa: SIM115 - open as long as this
        self._places: dict[tuple[str, str], tuple[int, int]] = {}

    def taken(self, inspection: Inspection) -> Inspection:
        """Keep what `inspection` made for the comparison; return the inspection without it."""
        if inspection.compared is None:
            return inspection
        first = self._file.seek(0, 2)
        self._places[inspection.path, inspection.sha256] = first, self._file.write(inspection.compared)
        return replace(inspection, compared=None)

    def version_of(self, path: str, sha256: str) -> Callable[[], PostVersion] | None:
        """Return what reads the version of the file at `path` with these bytes; None when nothing was kept of it."""
        place = self._places.get((path, sha256))
        return partial(self._version, *place) if place else None

    def _version(self, first: int, size: int) -> PostVersion:
        self._file.seek(first)
        found: PostVersion = pickle.loads(self._file.read(size))  # noqa: S301 - of a child of this process
        return found
