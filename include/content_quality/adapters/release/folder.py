"""The release folder: the snapshot's bytes of cleared posts, and a manifest that says why each may be there."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

from content_quality.adapters.release import manifest
from content_quality.adapters.release.attestation import Key, Released, Untrusted
from content_quality.adapters.release.bundles import PLACES, RELEASE, order, outdated_files, released_files
from content_quality.adapters.state.files import write_atomically
from content_quality.adapters.state.snapshots import Snapshots
from content_quality.core.gate.bundle_files import bundle_digest
from content_quality.core.gate.post_ids import file_of
from content_quality.core.records import dataclass

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
    paths: str = RELEASE  # one of `PLACES`
    posts: Path | None = None  # where the posts go when not beside the manifest, such as a mounted bucket

    def target(self, post_id: str) -> Path:
        """Return where a post lies; raise `ReleaseRefused` for a name that leads out of the folder."""
        entry = None if self.paths == RELEASE else self.newest().get(post_id)
        return self._at(file_of(post_id) if entry is None else self.place(entry))

    def place(self, entry: Released) -> str:
        """Return where the post of a line lies below the folder."""
        return PLACES[self.paths](entry)

    def _at(self, place: str) -> Path:
        base = self.posts or self.root / POSTS
        target = base.joinpath(*parts_below(place))
        if any(parent.is_symlink() for parent in target.parents if base in (parent, *parent.parents)):
            raise ReleaseRefused(f"{place!r} leads through a symbolic link")
        return target

    def newest(self) -> dict[str, Released]:
        """Return the newest manifest line of every post."""
        return self.written().newest()

    def written(self) -> manifest.Manifest:
        """Return the whole manifest as it stands, signed or not."""
        path = self.root / MANIFEST
        data = path.read_bytes() if path.exists() else b""
        return manifest.parse(data[: data.rfind(b"\n") + 1], None)

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
        manifest.seal(self.root / MANIFEST, self.key, self.other_files, self.paths)

    def release(
        self, entry: Released, snapshots: Snapshots, before: Released | None, newer: Collection[str] = ()
    ) -> bool:
        """Put the bytes of `entry` in place and say so in the manifest; return whether anything changed.

        Bytes of an older batch than the one already released don't replace it, whenever they were decided. So it is
        with files of the post that a newer line about another post names: `newer` has where they lie.
        """
        if before and order(before) > order(entry):
            return False
        files = released_files([entry], self.place).items()
        wanted = {where: file.sha256 for where, file in files if where not in newer}
        wanted[self.place(entry)] = entry.sha256  # the post comes after what it shows
        targets = {place: self._at(place) for place in wanted}  # each of them is checked before one is written
        in_place = not self.copies or all(_sha256(targets[place]) == sha256 for place, sha256 in wanted.items())
        if before and _same(before, entry) and in_place:
            return False
        bytes_of = {sha256: snapshots.read(sha256) for sha256 in wanted.values()}
        for place, sha256 in wanted.items() if self.copies else ():
            self._make_way(targets[place])
            write_atomically(targets[place], bytes_of[sha256])
            if _sha256(targets[place]) != sha256:
                raise ReleaseRefused(f"{place} was written and reads back as other bytes")
        manifest.append(self.root / MANIFEST, entry, self.key)
        return True

    def take_away_outdated(self) -> None:
        """Take away the files that left with a post once and belong to none now; other bytes than those stay."""
        found = self.written() if self.copies else None
        if found is None or not any(entry.files for entry in found.entries):
            return
        for place, digests in outdated_files(found.entries, found.newest().values(), self.place).items():
            if _sha256(target := self._at(place)) in digests:
                target.unlink()

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
        released = self.newest()
        if any(entry.sha256 == sha256 and self._at(self.place(entry)) == path for entry in released.values()):
            return True
        files = released_files(released.values(), self.place)
        return any(one.sha256 == sha256 and self._at(place) == path for place, one in files.items())


def _same(before: Released, entry: Released) -> bool:
    one, other = ((each.sha256, each.policy, bundle_digest(each.files)) for each in (before, entry))
    return one == other


def parts_of(post_id: str) -> tuple[str, ...]:
    """Return the parts of the path under which a post is released.

    Raise `ReleaseRefused` for one that leads out of where posts are released to.
    """
    return parts_below(file_of(post_id))


def parts_below(place: str) -> tuple[str, ...]:
    """Return the parts of a path below the release; raise `ReleaseRefused` for one that leads out of it."""
    name = PurePosixPath(place)
    if not name.parts or name.is_absolute() or any(part in ("..", ".") or "\0" in part for part in name.parts):
        raise ReleaseRefused(f"{place!r} is no path inside the release folder")
    return name.parts


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
