"""Use case: send the repair of one version of a post as a person chose it: a draft file, a branch or a pull request.

The text is made here of the stored bytes and the stored repair. Nothing of a post comes from the person's browser.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from content_quality.adapters.release.folder import ReleaseRefused, parts_of
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.state import repairs
from content_quality.adapters.state.files import write_atomically
from content_quality.core.document.source_text import SourceText
from content_quality.core.gate.post_ids import file_of
from content_quality.core.repair.repair_facts import RepairFacts, options_of, repaired_file
from content_quality.core.settings import Source
from content_quality.core.text.printable import one_line
from content_quality.pipeline.project import Project
from content_quality.pipeline.repair.approve_repaired import RepairApproval, approve_repaired, refuse_unfounded
from content_quality.pipeline.repair.pull_request import as_pull_request
from content_quality.pipeline.repair.repair_branch import as_branch
from content_quality.pipeline.repair.repaired_post import RepairedPost, RepairEnded

PROPOSED: Mapping[str, object] = MappingProxyType({})


def send_repair(
    project: Project,
    post_id: str,
    sha256: str,
    options: Mapping[str, object] = PROPOSED,
    approval: RepairApproval | None = None,
) -> str:
    """Send the repair and return one line that says where it is, or why nothing was sent.

    `approval` is of exactly the bytes that are sent. A repair whose post has changed has ended; that is no failure.
    Raise `PullRequestFailed` where a forge or a remote failed.
    """
    try:
        if approval is not None:
            refuse_unfounded(project, post_id, approval)
        repaired = repaired_post(project, post_id, sha256, options)
        said = SENDING[project.settings.repairs.send_as](project, repaired)
        return said if approval is None else f"{said}. {approve_repaired(project, repaired, approval)}"
    except (RepairEnded, ReleaseRefused) as ended:
        return f"Nothing was sent. {ended}"


def repaired_post(project: Project, post_id: str, sha256: str, options: Mapping[str, object]) -> RepairedPost:
    """Return the repair of the version `sha256`, as `options` take it; raise `RepairEnded`."""
    facts = _facts(project, sha256)
    source, path = _place(project, post_id)
    _refuse_changed(project, source, path, sha256)
    taken = options_of(facts, options)
    data = repaired_file(SourceText.decode(project.snapshots.read(sha256)), facts, taken)
    name = hashlib.sha256(data).hexdigest()
    if name == sha256:
        raise RepairEnded("Every edit was left out, so there is nothing to send.")
    if not taken and name != facts.result:
        raise RepairEnded("The stored repair is damaged. The gate makes it anew when the post is checked again.")
    return RepairedPost(post_id, source, path, sha256, data, facts)


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


SENDING: Mapping[str, Callable[[Project, RepairedPost], str]] = {
    "draft": _as_draft,
    "git": as_branch,
    "pull-request": as_pull_request,
}
