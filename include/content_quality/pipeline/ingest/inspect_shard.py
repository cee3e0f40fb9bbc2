"""Use case: inspect the posts of one shard and write one immutable result file."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from content_quality.adapters.isolation import WorkerLost, run_isolated
from content_quality.adapters.state.batch_files import BatchFiles, representable
from content_quality.adapters.state.snapshots import SnapshotDamaged
from content_quality.checks import CHECKS
from content_quality.core.check import CheckResult
from content_quality.core.cross_post.passages import post_version
from content_quality.core.findings import WHOLE_POST, message
from content_quality.core.gate.batches import BatchPost
from content_quality.core.inspection import Inspection, crashed, inspect, too_slow, unreadable
from content_quality.pipeline.ingest.post_versions import keep_versions
from content_quality.pipeline.project import Project


@dataclass(frozen=True, slots=True)
class ShardSummary:
    """What the inspection of a shard brought, for the task's log."""

    posts: int
    findings: int
    crashed: int

    def describe(self) -> str:
        """Return one line."""
        return f"{self.posts} posts inspected, {self.findings} findings, {self.crashed} crashed"


# of the clock, for one shard; a task is stopped after 30 minutes, and posts of a shard that never ends would never be decided
SHARD_SECONDS = 1200.0


def inspect_shard(
    project: Project, batch_id: str, shard: str, now: datetime, seconds: float = SHARD_SECONDS
) -> ShardSummary:
    """Inspect every post of `shard` from its snapshot.

    Each inspection is kept as it comes, so a retry goes on behind the last one. After `seconds`, what is left is held for
    lack of evidence; the next look reads it again, without those that took the time.
    """
    files = BatchFiles.of(project.workspace, batch_id)
    posts = files.shard(shard)
    done = files.kept_inspections(shard, project.checks_digest)
    left = [post for post in posts if (post.post_id, post.sha256) not in done]
    end = time.monotonic() + seconds
    outcomes = run_isolated(partial(_inspect, project), left, project.settings.limits)
    for post in left:
        if time.monotonic() >= end:
            inspection = crashed(post.post_id, post.path, post.sha256, "the time of its whole shard, which was up")
        else:
            inspection = _or_worker_lost(project, post, next(outcomes))
            files.keep_inspection(shard, project.checks_digest, inspection)
        done[post.post_id, post.sha256] = inspection
    outcomes.close()
    inspections = [done[post.post_id, post.sha256] for post in posts]
    keep_versions(files, shard, project.settings, inspections)
    files.write_results(shard, project.checks_digest, now, inspections)
    return ShardSummary(
        len(inspections),
        sum(len(inspection.findings) for inspection in inspections),
        sum(bool(inspection.error) for inspection in inspections),
    )


def _or_worker_lost(project: Project, post: BatchPost, outcome: Inspection | WorkerLost) -> Inspection:
    if isinstance(outcome, Inspection):
        return outcome
    if outcome.slow:
        return too_slow(post.post_id, post.path, post.sha256, project.settings.limits.seconds_per_post)
    return crashed(post.post_id, post.path, post.sha256, outcome.detail)


def _inspect(project: Project, post: BatchPost) -> Inspection:
    if post.refused is not None:
        return unreadable(post.post_id, post.path, post.sha256, message("{reason}", reason=post.refused), WHOLE_POST)
    try:
        data = project.snapshots.read(post.sha256)
    except SnapshotDamaged:
        return unreadable(
            post.post_id,
            post.path,
            post.sha256,
            message("The stored bytes of this version are damaged. Save the post again."),
            WHOLE_POST,
        )
    inspection = inspect(data, post.path, CHECKS, project.settings, post.post_id, compare=post_version)
    if representable(inspection):
        return inspection
    crash = CheckResult("describe", 1, error="the inspection holds a value that cannot be written as JSON")
    return Inspection(post.post_id, post.path, post.sha256, "und", None, (crash,))
