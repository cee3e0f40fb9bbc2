"""Use case: decide about every present post under today's whole policy, in a workspace of its own.

Nothing comes of these decisions.

The same steps as for a batch, so that what an audit or a baseline says of a post is what the gate would say.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.gate.decide import Decision, DecisionContext
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.gate.decide_batch import decide_batch
from content_quality.pipeline.ingest import compare_batch
from content_quality.pipeline.ingest.inspect_shard import inspect_shard
from content_quality.pipeline.ingest.read_sources import Ingestion, Request, ingest
from content_quality.pipeline.ingest.source_listing import SourceVanished
from content_quality.pipeline.progress import Progress, silent
from content_quality.pipeline.project import Project

RUN = "archive"  # in place of the Airflow run that decides a batch


def judge_archive(
    project: Project, scratch: Path, now: datetime, progress: Progress = silent
) -> tuple[DecisionContext | None, Collection[Decision]]:
    """Return how every present post was decided, and the decisions.

    Raise `SourceVanished` when a source that had posts lists none.

    `scratch` is a folder for whatever is written on the way. A second call with the same folder goes on behind the
    last shard
    that was inspected under the same policy; whoever calls removes the folder.
    """
    at_once = replace(
        project.settings, schedule=replace(project.settings.schedule, settle_seconds=0)
    )  # there is no later look
    run_isolated = replace(project, settings=at_once, workspace=_workspace(project.workspace, scratch))
    batch_id = _begun(run_isolated) or _whole(ingest(run_isolated, Request(force=True, reason="audit"), now))
    if batch_id is None:
        return None, []
    files = BatchFiles.of(run_isolated.workspace, batch_id)
    shards = gate_batch.plan_shards(run_isolated, batch_id)
    for shard in progress(shards, len(shards), "inspecting"):
        if not files.has_results(shard):
            inspect_shard(run_isolated, batch_id, shard, now)
    parts = compare_batch.plan_parts(run_isolated, batch_id, now)
    for part in progress(parts, len(parts), "comparing"):
        compare_batch.find_copies(run_isolated, batch_id, part, now)
    compare_batch.collect_copies(run_isolated, batch_id, now)
    gate_batch.load_inspections(run_isolated, batch_id, now)
    gate_batch.validate_batch(run_isolated, batch_id)
    decide_batch(run_isolated, batch_id, RUN, now)
    return files.read_decisions()


def _whole(ingestion: Ingestion) -> str | None:
    """Return the batch; raise `SourceVanished` when a source is missing in it: that is no archive."""
    if ingestion.faults:
        raise SourceVanished(" ".join(fault.describe() for fault in ingestion.faults))
    return ingestion.batch_id


def _workspace(site: Workspace, scratch: Path) -> Workspace:
    """Return a workspace in `scratch` that knows the site's posts and answers, and shares its snapshots."""
    run_isolated = Workspace(scratch, "audit")
    scratch.mkdir(parents=True, exist_ok=True)
    for shared, own in ((site.snapshots, run_isolated.snapshots), (site.reviews, run_isolated.reviews)):
        shared.mkdir(parents=True, exist_ok=True)
        if not own.is_symlink():
            own.symlink_to(shared.resolve(), target_is_directory=True)
    if site.published.exists() and not run_isolated.published.exists():
        run_isolated.published.parent.mkdir()
        shutil.copyfile(site.published, run_isolated.published)
    return run_isolated


def _begun(project: Project) -> str | None:
    """Return the batch that an interrupted call has frozen under today's policy; drop one of another policy."""
    for path in sorted(project.workspace.batches.glob("*/manifest.json")):
        if BatchFiles(path.parent).manifest().policy == project.policy:
            return path.parent.name
        shutil.rmtree(path.parent)
    return None
