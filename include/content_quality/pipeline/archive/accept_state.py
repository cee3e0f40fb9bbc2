"""Use case: accept the present state of an archive after its first look, from what the store holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from content_quality.adapters.site import acceptances_file
from content_quality.adapters.state import first_looks
from content_quality.adapters.store.present_state import PresentState, present_state
from content_quality.core.gate.acceptances import Baseline, Recorded
from content_quality.core.gate.first_look import FirstLook
from content_quality.core.gate.reasons import LONGEST_REASON, is_readable, is_reason
from content_quality.core.records import dataclass
from content_quality.pipeline.archive.first_look import waiting_looks
from content_quality.pipeline.gate.decide_again import ACCEPTED, freeze_again
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project


class NotAccepted(Exception):  # noqa: N818 - an outcome, said to a person
    """Nothing was accepted; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class AcceptedState:
    """What was accepted, and the batch that decides again about it; None when the next ingestion has to."""

    state: PresentState
    batch_id: str | None
    path: Path
    rest: str | None = None  # a batch for the gate where `batch_id` is None


def refuse_without_reason(by: str, reason: str) -> None:
    """Raise `NotAccepted` unless a person with a name gives a reason."""
    if not is_readable(by):
        raise NotAccepted("Accepting the present state needs the name of the person who accepts it.")
    if not is_reason(reason):
        raise NotAccepted(
            f"Accepting the present state needs a reason in words, {LONGEST_REASON} characters at most. An ellipsis is not a reason."  # noqa: E501 - one sentence for people
        )


def accept_first_look(project: Project, by: str, reason: str, now: datetime) -> AcceptedState:
    """Accept what the oldest waiting first look found, in a file of the state folder.

    Only posts that readers already saw and that are unchanged since are accepted. Raise `NotAccepted`.
    """
    refuse_without_reason(by, reason)
    looks = waiting_looks(project)
    if not looks:
        raise NotAccepted("No first look at an archive waits for a person, so there is nothing to accept.")
    look = looks[0]
    path = project.workspace.accepted / f"{look.batch_id}.jsonl"
    path.unlink(missing_ok=True)  # a run that broke off wrote it; nothing was decided by it
    return accept(project, looks[:1], by, reason, now, path)


def accept_and_freeze(project: Project, by: str, reason: str, now: datetime) -> AcceptedState:
    """Accept what the oldest first look found; freeze all posts for the gate where that is not decided at once."""
    accepted = accept_first_look(project, by, reason, now)
    if accepted.batch_id:
        return accepted
    return replace(accepted, rest=ingest(project, Request(reason=ACCEPTED), now).batch_id)


def accept(
    project: Project, looks: Sequence[FirstLook], by: str, reason: str, now: datetime, path: Path
) -> AcceptedState:
    """Write the present state to the baseline in `path`, and freeze the posts of the looks to be decided again."""
    state = present_state(project.workspace.published, looks)
    if not state.posts:
        raise NotAccepted("No post that readers already see has findings, so there is nothing to accept.")
    before = project.policy
    recorded = Recorded(project.today.isoformat(), by.strip(), reason.strip())
    posts = {**acceptances_file.read_baseline_file(path).posts, **state.baseline(recorded)}
    acceptances_file.write_baseline(path, Baseline(posts, recorded.on, recorded.by, recorded.reason))
    batch = freeze_again(project, looks[0].batch_id, before) if looks else None
    for look in looks:
        accepted = first_looks.LookAccepted(recorded.by, recorded.reason, now.astimezone(UTC), state.checks)
        first_looks.accept(project.workspace, look, accepted)
    return AcceptedState(state, batch, path)
