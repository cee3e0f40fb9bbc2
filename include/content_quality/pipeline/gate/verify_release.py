"""Use case: say whether files are, byte for byte, what the gate released last."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from content_quality.adapters.release.attestation import Key, Released, Untrusted, from_line
from content_quality.adapters.site import sources
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.state.files import read_lines
from content_quality.core.settings import Limits


class Undecidable(Exception):  # noqa: N818 - names the state
    """There is no manifest to believe, or nothing to verify; the message says which."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and which files were not released as they are, with why."""

    files: int
    refused: tuple[tuple[str, str], ...]


def verify_release(paths: Sequence[Path], manifest: Path, key: Path | None) -> Verification:
    """Compare the posts in `paths` with the newest lines of `manifest`.

    Raise `Undecidable` when that is not possible.
    """
    newest = _newest(manifest, key)
    files = _files(paths)
    if not files:
        raise Undecidable("there is no post in what was named")
    refused = []
    for path in files:
        try:
            sha256 = hashlib.sha256(sources.read(path, Limits().max_bytes)).hexdigest()
        except Refused as refusal:
            raise Undecidable(f"{path}: {refusal}") from refusal
        entries = [entry for entry in newest if _is_named(path, entry)]
        if not any(entry.sha256 == sha256 for entry in entries):
            refused.append((path.as_posix(), "it was released as other bytes" if entries else "it was never released"))
    return Verification(len(files), tuple(refused))


def _newest(manifest: Path, key: Path | None) -> tuple[Released, ...]:
    try:
        trusted = Key.read(key) if key else None
        entries = [from_line(row, trusted) for row in read_lines(manifest)]
    except ModuleNotFoundError as error:
        raise Undecidable(f"an ed25519 key needs the package {error.name}: install content-quality[signing]") from error
    except (OSError, ValueError, RecursionError, Untrusted) as error:
        raise Undecidable(f"the manifest cannot be believed: {error}") from error
    if not entries:
        raise Undecidable("the manifest is empty")
    return tuple({entry.post_id: entry for entry in entries}.values())


def _files(paths: Sequence[Path]) -> list[Path]:
    files: dict[Path, None] = {}
    for path in paths:
        try:
            found = list(sources.everything(path)) if path.is_dir() else [path]
        except OSError as error:
            raise Undecidable(f"{path} cannot be listed: {error.strerror}") from error
        if not found:
            raise Undecidable(f"there is no post in {path}")
        files |= dict.fromkeys(found)
    return list(files)


def _is_named(path: Path, entry: Released) -> bool:
    """Return whether the file's path ends as the post's: in the site, or in the release folder."""
    parts = path.absolute().parts
    return any(
        parts[-len(name) :] == name
        for name in (PurePosixPath(entry.path).parts, PurePosixPath(entry.post_id).parts)
        if name
    )
