"""Use case: inspect the posts of one shard and write one immutable result file."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from content_quality.adapters.isolation import WorkerLost, run_isolated
from content_quality.adapters.state.batch_files import BatchFiles, dumped
from content_quality.adapters.state.files import Dumped
from content_quality.adapters.state.snapshots import SnapshotDamaged
from content_quality.checks import CHECKS
from content_quality.core.check import CheckResult
from content_quality.core.cross_post.passages import post_version
from content_quality.core.findings import WHOLE_POST, message
from content_quality.core.gate.batches import BatchPost
from content_quality.core.inspection import Inspection, crashed, inspect, too_slow, unreadable
from content_quality.core.records import dataclass
from content_quality.pipeline.ingest.post_versions import keep_versions
from content_quality.pipeline.project import Project

OUT_OF_TIME = "the time of its whole shard, which was up"


@dataclass(frozen=True, slots=True)
class ShardSummary:
    """What the inspection of a shard brought, for the task's log."""

    posts: int
    findings: int
    crashed: int
    size: int = 0  # bytes of the posts

    def describe(self) -> str:
        """Return one line."""
        return f"{self.posts} posts inspected, {self.findings} findings, {self.crashed} crashed"


@dataclass(frozen=True, slots=True)
class _Inspected:
    """An inspection, and the line that is kept of it, made where the post was inspected."""

    inspection: Inspection
    row: Dumped


# of the clock, for one shard; a task is stopped after 30 minutes, and posts of a shard that never ends would never be
# decided
SHARD_SECONDS = 1200.0
AGAIN_SECONDS = 300.0  # of the clock, for the posts of a shard that are tried again, each alone


def inspect_shard(
    project: Project,
    batch_id: str,
    shard: str,
    now: datetime,
    seconds: float = SHARD_SECONDS,
    again_seconds: float = AGAIN_SECONDS,
) -> ShardSummary:
    """Inspect every post of `shard` from its snapshot.

    Each inspection is kept as it comes, so a retry goes on behind the last one. A post that `seconds` leave no time
    for, or
    whose process ended by itself, is tried again alone: another post may have taken the time or the memory.
    """
    files = BatchFiles.of(project.workspace, batch_id)
    posts = files.shard(shard)
    checks = project.checks_digest
    kept = files.kept_inspections(shard, checks)
    done = {key: _dumped(inspection) for key, inspection in kept.items()}
    left = deque(post for post in posts if (post.post_id, post.sha256) not in done)
    again: list[BatchPost] = []

    def keep(post: BatchPost, outcome: _Inspected | WorkerLost) -> None:
        found = done[post.post_id, post.sha256] = _or_worker_lost(project, post, outcome)
        files.keep_inspection(shard, checks, found.row)

    end = time.monotonic() + seconds
    outcomes = run_isolated(partial(_inspect_and_dump, project), tuple(left), project.settings.limits)
    while left and time.monotonic() < end:
        post, outcome = left.popleft(), next(outcomes)
        if isinstance(outcome, WorkerLost) and not outcome.slow:
            again.append(post)
        else:
            keep(post, outcome)
    outcomes.close()
    again.extend(left)
    for post, tried in _alone(project, again, time.monotonic() + again_seconds):
        if tried is None:
            lost = crashed(post.post_id, post.path, post.sha256, OUT_OF_TIME)
            done[post.post_id, post.sha256] = _dumped(lost)
        else:
            keep(post, tried)
    found = [done[post.post_id, post.sha256] for post in posts]
    inspections = [one.inspection for one in found]
    keep_versions(files, shard, project.settings, inspections)
    files.write_results(shard, checks, now, [one.row for one in found])
    return ShardSummary(
        len(inspections),
        sum(len(inspection.findings) for inspection in inspections),
        sum(bool(inspection.error) for inspection in inspections),
        sum(post.size for post in posts),
    )


def _alone(
    project: Project, posts: Iterable[BatchPost], end: float
) -> Iterator[tuple[BatchPost, _Inspected | WorkerLost | None]]:
    """Yield what comes of each post in a process of its own.

    None from `end` on, and the next look reads those posts again.
    """
    for post in posts:
        if time.monotonic() >= end:
            yield post, None
            continue
        outcomes = run_isolated(partial(_inspect_and_dump, project), (post,), project.settings.limits)
        yield post, next(outcomes)
        outcomes.close()


def _or_worker_lost(project: Project, post: BatchPost, outcome: _Inspected | WorkerLost) -> _Inspected:
    if isinstance(outcome, _Inspected):
        return outcome
    if outcome.slow:
        return _dumped(too_slow(post.post_id, post.path, post.sha256, project.settings.limits.seconds_per_post))
    return _dumped(crashed(post.post_id, post.path, post.sha256, outcome.detail))


def _inspect_and_dump(project: Project, post: BatchPost) -> _Inspected:
    return _dumped(_inspect(project, post))


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
    return inspect(data, post.path, CHECKS, project.settings, post.post_id, compare=post_version)


def _dumped(inspection: Inspection) -> _Inspected:
    try:
        return _Inspected(inspection, dumped(inspection))
    except ValueError:
        crash = CheckResult("describe", 1, error="the inspection holds a value that cannot be written as JSON")
        fault = Inspection(inspection.post_id, inspection.path, inspection.sha256, "und", None, (crash,))
        return _Inspected(fault, dumped(fault))
