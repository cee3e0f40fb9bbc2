"""A repaired post as a pull request: a branch that is pushed to the source's remote, and a request of its forge.

Whatever fails, the repair stays as a branch on this machine, and the message says what is missing.
"""

from __future__ import annotations

import re
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from content_quality.adapters.forge import FORGES, Forge, ForgeApi, ForgeFailed, PullRequest
from content_quality.adapters.forge.api import refuse_open
from content_quality.adapters.site import git
from content_quality.adapters.site.git import GitUnusable
from content_quality.adapters.site.git_remote import GitRemote
from content_quality.adapters.site.source_place import SourceUnusable
from content_quality.core.alerts.addresses import Addresses
from content_quality.core.settings import Repairs, Source
from content_quality.core.text.printable import one_line
from content_quality.pipeline.project import Project
from content_quality.pipeline.repair.repair_branch import (
    PostInRepository,
    committed,
    holds_version,
    place_in_repository,
)
from content_quality.pipeline.repair.repaired_post import RepairedPost, RepairEnded

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = re.compile(r"(?:[a-z+]+://[^/]+/|[^/@:]+@[^/:]+:)(?P<path>[^?#]+?)(?:\.git)?/?\Z")  # in a remote's address
WEB = re.compile(r"https?://", re.IGNORECASE)
TITLE = 200  # characters


class PullRequestFailed(Exception):  # noqa: N818 - an outcome, said to a maintainer
    """The repair is a branch, and there is no pull request; unless it is `final`, a later attempt may do."""

    def __init__(self, why: str, *, final: bool) -> None:
        super().__init__(why)
        self.final = final


def as_pull_request(project: Project, repaired: RepairedPost) -> str:
    """Push the repair as a branch and ask the forge to merge it; raise `PullRequestFailed`."""
    place = place_in_repository(project, repaired)
    with _held(place):
        try:
            api, remote = _forge_of(project, place)
            base = _base(project.settings.repairs, place, remote)
            newest = remote.newest(base)
        except (ForgeFailed, SourceUnusable, GitUnusable) as fault:
            branch, _ = committed(project, repaired, place, place.head)
            raise _failed(fault, branch) from None
        if not holds_version(place, newest, repaired.sha256):
            raise RepairEnded(f"The branch {base} of the remote has another version of the post. Push or pull first.")
        branch, commit = committed(project, repaired, place, newest)
        try:
            if not remote.has(branch):  # somebody may work on it since an earlier attempt
                remote.push(commit, branch)
        except GitUnusable as fault:
            raise _failed(fault, branch) from None
    wanted = PullRequest(branch, base, _title(repaired), _body(project, repaired))
    try:
        address = FORGES[project.settings.repairs.forge].open(api, wanted)
    except ForgeFailed as fault:
        raise _failed(fault, branch, "on this machine and at the remote") from None
    return f"The repaired post {one_line(repaired.path)} is the pull request {address}"


def _failed(
    fault: ForgeFailed | SourceUnusable | GitUnusable, branch: str, where: str = "on this machine"
) -> PullRequestFailed:
    """Return what did not work, what to do, and where the repaired post is."""
    why = f"{fault.why}. {fault.instead}" if isinstance(fault, SourceUnusable) else str(fault)
    if isinstance(fault, GitUnusable):
        why = f"the remote refused, or it cannot be reached: {one_line(why)}."
    is_final = isinstance(fault, SourceUnusable) or (isinstance(fault, ForgeFailed) and fault.final)
    return PullRequestFailed(
        f"The pull request was not opened: {why} The repaired post is the branch {branch}, {where}.", final=is_final
    )


@contextmanager
def _held(place: PostInRepository) -> Iterator[None]:
    """Hold the copy of a repository while it is used: the watcher may fetch into it."""
    from content_quality.adapters.state.locks import locked  # not on a system without file locks

    with locked(place.repository.with_suffix(".lock")) if place.mirrors else nullcontext():
        yield


def _forge_of(project: Project, place: PostInRepository) -> tuple[ForgeApi, GitRemote]:
    """Return the API and the remote, each with the login of the connection; raise `ForgeFailed` or `SourceUnusable`."""
    settings = project.settings.repairs
    forge: Forge = FORGES[settings.forge]
    login = project.access.credentials(Source("repairs", connection=settings.connection))
    if not login.password:
        raise ForgeFailed("there is no token", "Write the token into the password of an Airflow connection.")
    address = place.mirrors or _remote_address(settings, place)
    found = PROJECT.fullmatch(address)
    name = settings.project or (found["path"] if found else "")
    if not name:
        raise ForgeFailed("the address of the remote names no project", "Write owner/name into repairs.project.")
    api = ForgeApi(settings.forge_url or forge.api, name, login.password)
    for one in (api.url, *([address] if WEB.match(address) else [])):
        refuse_open(one)
    return api, GitRemote(place.repository, address, replace(login, user=login.user or forge.user))


def _remote_address(settings: Repairs, place: PostInRepository) -> str:
    try:
        found = git.run(place.repository, "remote", "get-url", "--push", "--", settings.remote)
    except GitUnusable:
        raise ForgeFailed(
            f"the repository has no remote {one_line(settings.remote)}", "Correct repairs.remote."
        ) from None
    return found.decode("utf-8", "surrogateescape").splitlines()[0]


def _base(settings: Repairs, place: PostInRepository, remote: GitRemote) -> str:
    """Return the branch that is to take the repair."""
    name = settings.base
    if not (name or place.mirrors):
        with suppress(GitUnusable):  # a commit may be checked out in place of a branch
            name = git.run(place.repository, "symbolic-ref", "--short", "HEAD").decode().strip()
    name = name or remote.default_branch()
    git.run(place.repository, "check-ref-format", f"refs/heads/{name}")
    return name


def _title(repaired: RepairedPost) -> str:
    return f"Repair {one_line(repaired.path)}"[:TITLE]


def _body(project: Project, repaired: RepairedPost) -> str:
    facts = repaired.facts
    name = one_line(repaired.path).replace("`", "'")
    figures = f"{facts.shorter} % shorter, {facts.gone} of {facts.before} findings gone; confidence {facts.confidence}."
    if repaired.result != facts.result:
        figures = "An editor chose among the proposed edits."
    page = Addresses(project.settings.alerts.dashboard_url).repair(repaired.post_id)
    return (
        f"content-quality proposes this repair of `{name}`. {figures}\n\n"
        f"Read the difference before you merge it, here or [side by side]({page}). "
        "The merged post goes through the gate like any other version.\n\n"
        f"Repaired version: `{repaired.sha256}`\n"
    )
