"""Release as commits: a branch of the site's repository holds the cleared posts and the manifest.

No working tree is touched.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from content_quality.adapters.release.bundles import in_site, outdated_files, released_files
from content_quality.adapters.release.folder import MANIFEST, ReleaseFolder, ReleaseIncomplete, ReleaseRefused, named
from content_quality.adapters.site import git
from content_quality.adapters.site.git import GitUnusable
from content_quality.adapters.state.snapshots import SnapshotDamaged, Snapshots

MANIFEST_IN_BRANCH = f"content-quality.{MANIFEST}"
AUTHOR = ("-c", "user.name=content-quality", "-c", "user.email=content-quality@localhost")


def push(repository: Path, branch: str, folder: ReleaseFolder, snapshots: Snapshots, message: str) -> str:
    """Commit the newest released version of every post, unless the branch holds them already.

    Return the branch's commit.

    A retry after a crash brings what is missing. The branch moves only if nobody else has moved it meanwhile.
    """
    reference = f"refs/heads/{branch}"
    git.run(repository, "check-ref-format", reference)
    parent = _commit(repository, reference)
    manifest = folder.root / MANIFEST
    files: dict[str, Callable[[], bytes]] = {MANIFEST_IN_BRANCH: manifest.read_bytes} if manifest.exists() else {}
    faults = []
    newest = folder.newest()
    beside = {path: one.sha256 for path, one in released_files(newest.values(), in_site).items()}
    for path, sha256 in {**beside, **{entry.path: entry.sha256 for entry in newest.values()}}.items():
        try:
            _refuse_other_places(path)
            snapshots.read(sha256)  # before anything is committed; read again then, so that one file is in memory
            files[path] = partial(snapshots.read, sha256)
        except (ReleaseRefused, SnapshotDamaged) as fault:
            faults.append(f"{path}: {fault}")
    gone = outdated_files(folder.written().entries, newest.values(), in_site)
    commit = commit_files(repository, reference, parent, files, message, gone) if files else parent
    if faults:  # after the others have left, so that one post stops only itself
        raise ReleaseIncomplete(f"committed as {commit[:12]}; {len(faults)} posts could not be: {named(faults)}")
    return commit


def _refuse_other_places(path: str) -> None:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or ".git" in (part.lower() for part in parts):
        raise ReleaseRefused(f"{path!r} is not a path for a commit")


def commit_files(
    repository: Path,
    reference: str,
    parent: str,
    files: Mapping[str, Callable[[], bytes]],
    message: str,
    gone: Collection[str] = (),
) -> str:
    """Put `files` on top of what the branch holds, without those that have `gone`, and move the branch."""
    commit = commit_on(repository, parent, files, message, gone)
    if commit != parent:
        git.run(repository, "update-ref", reference, commit, parent or "0" * len(commit))
    return commit


def commit_on(
    repository: Path,
    parent: str,
    files: Mapping[str, Callable[[], bytes]],
    message: str,
    gone: Collection[str] = (),
) -> str:
    """Return a commit, in no branch yet, that puts `files` on top of `parent`; `parent` where nothing changes.

    Each of `files` is read when its turn comes, by path; the paths in `gone` are not in the commit.
    """
    with tempfile.TemporaryDirectory() as scratch:
        index = {"GIT_INDEX_FILE": str(Path(scratch, "index"))}
        git.run(repository, "read-tree", parent or "--empty", environment=index)
        no_blob = "0" * (len(parent) or 40)
        lines = [f"0 {no_blob}\t{path}\0".encode("utf-8", "surrogateescape") for path in gone]
        for path, read in files.items():
            blob = git.run(repository, "hash-object", "-w", "--stdin", "--no-filters", stdin=read()).decode().strip()
            lines.append(f"100644 {blob}\t{path}\0".encode("utf-8", "surrogateescape"))
        git.run(repository, "update-index", "-z", "--index-info", stdin=b"".join(lines), environment=index)
        tree = git.run(repository, "write-tree", environment=index).decode().strip()
    if parent and git.run(repository, "rev-parse", f"{parent}^{{tree}}").decode().strip() == tree:
        return parent
    parents = ("-p", parent) if parent else ()
    return git.run(repository, *AUTHOR, "commit-tree", tree, *parents, "-m", message).decode().strip()


def _commit(repository: Path, reference: str) -> str:
    git.run(repository, "rev-parse", "--git-dir")
    try:
        return git.run(repository, "rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}").decode().strip()
    except GitUnusable:
        return ""  # the first release makes the branch
