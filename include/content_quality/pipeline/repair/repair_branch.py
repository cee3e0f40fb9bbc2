"""A repaired post as a commit on a branch of its own. The branch that is checked out and the files do not change."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path, PurePosixPath

from content_quality.adapters.release.branch import commit_on
from content_quality.adapters.release.folder import parts_of
from content_quality.adapters.site import git
from content_quality.adapters.site.git import GitUnusable
from content_quality.adapters.site.git_mirror import HEAD, GitMirror
from content_quality.adapters.site.git_source import GitRepository
from content_quality.core.records import dataclass
from content_quality.core.text.printable import one_line
from content_quality.pipeline.project import Project
from content_quality.pipeline.repair.repaired_post import RepairedPost, RepairEnded


@dataclass(frozen=True, slots=True)
class PostInRepository:
    """Where the post lies: a repository on this machine, the path in it, and its newest commit as far as known here."""

    repository: Path
    path: str
    head: str
    mirrors: str = ""  # the address that the repository is a copy of; empty for one that people work in

    def bytes_at(self, commit: str) -> bytes | None:
        """Return the bytes of the post in `commit`; None where it has none."""
        try:
            return git.run(self.repository, "cat-file", "blob", f"{commit}:{self.path}")
        except GitUnusable:
            return None


def place_in_repository(project: Project, repaired: RepairedPost) -> PostInRepository:
    """Return where the post lies; raise `RepairEnded` when its source is not in git."""
    source = repaired.source
    opened = project.open_source(source)
    if isinstance(opened, GitRepository):
        mirror = GitMirror(opened.place).folder
        path = PurePosixPath(source.path, repaired.path).as_posix()
        return PostInRepository(mirror, _refused_unless_plain(path), _commit(mirror, HEAD), source.url)
    if source.kind != "folder":
        raise RepairEnded("A branch is made where the source lies in git; send a draft instead.")
    # The repository of the settings file, and never one that starts in the source: git runs what a repository's own
    # settings and hooks name, and whoever sends posts could put such a repository there.
    root = Path(git.run(project.root, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n"))
    target = (project.root / source.path).resolve() / repaired.path
    if not target.is_relative_to(root.resolve()):
        raise RepairEnded(
            "A branch is made where the source lies in the repository of the settings; send a draft instead."
        )
    path = target.relative_to(root.resolve()).as_posix()
    return PostInRepository(root, _refused_unless_plain(path), _commit(root, "HEAD"))


def _refused_unless_plain(path: str) -> str:
    parts_of(f"repository/{path}")
    return path


def _commit(repository: Path, revision: str) -> str:
    return git.run(repository, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()


def committed(project: Project, repaired: RepairedPost, place: PostInRepository, parent: str) -> tuple[str, str]:
    """Put the repair on top of `parent`, on a branch of its own; return the names of the branch and of the commit.

    Sent twice, there is one commit.
    """
    branch = f"{project.settings.repairs.branch}-{repaired.short}"
    reference = f"refs/heads/{branch}"
    git.run(place.repository, "check-ref-format", reference)
    with suppress(GitUnusable):
        known = _commit(place.repository, reference)
        if place.bytes_at(known) == repaired.data and _commit(place.repository, f"{known}^") == parent:
            return branch, known
    message = f"Repair {one_line(repaired.path)}\n\nProposed by content-quality for the version {repaired.sha256}."
    commit = commit_on(place.repository, parent, {place.path: lambda: repaired.data}, message)
    git.run(place.repository, "update-ref", reference, commit)
    return branch, commit


def holds_version(place: PostInRepository, commit: str, sha256: str) -> bool:
    """Return whether `commit` has the version of the post that was repaired."""
    data = place.bytes_at(commit)
    return data is not None and hashlib.sha256(data).hexdigest() == sha256


def as_branch(project: Project, repaired: RepairedPost) -> str:
    """Send the repair as a branch of the repository that people work in."""
    if repaired.source.kind != "folder":
        raise RepairEnded(
            "A branch is made where the source is a folder of a repository; send a draft or a pull request instead."
        )
    place = place_in_repository(project, repaired)
    branch, commit = committed(project, repaired, place, place.head)
    return f"The repaired post is the commit {commit[:12]} of the branch {branch}"
