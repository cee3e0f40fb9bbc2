"""Use case: send the repair of one version of a post, as a person chose it, as a draft file or as a branch.

The text is made here of the stored bytes and the stored repair. Nothing of a post comes from the person's browser.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from content_quality.adapters.release.branch import commit_on
from content_quality.adapters.release.folder import ReleaseRefused, parts_of
from content_quality.adapters.site import git
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.state import repairs
from content_quality.adapters.state.files import write_atomically
from content_quality.core.document.source_text import SourceText
from content_quality.core.gate.post_ids import file_of
from content_quality.core.repair.repair_facts import RepairFacts, repaired_file
from content_quality.core.settings import Source
from content_quality.core.text.printable import one_line
from content_quality.pipeline.project import Project


class RepairEnded(Exception):  # noqa: N818 - an outcome, said to a person
    """There is no repair of the present bytes of the post."""


@dataclass(frozen=True, slots=True)
class RepairedPost:
    """A repaired file to send: where the post lies in its source, and what it is to hold."""

    post_id: str
    source: Source
    path: str  # in the source
    sha256: str  # of the version that was repaired
    data: bytes

    @property
    def short(self) -> str:
        """Names the version and the repair in few characters."""
        return f"{self.sha256[:8]}-{hashlib.sha256(self.data).hexdigest()[:8]}"


def send_repair(project: Project, post_id: str, sha256: str, left: Collection[int]) -> str:
    """Send the repair and return one line that says where it is, or why nothing was sent.

    A repair whose post has changed has ended; that is no failure.
    """
    try:
        return _sent(project, post_id, sha256, left)
    except (RepairEnded, ReleaseRefused) as ended:
        return f"Nothing was sent. {ended}"


def _sent(project: Project, post_id: str, sha256: str, left: Collection[int]) -> str:
    facts = _facts(project, sha256)
    source, path = _place(project, post_id)
    _refuse_changed(project, source, path, sha256)
    data = repaired_file(SourceText.decode(project.snapshots.read(sha256)), facts, frozenset(left))
    name = hashlib.sha256(data).hexdigest()
    if name == sha256:
        raise RepairEnded("Every edit was left out, so there is nothing to send.")
    if not left and name != facts.result:
        raise RepairEnded("The stored repair is damaged. The gate makes it anew when the post is checked again.")
    return SENDING[project.settings.repairs.send_as](project, RepairedPost(post_id, source, path, sha256, data))


def _facts(project: Project, sha256: str) -> RepairFacts:
    facts = repairs.read(project.workspace.repairs, sha256)
    if facts is None or facts.is_empty:
        raise RepairEnded("There is no repair of this version of the post.")
    return facts


def _place(project: Project, post_id: str) -> tuple[Source, str]:
    name, _, path = file_of(post_id).partition("/")
    source = next((one for one in project.settings.sources if one.name == name), None)
    if source is None or not path:
        raise RepairEnded("The post is in no source of this site.")
    return source, path


def _refuse_changed(project: Project, source: Source, path: str, sha256: str) -> None:
    try:
        data = project.open_source(source).read(path, project.settings.limits.max_bytes)
    except (Refused, OSError) as refusal:
        raise RepairEnded(f"The post cannot be read where it was: {refusal}") from refusal
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RepairEnded("The post has changed since the repair was made. Check the post again for a new repair.")


def _as_draft(project: Project, repaired: RepairedPost) -> str:
    wanted = project.settings.repairs.folder
    folder = project.root / wanted if wanted else project.workspace.drafts
    target = folder.joinpath(*parts_of(repaired.post_id))
    if any(parent.is_symlink() for parent in target.parents if folder in (parent, *parent.parents)):
        raise RepairEnded("The folder of the drafts holds a symbolic link on the way to the post.")
    write_atomically(target, repaired.data)
    return f"The repaired post is in {one_line(str(target))}"


def _as_branch(project: Project, repaired: RepairedPost) -> str:
    if repaired.source.kind != "folder":
        raise RepairEnded("A branch is made where the source is a folder of a repository; send a draft instead.")
    # The repository of the settings file, and never one that starts in the source: git runs what a repository's own
    # settings and hooks name, and whoever sends posts could put such a repository there.
    root = Path(git.run(project.root, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n"))
    target = (project.root / repaired.source.path).resolve() / repaired.path
    if not target.is_relative_to(root.resolve()):
        raise RepairEnded(
            "A branch is made where the source lies in the repository of the settings; send a draft instead."
        )
    path = target.relative_to(root.resolve()).as_posix()
    head = git.run(root, "rev-parse", "--verify", "HEAD^{commit}").decode().strip()
    branch = f"{project.settings.repairs.branch}-{repaired.short}"
    reference = f"refs/heads/{branch}"
    git.run(root, "check-ref-format", reference)
    parts_of(f"repository/{path}")
    message = f"Repair {one_line(repaired.path)}\n\nProposed by content-quality for the version {repaired.sha256}."
    commit = commit_on(root, head, {path: repaired.data}, message)
    git.run(root, "update-ref", reference, commit)
    return f"The repaired post is the commit {commit[:12]} of the branch {branch}"


SENDING: Mapping[str, Callable[[Project, RepairedPost], str]] = {"draft": _as_draft, "git": _as_branch}
