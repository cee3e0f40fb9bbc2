"""Use cases: release the posts of a decided batch, and publish the store for its readers."""

from __future__ import annotations

from datetime import UTC, datetime

from content_quality.adapters.batches import BatchFiles
from content_quality.adapters.release import Released, ReleaseFolder
from content_quality.adapters.store import writer
from content_quality.core.gate import Decision, Verdict
from content_quality.pipeline.project import Project


def release_batch(project: Project, batch_id: str, now: datetime) -> str:
    """Copy the snapshot's bytes of every post that was decided to be released; return one line about it."""
    deciding, decisions = BatchFiles.of(project.workspace, batch_id).read_decisions()
    folder = ReleaseFolder(project.workspace.release)
    before = folder.newest()
    released = 0
    for decision in decisions:
        if not may_leave(decision, project):
            continue
        entry = Released(
            decision.post_id, decision.path, decision.sha256, decision.policy, decision.verdict.label, deciding.decided_at.isoformat(),
            batch_id, deciding.run_id, now.astimezone(UTC).isoformat(),
        )  # fmt: skip
        released += folder.release(entry, project.snapshots, before.get(decision.post_id))
    return f"{released} posts released, {sum(not decision.released for decision in decisions)} kept back"


def may_leave(decision: Decision, project: Project) -> bool:
    """Return whether `decision` is positive evidence, under today's policy, that these very bytes may leave."""
    released_verdicts = (Verdict.CLEAR, Verdict.REVIEW) if project.settings.gate.release_review else (Verdict.CLEAR,)
    return decision.released and decision.verdict in released_verdicts and len(decision.sha256) == 64 and decision.policy == project.policy


def publish(project: Project) -> None:
    """Give readers the present state of the store."""
    writer.publish(project.workspace)
