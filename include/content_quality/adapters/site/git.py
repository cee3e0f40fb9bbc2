"""What git says about a site's files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

SECONDS = 60  # a listing of 200,000 files takes about one


class GitUnusable(Exception):  # noqa: N818 - names the state
    """Git is not there, this is no repository, or the revision does not exist; the message is git's own."""


def run(folder: Path, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> bytes:
    """Return what `git` answers in `folder`; raise `GitUnusable`.

    Arguments are passed on as they are, never through a shell.
    """
    try:
        done = subprocess.run(  # noqa: S603 - arguments are no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - git of the PATH
            input=stdin,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=os.environ | dict(environment or {}),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitUnusable(f"git cannot be run: {error}") from error
    if done.returncode:
        raise GitUnusable(done.stderr.decode("utf-8", "replace").strip()[:300] or f"git ended with {done.returncode}")
    return done.stdout


def changed_since(folder: Path, revision: str) -> frozenset[Path]:
    """Return the files that differ from `revision`, or that git does not know, as absolute paths."""
    commit = run(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    root = Path(run(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n"))
    changed = run(root, "diff", "--name-only", "-z", "--no-renames", commit, "--")
    unknown = run(root, "ls-files", "--others", "--exclude-standard", "-z")
    names = (changed + unknown).decode("utf-8", "surrogateescape").split("\0")
    return frozenset((root / name).resolve() for name in names if name)
