"""The release folder: the snapshot's bytes of cleared posts, and a manifest that says why each may be there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from content_quality.adapters.release.attestation import Key, Released, from_line, to_line
from content_quality.adapters.state.files import append_line, read_lines, write_atomically
from content_quality.adapters.state.snapshots import Snapshots
from content_quality.core.gate.post_ids import file_of

__all__ = ["ReleaseFolder", "ReleaseIncomplete", "ReleaseRefused", "Released"]

MANIFEST = "manifest.jsonl"
POSTS = "posts"


class ReleaseRefused(Exception):  # noqa: N818 - an outcome of releasing, said to maintainers
    """These bytes cannot be released as what was decided."""


class ReleaseIncomplete(Exception):  # noqa: N818 - names the state
    """Some posts that may leave could not be written where the site wants them; all others were."""


NAMED_FAULTS = 5  # in the message of a release that is not complete


def named(faults: Sequence[str]) -> str:
    """Return the first of `faults` on one line."""
    return "; ".join(faults[:NAMED_FAULTS])


@dataclass(frozen=True, slots=True)
class ReleaseFolder:
    """A folder that the site's deploy reads: the manifest, and the posts unless they go elsewhere."""

    root: Path
    key: Key | None = None  # signs the manifest's lines
    copies: bool = True  # false: the manifest only
    posts: Path | None = None  # where the posts go when not beside the manifest, such as a mounted bucket

    def target(self, post_id: str) -> Path:
        """Return where a post lies; raise `ReleaseRefused` for a name that leads out of the folder."""
        base = self.posts or self.root / POSTS
        target = base.joinpath(*parts_of(post_id))
        if any(parent.is_symlink() for parent in target.parents if base in (parent, *parent.parents)):
            raise ReleaseRefused(f"{post_id!r} leads through a symbolic link")
        return target

    def newest(self) -> dict[str, Released]:
        """Return the newest manifest line of every post."""
        manifest = self.root / MANIFEST
        if not manifest.exists():
            return {}
        entries = {entry.post_id: entry for entry in (from_line(row, None) for row in read_lines(manifest))}
        # The last one of a path counts: a post whose name was written in another way once has two.
        last = {entry.path: entry.post_id for entry in entries.values()}
        return {name: entry for name, entry in entries.items() if last[entry.path] == name}

    def release(self, entry: Released, snapshots: Snapshots, before: Released | None) -> bool:
        """Put the bytes of `entry` in place and say so in the manifest; return whether anything changed.

        Bytes of an older batch than the one already released don't replace it, whenever they were decided.
        """
        target = self.target(entry.post_id)
        if before and (before.batch_id, before.decided_at) > (entry.batch_id, entry.decided_at):
            return False
        in_place = not self.copies or _sha256(target) == entry.sha256
        if before and (before.sha256, before.policy) == (entry.sha256, entry.policy) and in_place:
            return False
        data = snapshots.read(entry.sha256)
        if self.copies:
            write_atomically(target, data)
            if _sha256(target) != entry.sha256:
                raise ReleaseRefused(f"{entry.post_id} was written and reads back as other bytes")
        append_line(self.root / MANIFEST, to_line(entry, self.key))
        return True


def parts_of(post_id: str) -> tuple[str, ...]:
    """Return the parts of the path under which a post is released.

    Raise `ReleaseRefused` for one that leads out of where posts are released to.
    """
    name = PurePosixPath(file_of(post_id))
    if not name.parts or name.is_absolute() or any(part in ("..", ".") or "\0" in part for part in name.parts):
        raise ReleaseRefused(f"{post_id!r} is no path inside the release folder")
    return name.parts


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
