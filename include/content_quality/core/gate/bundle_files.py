"""The files of a post that owns its folder: they are decided and released with the post, by their sha256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file of a bundle; `name` is its path from the folder of the post, with forward slashes."""

    name: str
    sha256: str
    size: int  # bytes


Bundle = tuple[BundleFile, ...]


def bundle_digest(files: Iterable[BundleFile] | None) -> str:
    """Return 16 hex digits that name `files` and their bytes; empty when a post has none."""
    lines = sorted(f"{file.name}\0{file.sha256}" for file in files or ())
    return hashlib.sha256("\0".join(lines).encode()).hexdigest()[:16] if lines else ""


def place_beside(post: str, name: str) -> str:
    """Return the path of the file `name` of the bundle whose post has the path `post`."""
    folder = post.rpartition("/")[0]
    return f"{folder}/{name}" if folder else name


def is_named(patterns: Sequence[str], path: str) -> bool:
    """Return whether one of `patterns` names a file: with a slash its path from the root, else its name."""
    wanted = path.lower()
    last = wanted.rpartition("/")[2]
    return any(fnmatchcase(wanted if "/" in pattern else last, pattern.lower()) for pattern in patterns)
