"""Use case: decide again about posts of a decided batch when only what people accept has changed.

Nothing is inspected, compared or validated: all of that stands in the files of the batch and holds for the same bytes
under the same checks, settings and suites.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import read_json, write_atomically, write_json
from content_quality.adapters.store.known import present_versions
from content_quality.core.gate.batches import Batch, batch_id
from content_quality.pipeline.gate.decide_batch import DecisionSummary, decide_batch
from content_quality.pipeline.gate.gate_batch import load_inspections
from content_quality.pipeline.project import Project

ACCEPTED = "accepted"  # the reason of a batch that a person made by accepting the state of an archive


def freeze_again(project: Project, origin: str, policy_before: str) -> str | None:
    """Freeze the posts whose newest version `origin` decided, with everything that was found; return the new batch.

    Return None when there is no such post, or when the batch was not wholly decided under `policy_before`, the policy
    as it was before a person accepted something. The name of the new batch sorts right behind `origin`: a version that
    came later stays the newest.
    """
    files = BatchFiles.of(project.workspace, origin)
    validated = files.read_validation()
    if validated is None or validated[0] != policy_before or not validated[1].complete or validated[1].broken:
        return None
    batch, present = files.manifest(), present_versions(project.workspace.published)
    posts = tuple(post for post in batch.posts if present.get(post.post_id) == (post.sha256, origin) and post.sha256)
    if not posts:
        return None
    at, policy = batch.created_at + timedelta(milliseconds=1), project.policy
    again = Batch(batch_id(at, posts, f"{policy}\0{ACCEPTED}"), at, ACCEPTED, policy, posts)
    fresh = BatchFiles.of(project.workspace, again.batch_id)
    write_json(fresh.again, {"of": _inspected_in(files)})
    write_atomically(fresh.folder / "comparison.json", (files.folder / "comparison.json").read_bytes())
    fresh.write_shards([()])  # a run of the gate that looks for waiting batches leaves this one alone
    fresh.write_validation(policy, *validated[1:])
    fresh.write_manifest(again)
    return again.batch_id


def _inspected_in(files: BatchFiles) -> str:
    return str(read_json(files.again)["of"]) if files.again.exists() else files.folder.name


def decide_again(project: Project, batch: str, run_id: str, now: datetime) -> DecisionSummary:
    """Load the batch, whose inspections the store has, and decide about its posts."""
    load_inspections(project, batch, now)
    return decide_batch(project, batch, run_id, now)
