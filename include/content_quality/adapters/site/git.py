"""What git says about a site's files."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from content_quality.core.records import dataclass

SECONDS = 60  # a listing of 200,000 files takes about one


class GitUnusable(Exception):  # noqa: N818 - names the state
    """Git is not there, this is no repository, or the revision does not exist; the message is git's own."""


def run(
    folder: Path,
    *arguments: str,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
    seconds: int = SECONDS,
) -> bytes:
    """Return what `git` answers in `folder`; raise `GitUnusable`.

    Arguments are passed on as they are, never through a shell.
    """
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - arguments are no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - git of the PATH
            input=stdin,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=os.environ | dict(environment or {}),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitUnusable(f"git cannot be run: {error}") from error
    if done.returncode:
        raise GitUnusable(done.stderr.decode("utf-8", "replace").strip()[:300] or f"git ended with {done.returncode}")
    return done.stdout


ZERO, LINK, SUBMODULE = "000000", "120000", "160000"  # modes of the index


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file of the index that differs from the last commit: its path, and its bytes or why they are not read."""

    path: Path
    data: bytes = b""
    refusal: str = ""


def staged(folder: Path, wanted: Callable[[Path], bool], limit: int) -> tuple[StagedFile, ...]:
    """Return what the next commit adds or changes, as the index holds it; raise `GitUnusable`.

    Only files that are `wanted`, and of each at most `limit` bytes, are read.
    """
    root = _root(folder)
    listed = run(root, "diff", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--diff-filter=d", "--")
    fields = listed.decode("utf-8", "surrogateescape").split("\0")
    entries = {root / path: entry.split(" ") for entry, path in zip(fields[::2], fields[1::2], strict=False)}
    entries = {path: entry for path, entry in entries.items() if entry[1] != SUBMODULE and wanted(path)}
    refused = {path: _refusal(entry) for path, entry in entries.items()}
    blobs = {path: entry[3] for path, entry in entries.items() if not refused[path]}
    sizes = _sizes(root, set(blobs.values()))
    texts = read_blobs(root, {name for name, size in sizes.items() if size <= limit})
    too_long = "The file has {:,} bytes; the limit is {:,} bytes."
    return tuple(
        StagedFile(path, texts[blobs[path]])
        if path in blobs and blobs[path] in texts
        else StagedFile(path, refusal=refused[path] or too_long.format(sizes[blobs[path]], limit))
        for path in entries
    )


def _refusal(entry: list[str]) -> str:
    """Return why a file of the index is not read; empty when it is."""
    if entry[4:5] == ["U"] or entry[1] == ZERO:
        return "The file has a merge conflict. Resolve the conflict, then stage the file."
    return "The file is a symbolic link; links are not read." if entry[1] == LINK else ""


def _sizes(root: Path, names: Collection[str]) -> dict[str, int]:
    lines = run(root, "cat-file", "--batch-check", stdin="".join(f"{name}\n" for name in names).encode()).splitlines()
    sizes = {}
    for line in lines:
        name, kind, *size = line.decode("utf-8", "replace").split(" ")
        if kind != "blob" or len(size) != 1:
            raise GitUnusable(f"the repository lacks what is staged: {name} {kind}")
        sizes[name] = int(size[0])
    return sizes


def read_blobs(root: Path, names: Collection[str]) -> dict[str, bytes]:
    """Return the bytes of the blobs `names` of the repository at `root`; raise `GitUnusable`."""
    answer = run(root, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in names).encode())
    blobs, at = {}, 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        name, _, size = answer[at:end].split(b" ")
        blobs[name.decode()] = answer[end + 1 : end + 1 + int(size)]
        at = end + 1 + int(size) + 1
    return blobs


def _root(folder: Path) -> Path:
    return Path(run(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n"))


def changed_since(folder: Path, revision: str) -> frozenset[Path]:
    """Return the files that differ from `revision`, or that git does not know, as absolute paths."""
    commit = run(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    root = _root(folder)
    changed = run(root, "diff", "--name-only", "-z", "--no-renames", commit, "--")
    unknown = run(root, "ls-files", "--others", "--exclude-standard", "-z")
    names = (changed + unknown).decode("utf-8", "surrogateescape").split("\0")
    return frozenset((root / name).resolve() for name in names if name)
