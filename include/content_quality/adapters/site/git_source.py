"""Posts in a branch of a git repository, read from a bare copy: nothing is checked out, and nothing of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from pathlib import Path, PurePosixPath

from content_quality.adapters.site import git
from content_quality.adapters.site.git import LINK, SUBMODULE, GitUnusable
from content_quality.adapters.site.git_mirror import HEAD, GitMirror
from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, Unreachable, is_listed, matches_glob
from content_quality.core.records import dataclass

LFS = b"version https://git-lfs.github.com/spec/"  # how a file begins whose text Git LFS keeps elsewhere
AHEAD = 50  # files that are read together: one process of git for all of them
BESIDE = 20_000_000  # bytes of them at most


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    mode: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class GitRepository:
    """A folder in a branch. `path` of the source is the folder in the repository; `.` is all of it."""

    place: SourcePlace
    notices: list[str] = field(default_factory=list)  # what the listing left out, in sentences for maintainers
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _read: dict[str, bytes] = field(default_factory=dict)  # blobs that were read ahead

    def files(self, extensions: tuple[str, ...]) -> Iterator[SourceFile]:
        """Yield the Markdown files of the newest commit in order of path; their revision is that of the bytes."""
        mirror = GitMirror(self.place)
        commit = mirror.commit()
        self._list(mirror, commit)
        written = _last_commits(mirror, commit, self._folder)
        for entry in self._entries.values():
            wanted = is_listed(PurePosixPath(entry.path), extensions)
            if wanted and matches_glob(entry.path, self.place.source.glob):
                author, changed_in = written.get(entry.path, ("", ""))
                size = -1 if entry.mode == LINK else entry.size
                yield SourceFile(entry.path, size, 0, entry.blob, author, changed_in)

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of a file of the commit that was listed."""
        entry = self._entry(path)
        if entry is None:
            raise Unreachable("The file is not in the repository any more.")
        if entry.mode == LINK:
            raise Refused("The file is a symbolic link; links are not read.")
        if entry.size > limit:
            raise Refused(f"The file has {entry.size:,} bytes; the limit is {limit:,} bytes.")
        data = self._blob(entry, limit)
        if data.startswith(LFS):
            raise Refused(
                "The repository holds a pointer of Git LFS in place of the text. Take posts out of Git LFS: "
                "git lfs migrate export."
            )
        return data

    def has(self, path: str) -> bool:
        """Return whether the commit of the last look has a file at `path`."""
        return self._entry(path) is not None

    def identity(self, path: str) -> Path:
        """Return what names the file: repository, branch and path."""
        source = self.place.source
        return Path("/git", source.url.replace("/", "|"), source.branch or "HEAD", *self._folder.parts, path)

    @property
    def _folder(self) -> PurePosixPath:
        folder = PurePosixPath(self.place.source.path)
        if folder.is_absolute() or ".." in folder.parts:
            raise SourceUnusable("`path` of a git source is not a folder in the repository", "Write it without / or ..")
        return folder

    def _entry(self, path: str) -> _Entry | None:
        if not self._entries:
            self._list(GitMirror(self.place), HEAD)
        return self._entries.get(path)

    def _list(self, mirror: GitMirror, commit: str) -> None:
        prefix = "" if self._folder == PurePosixPath() else f"{self._folder.as_posix()}/"
        where = ("--", prefix) if prefix else ()
        listed = mirror.run("ls-tree", "-r", "-z", "--long", "--full-tree", commit, *where)
        self.notices.clear()
        self._entries.clear()
        for line in filter(None, listed.decode("utf-8", "surrogateescape").split("\0")):
            about, _, path = line.partition("\t")
            mode, _, blob, size = about.split()
            below = path.removeprefix(prefix)
            if mode == SUBMODULE:
                self.notices.append(f"The submodule {below} is not read. Give it a source of its own.")
            else:
                self._entries[below] = _Entry(below, mode, blob, int(size))
        if not self._entries and prefix:
            raise SourceUnusable(f"the repository has no folder {self._folder}", "Correct `path` of the source.")

    def _blob(self, entry: _Entry, limit: int) -> bytes:
        if entry.blob not in self._read:
            self._read.clear()
            try:
                self._read.update(git.read_blobs(GitMirror(self.place).folder, self._next(entry, limit)))
            except GitUnusable as error:
                raise Unreachable(f"The file cannot be read from the repository: {error}") from error
        return self._read[entry.blob]

    def _next(self, entry: _Entry, limit: int) -> set[str]:
        """Return the file's blob and those of the files behind it, which are asked for next."""
        names, size = {entry.blob}, entry.size
        if not is_listed(PurePosixPath(entry.path)):
            return names  # a picture or such of a post: what is asked for next is not known
        started = False
        for other in self._entries.values():
            started = started or other.path == entry.path
            if started and is_listed(PurePosixPath(other.path)) and other.size <= limit:
                size += other.size
                if len(names) >= AHEAD or size > BESIDE:
                    break
                names.add(other.blob)
        return names


def _last_commits(mirror: GitMirror, commit: str, folder: PurePosixPath) -> dict[str, tuple[str, str]]:
    """Return who changed each file below `folder` last, and in which commit, as far as the history was fetched."""
    shallow = mirror.folder / "shallow"
    borders = set(shallow.read_text("ascii").split()) if shallow.exists() else set()
    wanted = ("log", "--format=%x01%H%x02%aN", "--name-only", "-z", "--no-renames", commit, "--", folder.as_posix())
    log = mirror.run(*wanted).decode("utf-8", "surrogateescape")
    prefix = "" if folder == PurePosixPath() else f"{folder.as_posix()}/"
    found: dict[str, tuple[str, str]] = {}
    for part in filter(None, log.split("\x01")):
        head, _, names = part.partition("\0")
        name, _, author = head.partition("\x02")
        if name in borders:
            continue  # every file looks new in the oldest commit that was fetched
        for path in filter(None, (one.strip("\n") for one in names.split("\0"))):
            found.setdefault(path.removeprefix(prefix), (author, name))
    return found
