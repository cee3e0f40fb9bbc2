"""Release under a prefix of an object store: the cleared posts, then the manifest.

Who reaches the store is passed in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Protocol

from content_quality.adapters.release.attestation import Released, Untrusted
from content_quality.adapters.release.bundles import outdated_files, released_files
from content_quality.adapters.release.folder import (
    MANIFEST,
    POSTS,
    ReleaseFolder,
    ReleaseIncomplete,
    ReleaseRefused,
    named,
    parts_below,
)
from content_quality.adapters.release.manifest import parse
from content_quality.adapters.state.snapshots import SnapshotDamaged, Snapshots


class ObjectStore(Protocol):
    """The objects under one prefix. Keys are relative to it, with forward slashes.

    Whatever cannot be done raises `OSError`.
    """

    def read(self, key: str) -> bytes:
        """Return the bytes of an object; raise `FileNotFoundError` when there is none."""

    def write(self, key: str, data: bytes) -> object:
        """Put an object in place, whole."""

    def sizes(self) -> Mapping[str, int]:
        """Return the size in bytes of every object."""

    def remove(self, key: str) -> None:
        """Take an object away."""


def upload(store: ObjectStore, folder: ReleaseFolder, snapshots: Snapshots) -> int:
    """Put the newest released version of every post under the prefix unless it lies there already.

    Return how many were written.

    The manifest follows when all posts are in place, so that whoever believes it finds what it names; while a release
    is
    under way, or after one that broke off, a new post is not yet believed. A retry brings what is missing. A post whose
    snapshot is damaged stops no other post.
    """
    manifest = folder.root / MANIFEST
    if not manifest.exists():
        return 0
    there, present = _believed(store), store.sizes()
    newest = folder.newest()
    written, faults = _upload_files(store, folder, newest, there, present, snapshots)
    for entry in newest.values():
        try:
            key, data = "/".join((POSTS, *parts_below(folder.place(entry)))), snapshots.read(entry.sha256)
        except (ReleaseRefused, SnapshotDamaged) as fault:
            faults.append(f"{entry.post_id}: {fault}")
            continue
        before = there.get(entry.post_id)
        if before and before.sha256 == entry.sha256 and present.get(key) == len(data):
            continue
        _write(store, key, data, entry.sha256)
        written += 1
    for place in outdated_files(folder.written().entries, newest.values(), folder.place):
        if (key := f"{POSTS}/{place}") in present:
            store.remove(key)
    lines = manifest.read_bytes()
    if written or present.get(MANIFEST) != len(lines) or store.read(MANIFEST) != lines:
        store.write(MANIFEST, lines)
    if faults:
        raise ReleaseIncomplete(f"{written} posts written; {len(faults)} could not be: {named(faults)}")
    return written


def _upload_files(
    store: ObjectStore,
    folder: ReleaseFolder,
    newest: Mapping[str, Released],
    there: Mapping[str, Released],
    present: Mapping[str, int],
    snapshots: Snapshots,
) -> tuple[int, list[str]]:
    """Put the files beside posts in place unless they lie there already; return how many were written, and faults."""
    written, faults = 0, []
    before = released_files(there.values(), folder.place)
    for place, file in released_files(newest.values(), folder.place).items():
        known = before.get(place)
        try:
            key = "/".join((POSTS, *parts_below(place)))
            if known and known.sha256 == file.sha256 and present.get(key) == file.size:
                continue
            _write(store, key, snapshots.read(file.sha256), file.sha256)
            written += 1
        except (ReleaseRefused, SnapshotDamaged) as fault:
            faults.append(f"{place}: {fault}")
    return written, faults


def _write(store: ObjectStore, key: str, data: bytes, sha256: str) -> None:
    store.write(key, data)
    if hashlib.sha256(store.read(key)).hexdigest() != sha256:
        raise ReleaseRefused(f"{key} was written to the object store and reads back as other bytes")


def _believed(store: ObjectStore) -> Mapping[str, Released]:
    """Return what the manifest under the prefix says.

    Nothing when there is none, or one that cannot be read, which is replaced.
    """
    try:
        return parse(store.read(MANIFEST), None).newest()
    except (FileNotFoundError, Untrusted):
        return {}
