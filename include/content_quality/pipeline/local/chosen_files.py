"""Which posts a command line means, and where their text comes from: the disk, git's index, or the standard input."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from content_quality.adapters.site import sources
from content_quality.adapters.site.git import changed_since, staged
from content_quality.core.records import dataclass
from content_quality.pipeline.local.inspect_files import File
from content_quality.pipeline.local.list_files import files_of


@dataclass(frozen=True, slots=True)
class PostChoice:
    """Where to look for posts."""

    paths: Sequence[str]
    since: str | None = None  # a revision: only files that changed since then in git
    staged: bool = False  # what git's index holds for the next commit, not what the working tree holds
    stdin: tuple[str, BinaryIO] | None = None  # one post: the path under which it is judged, and its text


@dataclass(frozen=True, slots=True)
class Chosen:
    """The posts that are meant, and the paths that cannot be read."""

    files: Sequence[File]
    missing: Sequence[str] = ()
    is_empty: bool = False  # the paths hold no post at all, changed or not


def chosen_files(choice: PostChoice, post_id: Callable[[Path], str] | None, limit: int) -> Chosen:
    """Return the posts of `choice`, named by `post_id`; raise `GitUnusable` when git is asked and cannot answer.

    A text that does not come from the disk is read here, at most `limit` bytes.
    """

    def file(name: str, data: bytes | None = None, refusal: str = "") -> File:
        return File(name, post_id(Path(name)) if post_id else name, data, refusal)

    if choice.stdin:
        name, stream = choice.stdin
        text = stream.read(limit + 1)
        return Chosen([file(name, text, f"The text has more than {limit:,} bytes." if len(text) > limit else "")])
    if choice.staged:
        return _staged(choice.paths or ["."], file, limit)
    changed = changed_since(Path(), choice.since) if choice.since else None
    names, missing = files_of(choice.paths)
    files = [file(name) for name in names if changed is None or Path(name).resolve() in changed]
    return Chosen(files, missing, is_empty=not names and not missing)


def _staged(paths: Sequence[str], file: Callable[[str, bytes | None, str], File], limit: int) -> Chosen:
    roots = [(name, _place(name)) for name in paths if name]
    names: dict[Path, str] = {}

    def is_wanted(path: Path) -> bool:
        named = next(_named(path, roots), None)
        if named is not None:
            names[path] = named
        return named is not None

    found = staged(Path(), is_wanted, limit)
    places = {one.path for one in found}
    missing = [name for name, place in roots if not place.exists() and place not in places]
    files = [file(names[one.path], one.data, one.refusal) for one in found]
    return Chosen(files, [*missing, *(name for name in paths if not name)])


def _place(name: str) -> Path:
    """Return the folder or file `name` as git names it: a link to a file stays a link."""
    path = Path(name)
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def _named(path: Path, roots: Iterable[tuple[str, Path]]) -> Iterator[str]:
    """Yield the file `path` as the user would type it, for each of the `roots` that holds it."""
    for name, root in roots:
        if path == root:
            yield name
        elif path.is_relative_to(root) and sources.is_listed(PurePosixPath(path.relative_to(root).as_posix())):
            prefix = "" if name == "." else name.rstrip(f"/{os.sep}") + "/"
            yield prefix + path.relative_to(root).as_posix()
