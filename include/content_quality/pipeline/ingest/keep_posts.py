"""Keep the bytes of posts, reading each of them once: what has the revision of the last look is not read again."""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from content_quality.adapters.site.sources import Refused, SourceFile, Unconvertible
from content_quality.adapters.state.files import read_json, write_json
from content_quality.adapters.state.snapshots import SnapshotDamaged
from content_quality.core.gate import post_ids
from content_quality.core.gate.batches import BatchPost
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.keep_bundles import BundleKeeper
from content_quality.pipeline.ingest.remembered_refusals import RememberedRefusals
from content_quality.pipeline.ingest.source_listing import Listing
from content_quality.pipeline.project import Project

log = logging.getLogger(__name__)


def keep_posts(
    project: Project,
    found: Listing,
    files: Iterable[tuple[Source, SourceFile]],
    held: Mapping[str, str],
    decided: Mapping[str, tuple[str, str, str]] | None = None,
) -> Iterator[BatchPost]:
    """Yield each of `files` as a post whose bytes are kept; what cannot be read becomes a post that says why.

    So does a post of those that are `held`, by post_id, before they are read. A post that owns its folder is kept with
    the files in it, or not at all. What could not be converted is not tried again before it changes. Nor is a file read
    that has not changed since it was, when its bytes are `decided` under today's policy: sha256, policy and digest of
    the bundle, by post_id. Without `decided` everything is tried and read again.
    """
    known = {name: _Revisions(project, name, decided) for name in found.opened}
    kept: list[tuple[Source, SourceFile, BatchPost]] = []
    for source, file in files:
        post = _unread(source, file, held)
        read = post if post.refused else _keep(project, found, source, file, post, known[source.name])
        kept.append((source, file, read))
    bundles = BundleKeeper(project, found, held)
    for source, file, post in kept:
        yield post if post.refused else _with_files(post, source, file, bundles)
    bundles.write_notes()
    present: dict[str, set[str]] = {name: set() for name in known}
    for source, file in found.files:
        present[source.name].add(file.path)
    for name in known.keys() - found.faulty:
        known[name].write(present[name])


class _Revisions:
    """Which bytes each revision of a file had, or a file that has not changed since, by path."""

    def __init__(self, project: Project, source: str, decided: Mapping[str, tuple[str, str, str]] | None) -> None:
        self.refusals = RememberedRefusals(project, source, anew=decided is None)
        self._path = project.workspace.root / "sources" / f"{source}.json"
        self._snapshots = project.snapshots
        self._policy, self._decided = project.policy, decided or {}
        self._now: dict[str, list[object]] = {}
        self._before: dict[str, object] = {}
        if self._path.exists():
            with contextlib.suppress(ValueError):  # damaged: everything is read
                self._before = read_json(self._path)

    def bytes_of(self, file: SourceFile, post_id: str) -> tuple[str, int] | None:
        """Return sha256 and size of the file where they are known without reading it, and are decided or kept."""
        known, name = self._before.get(file.path), file.revision or file.stamp
        if not (name and isinstance(known, list) and known[:1] == [name]):
            return None
        sha256, size = str(known[1]), int(known[2])
        if not file.revision:
            return (sha256, size) if self._decided.get(post_id) == (sha256, self._policy, "") else None
        try:
            self._snapshots.read(sha256)
        except SnapshotDamaged:
            return None  # read again: the source still has these bytes
        return sha256, size

    def learn(self, file: SourceFile, sha256: str, size: int) -> None:
        if name := file.revision or file.stamp:
            self._now[file.path] = [name, sha256, size]

    def write(self, present: Collection[str]) -> None:
        """Keep what is known of the files that are `present`."""
        together = {path: row for path, row in {**self._before, **self._now}.items() if path in present}
        if self._now and together != self._before:
            write_json(self._path, together)
        self.refusals.write(present)


def _unread(source: Source, file: SourceFile, held: Mapping[str, str]) -> BatchPost:
    """Return the post of which only the name is known, and why that is a reason not to read it."""
    post_id = post_ids.post_id_of(source.name, file.path)
    if not post_ids.is_utf8(file.path):
        path = f"{_folder(source.folder)}{post_id.partition('/')[2]}"
        return BatchPost(post_id, path, source.name, "", 0, "The name of the file is not UTF-8. Give it another one.")
    path = f"{_folder(source.folder)}{post_ids.file_of(post_id).partition('/')[2]}"
    return BatchPost(post_id, path, source.name, "", 0, held.get(post_id), file.author, file.commit)


@functools.cache
def _folder(folder: str) -> str:
    """Return what stands before the paths of a source's posts."""
    path = Path(folder).as_posix()
    return "" if path == "." else f"{path.removesuffix('/')}/"


def _with_files(post: BatchPost, source: Source, file: SourceFile, bundles: BundleKeeper) -> BatchPost:
    try:
        files = bundles.files_of(source, file)
    except Refused as refusal:
        return replace(post, sha256="", size=0, refused=str(refusal))
    return post if files is None else replace(post, files=files)


def _keep(
    project: Project, found: Listing, source: Source, file: SourceFile, post: BatchPost, revisions: _Revisions
) -> BatchPost:
    known = revisions.bytes_of(file, post.post_id)
    if known is None and (why := revisions.refusals.of(file)):
        return replace(post, refused=why)
    if known is None:
        try:
            data = found.opened[source.name].read(file.path, project.settings.limits.max_bytes)
        except Refused as refusal:
            if isinstance(refusal, Unconvertible):
                revisions.refusals.learn(file, str(refusal))
            return replace(post, refused=str(refusal))
        except Exception as error:  # one post stops no other, whatever its source does not expect of it
            log.exception("%s cannot be read", post.post_id)
            return replace(post, refused=f"The file cannot be read: {type(error).__name__}.")
        known = project.snapshots.keep(data), len(data)
    revisions.learn(file, *known)
    sha256, size = known
    return replace(post, sha256=sha256, size=size)
