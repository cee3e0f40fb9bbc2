"""Read Markdown files from a folder that others write to, under limits and without following links out of it."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from content_quality.core.document.generators import extensions as extensions_of
from content_quality.core.document.generators import of_any
from content_quality.core.records import dataclass


def _flags(*names: str) -> int:
    """Return the flags of `os.open` that this system has."""
    return os.O_RDONLY | sum(getattr(os, name, 0) for name in names)


# A FIFO must not block, a link not lead away, and Windows change no line end.
_OPEN_FLAGS = _flags("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
_FOLDER_FLAGS = _flags("O_DIRECTORY", "O_CLOEXEC")


TICK_SECONDS = 3.0  # the coarsest clock of a file system ticks every two seconds (FAT)


class Refused(Exception):  # noqa: N818 - a refusal is an outcome of reading, said in the finding's words
    """A file that is not read; the message says why, for an editor."""


class Unconvertible(Refused):
    """Bytes that no look can turn into a post: only an edit changes that, or another version of this program."""


class Unreachable(Refused):
    """The system does not let the file be read at all: it is gone, forbidden, or its disk fails."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source as it was listed; `path` is relative to the source's folder, with forward slashes."""

    path: str
    size: int
    mtime_ns: int  # 0 where the source does not know it
    revision: str = ""  # names these bytes without reading them, such as an etag; empty: only reading tells
    author: str = ""  # who wrote them last, and in which commit, where the source knows
    commit: str = ""
    # names the state of a file in a folder: while it is the same, so are the bytes; empty where that is not certain
    stamp: str = ""


def walk(root: Path, pattern: str = "**/*", extensions: tuple[str, ...] = ()) -> Iterator[SourceFile]:
    """Yield the Markdown files under `root` in order of path: no links, no hidden or built folders.

    Files that are links or no regular files are listed too (with size -1), so that reading them can say why they are
    held. `extensions` are those of any generator unless given.
    """
    endings, built = extensions or extensions_of("auto"), set(of_any("built_folders"))
    for folder, folders, names in os.walk(
        root, followlinks=False, onerror=lambda error: _raise_unless_gone(root, error)
    ):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in built and not _is_link(folder, name)
        )
        below = Path(folder).relative_to(root).as_posix()
        for name in sorted(names):
            if not name.lower().endswith(endings) or name.startswith("."):
                continue
            relative = name if below == "." else f"{below}/{name}"
            if not matches_glob(relative, pattern):
                continue
            try:
                found = os.lstat(f"{folder}{os.sep}{name}")
            except FileNotFoundError:
                # gone since the folder was listed: an editor's own copy while it saves, or a post that was just
                # deleted
                continue
            regular = stat.S_ISREG(found.st_mode)
            size = found.st_size if regular else -1
            yield SourceFile(relative, size, found.st_mtime_ns, stamp=_stamp(found) if regular else "")


def _stamp(found: os.stat_result) -> str:
    """Return what changes with every write: the system sets the time of a change, and no program can set it back.

    Empty for a file that changed just now, because a second write may come within the same tick of the clock, and on
    Windows, which does not tell that time.
    """
    if os.name == "nt" or not time.time() - found.st_ctime >= TICK_SECONDS:
        return ""
    return f"{found.st_dev}:{found.st_ino}:{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def is_listed(relative: PurePosixPath, extensions: tuple[str, ...] = ()) -> bool:
    """Return whether `walk` would list a file at the path `relative` below its root."""
    *folders, name = relative.parts
    endings = extensions or extensions_of("auto")
    hidden = any(part.startswith(".") for part in relative.parts)
    return name.lower().endswith(endings) and not hidden and set(of_any("built_folders")).isdisjoint(folders)


def everything(root: Path) -> Iterator[Path]:
    """Yield every file under `root`, hidden ones and those of built folders too.

    Folders that are links, in order of path.

    For whoever has to answer for all that a site may publish; reading a link says why it is refused.
    """
    for folder, folders, names in os.walk(root, followlinks=False, onerror=_raise):
        folders.sort()
        yield from (Path(folder, name) for name in folders if _is_link(folder, name))
        yield from (Path(folder, name) for name in sorted(names))


def _is_link(folder: str, name: str) -> bool:
    return os.path.islink(os.path.join(folder, name))  # noqa: PTH114, PTH118 - called for every folder of an archive


def matches_glob(relative: str, pattern: str) -> bool:
    """Return whether `pattern`, the glob of a source, names the file; `*` crosses folders in it."""
    if pattern in ("**/*", "**"):
        return True
    return fnmatch(relative, pattern) or (pattern.startswith("**/") and fnmatch(relative, pattern[3:]))


def _raise_unless_gone(root: Path, error: OSError) -> None:
    """Raise `error` unless a folder below `root` has gone since the one above it was listed."""
    if not isinstance(error, FileNotFoundError) or Path(str(error.filename)) == root:
        raise error


def _raise(error: OSError) -> None:
    raise error  # an unreadable folder must not look like an empty one


def _open_below(root: Path, relative: str) -> int:
    """Open `relative` part by part from `root`; a link among the parts raises `OSError`."""
    if os.open not in os.supports_dir_fd or not hasattr(os, "O_NOFOLLOW"):
        return _open_by_path(root, relative)
    *folders, name = PurePosixPath(relative).parts
    opened = [os.open(root, _FOLDER_FLAGS)]
    try:
        for folder in folders:
            opened.append(os.open(folder, _FOLDER_FLAGS | os.O_NOFOLLOW, dir_fd=opened[-1]))
        return os.open(name, _OPEN_FLAGS, dir_fd=opened[-1])
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _open_by_path(root: Path, relative: str) -> int:
    """Open `relative` below `root` on a system that opens no file relative to an open folder, such as Windows.

    A link that is put there between the look and the opening is followed.
    """
    path = root
    for part in PurePosixPath(relative).parts:
        path = path / part
        found = path.lstat()
        is_junction = getattr(found, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)
        if stat.S_ISLNK(found.st_mode) or is_junction:
            raise OSError(errno.ELOOP, "a link", str(path))
    return os.open(path, _OPEN_FLAGS)


def read(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes; raise `Refused` with the reason otherwise."""
    return _read(path.parent, path.name, limit)


def read_below(root: Path, relative: str, limit: int) -> bytes:
    """Return the bytes of `relative` below `root`, following no link, even one put there after the listing."""
    return _read(root, relative, limit)


def _read(root: Path, relative: str, limit: int) -> bytes:
    try:
        descriptor = _open_below(root, relative)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise Refused("The file is a symbolic link; links are not read.") from error
        raise Unreachable(f"The file cannot be opened: {error.strerror}.") from error
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise Refused("The path is not a regular file.")
        if found.st_size > limit:
            raise Refused(f"The file has {found.st_size:,} bytes; the limit is {limit:,} bytes.")
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise Unreachable(f"The file cannot be read: {error.strerror}.") from error
        if len(data) > limit:
            raise Refused(f"The file grew beyond {limit:,} bytes while it was read.")
        after = os.fstat(file.fileno())
        if (after.st_size, after.st_mtime_ns) != (found.st_size, found.st_mtime_ns) or len(data) != found.st_size:
            raise Refused("The file changed while it was read.")
    return data
