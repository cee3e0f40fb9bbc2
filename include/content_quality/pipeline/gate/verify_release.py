"""Use case: say whether the files of a site are, byte for byte, what the gate released last."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from content_quality.adapters.release import manifest
from content_quality.adapters.release.attestation import Key, Released, Untrusted
from content_quality.adapters.release.bundles import PLACES, RELEASE, in_site, released_files
from content_quality.adapters.release.folder import POSTS
from content_quality.adapters.release.manifest import REPAIR, Manifest
from content_quality.adapters.site import sources
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.state.files import read_json, write_json
from content_quality.core.document.bundles import folder_with_posts
from content_quality.core.gate.bundle_files import BundleFile, is_named
from content_quality.core.records import dataclass
from content_quality.core.settings import Gate, Limits


class Undecidable(Exception):  # noqa: N818 - names the state
    """There is no manifest to believe, or nothing to verify; the message says which."""


@dataclass(frozen=True, slots=True)
class PostPlace:
    """Where the files lie: the folder that all paths of the manifest start from, and whether it is a release folder."""

    root: Path | None = None  # None: the current folder, or the release folder when files of it are named
    is_release: bool = False  # then files lie under their source's name, else at the path they had in the site
    memory: Path | None = None  # of how far the manifest had come at an earlier look


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and which files were not released as they are, with why."""

    files: int
    refused: tuple[tuple[str, str], ...]
    others: int = 0  # files that are not posts, by the site's own list
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """A file or folder that was named, and what the manifest says about files there, by their path from `root`."""

    path: Path
    root: Path
    released: Mapping[str, Released]
    beside: Mapping[str, BundleFile]  # files that left with posts which own their folders
    owned: Mapping[str, bool]  # folders that hold posts, and whether a post owns the folder

    def below(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def is_of_a_post(self, name: str) -> bool:
        """Return whether a file lies in a folder that a post owns; then the manifest has to name the file.

        Generators pass over hidden files.
        """
        return not name.rpartition("/")[2].startswith(".") and self.owned.get(
            folder_with_posts(name, self.owned), False
        )


def verify_release(
    paths: Sequence[Path], manifest_file: Path, key: Path | None, place: PostPlace | None = None
) -> Verification:
    """Compare every file in `paths` with the newest lines of a manifest.

    Raise `Undecidable` when that is not possible.
    """
    place = place or PostPlace()
    found = _believed(manifest_file, key)
    _refuse_older(found, place.memory)
    other_files = found.head.other_files if found.head else Gate().other_files
    refused: dict[str, str] = {}
    files: set[Path] = set()
    others: set[Path] = set()
    for named in [_named(path, found, manifest_file, place) for path in paths]:
        for path in _files(named.path):
            name = named.below(path)
            if name not in named.released and name in named.beside:
                if why := _why_not_beside(path, named.beside[name]):
                    refused[path.as_posix()] = why
                files.add(path)
                continue
            if path != named.path and _is_other(path, name, other_files) and not _leads_away(path, named.root):
                if named.is_of_a_post(name):
                    refused[path.as_posix()] = "it lies in the folder of a post and was not released with it"
                (files if path.as_posix() in refused else others).add(path)
                continue
            files.add(path)
            if why := _why_not(path, named.released.get(name)):
                refused[path.as_posix()] = why
    if not files:
        raise Undecidable("the named paths contain no post")
    _remember(found, place.memory)
    return Verification(len(files), tuple(refused.items()), len(others), tuple(_warnings(found, key)))


def _believed(path: Path, key: Path | None) -> Manifest:
    try:
        found = manifest.parse(path.read_bytes(), Key.read(key) if key else None)
    except ModuleNotFoundError as error:
        raise Undecidable(f"an ed25519 key needs the package {error.name}: install content-quality[signing]") from error
    except (OSError, ValueError, Untrusted) as error:
        raise Undecidable(f"the manifest cannot be trusted: {error}") from error
    if not found.entries:
        raise Undecidable("the manifest is empty")
    if found.is_chained and found.head is None:
        raise Undecidable(
            "the end of the manifest is missing: a release is running or was interrupted; the next release completes the manifest"  # noqa: E501 - words in a table
        )
    if key and not found.is_chained:
        raise Undecidable(f"the lines of the manifest are not numbered, as they were in an earlier version: {REPAIR}")
    return found


def _warnings(found: Manifest, key: Path | None) -> Iterator[str]:
    if not key:
        yield "Without --key, anyone who can write the manifest can release anything."
    if not found.is_chained:
        yield "The manifest was written by an earlier version: removed lines are not detected."


def _named(path: Path, found: Manifest, manifest_file: Path, place: PostPlace) -> _Named:
    full, beside = _absolute(path), _absolute(manifest_file).parent / POSTS
    is_release = place.is_release or (place.root is None and full.is_relative_to(beside))
    root = _absolute(place.root) if place.root else beside if full.is_relative_to(beside) else Path.cwd()
    if not full.is_relative_to(root):
        raise Undecidable(f"{path} is not below {root}; give the site's folder with --root")
    newest = found.newest().values()
    where = PLACES[found.head.paths if found.head else RELEASE] if is_release else in_site
    released = {where(one): one for one in newest}
    owned: dict[str, bool] = {}
    for path_of_post, one in released.items():
        folder = path_of_post.rpartition("/")[0]
        owned[folder] = owned.get(folder, False) or one.files is not None
    return _Named(full, root, released, released_files(newest, where), owned)


def _absolute(path: Path) -> Path:
    return Path(os.path.normpath(path.absolute()))


def _files(path: Path) -> list[Path]:
    try:
        found = list(sources.everything(path)) if path.is_dir() else [path]
    except OSError as error:
        raise Undecidable(f"{path} cannot be listed: {error.strerror}") from error
    if not found:
        raise Undecidable(f"{path} contains no post")
    return found


def _leads_away(path: Path, root: Path) -> bool:
    """Return whether `path` is a link to a file that is not the site's own: a build would publish any file by it."""
    return path.is_symlink() and not path.resolve().is_relative_to(root.resolve())


def _is_other(path: Path, name: str, patterns: Sequence[str]) -> bool:
    """Return whether a file is not a post by the site's list; what is neither file nor link to one never is."""
    return path.is_file() and is_named(patterns, name)


def _why_not_beside(path: Path, file: BundleFile) -> str:
    """Return why a file beside a post is not the one that left with the post; empty when it is."""
    other = "it was released as other bytes"
    try:
        if path.lstat().st_size != file.size and not path.is_symlink():
            return other
        data = sources.read(path, file.size)
    except (Refused, OSError) as refusal:
        raise Undecidable(f"{path}: {refusal}") from refusal
    return "" if hashlib.sha256(data).hexdigest() == file.sha256 else other


def _why_not(path: Path, entry: Released | None) -> str:
    """Return why a file is not what was released; empty when it is."""
    try:
        sha256 = hashlib.sha256(sources.read(path, Limits().max_bytes)).hexdigest()
    except Refused as refusal:
        raise Undecidable(f"{path}: {refusal}") from refusal
    if entry is None:
        return "it was never released"
    return "" if entry.sha256 == sha256 else "it was released as other bytes"


def _refuse_older(found: Manifest, memory: Path | None) -> None:
    """Refuse a manifest that is not the one of an earlier look, or what has become of it."""
    if memory is None or not memory.exists():
        return
    try:
        row = read_json(memory)
        count, last = int(str(row["count"])), str(row["last"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Undecidable(f"{memory} cannot be read: {error!r}") from error
    if not 0 < count <= len(found.digests) or found.digests[count - 1] != last:
        raise Undecidable(
            f"the manifest is older than the last verified one, which had {count} lines, or is a different manifest"
        )


def _remember(found: Manifest, memory: Path | None) -> None:
    if memory is not None:
        write_json(memory, {"count": len(found.digests), "last": found.digests[-1]})
