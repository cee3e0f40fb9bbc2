"""The release folder: the snapshot's bytes of cleared posts, and a manifest that says why each may be there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from content_quality.adapters.release import manifest
from content_quality.adapters.release.attestation import Key, Released, Untrusted
from content_quality.adapters.state.files import write_atomically
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
    other_files: tuple[str, ...] = ()  # patterns of files that a site publishes and that are not posts
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
        path = self.root / MANIFEST
        data = path.read_bytes() if path.exists() else b""
        return manifest.parse(data[: data.rfind(b"\n") + 1], None).newest()

    def checked(self) -> dict[str, Released]:
        """Return the newest line of every post of a manifest that holds together and that the key has signed.

        Raise `ReleaseRefused` for another one: what stands in it is then for a person to look at.
        """
        try:
            return manifest.read(self.root / MANIFEST, self.key).newest()
        except Untrusted as error:
            raise ReleaseRefused(f"{error}; {manifest.REPAIR}") from error

    def seal(self) -> None:
        """End the manifest, so that a site's own deploy believes it."""
        manifest.seal(self.root / MANIFEST, self.key, self.other_files)

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
            self._make_way(target)
            write_atomically(target, data)
            if _sha256(target) != entry.sha256:
                raise ReleaseRefused(f"{entry.post_id} was written and reads back as other bytes")
        manifest.append(self.root / MANIFEST, entry, self.key)
        return True

    def _make_way(self, target: Path) -> None:
        """Take away a released file that stands where the post's folder has to be: in the source, it has become one.

        A file that was never released stays in the way. Raise `ReleaseRefused` for the reverse: what a folder holds is
        for a person to take away.
        """
        base = self.posts or self.root / POSTS
        for above in target.parents:
            if base in above.parents and above.is_file() and self._is_released(above):
                above.unlink()
        if target.is_dir():
            raise ReleaseRefused(f"{target} is a folder, and the post is a file of this name; delete the folder")

    def _is_released(self, path: Path) -> bool:
        sha256 = _sha256(path)
        return any(entry.sha256 == sha256 and self.target(name) == path for name, entry in self.newest().items())


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
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
