"""The release folder: the snapshot's bytes of cleared posts, and a manifest that says why each may be there."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from content_quality.adapters.files import append_line, read_lines, write_atomically
from content_quality.adapters.snapshots import Snapshots

MANIFEST = "manifest.jsonl"
POSTS = "posts"


class ReleaseRefused(Exception):  # noqa: N818 - an outcome of releasing, said to maintainers
    """These bytes cannot be released as what was decided."""


@dataclass(frozen=True, slots=True)
class Released:
    """One line of the manifest: these bytes of this post left under this policy, decided then, in that run."""

    post_id: str
    path: str
    sha256: str
    policy: str
    verdict: str
    decided_at: str
    batch_id: str
    run_id: str
    released_at: str


@dataclass(frozen=True, slots=True)
class ReleaseFolder:
    """A folder that the site's deploy reads."""

    root: Path

    def target(self, post_id: str) -> Path:
        """Return where a post lies; raise `ReleaseRefused` for a name that leads out of the folder."""
        parts = PurePosixPath(post_id).parts
        if not parts or PurePosixPath(post_id).is_absolute() or any(part in ("..", ".") or "\0" in part for part in parts):
            raise ReleaseRefused(f"{post_id!r} is no path inside the release folder")
        target = self.root.joinpath(POSTS, *parts)
        if any(parent.is_symlink() for parent in target.parents if parent != self.root and self.root in parent.parents):
            raise ReleaseRefused(f"{post_id!r} leads through a symbolic link")
        return target

    def newest(self) -> dict[str, Released]:
        """Return the newest manifest line of every post."""
        manifest = self.root / MANIFEST
        if not manifest.exists():
            return {}
        return {str(row["post_id"]): Released(**row) for row in read_lines(manifest)}  # type: ignore[arg-type] # our own file

    def release(self, entry: Released, snapshots: Snapshots, before: Released | None) -> bool:
        """Put the bytes of `entry` in place and say so in the manifest; return whether anything changed.

        Bytes of an older batch than the one already released don't replace it, whenever they were decided.
        """
        target = self.target(entry.post_id)
        if before and (before.batch_id, before.decided_at) > (entry.batch_id, entry.decided_at):
            return False
        if before and (before.sha256, before.policy) == (entry.sha256, entry.policy) and _sha256(target) == entry.sha256:
            return False
        write_atomically(target, snapshots.read(entry.sha256))
        if _sha256(target) != entry.sha256:
            raise ReleaseRefused(f"{entry.post_id} was written and reads back as other bytes")
        append_line(self.root / MANIFEST, asdict(entry))
        return True


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
