"""Run the use cases of the gate one after the other, as the DAG does."""

from __future__ import annotations

from datetime import datetime

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.decide import Decision
from content_quality.pipeline.gate import decide_batch, gate_batch, release_batch
from content_quality.pipeline.ingest import compare_batch, inspect_shard
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project
from tests.conftest import NOW


def freeze(project: Project, now: datetime = NOW, *, force: bool = False) -> str:
    """Ingest and return the batch's id; fails when nothing is new."""
    batch_id = ingest(project, Request(force=force), now).batch_id
    assert batch_id
    return batch_id


def inspect_all(project: Project, batch_id: str, now: datetime = NOW) -> None:
    for shard in gate_batch.plan_shards(project, batch_id):
        inspect_shard.inspect_shard(project, batch_id, shard, now)


def compare(project: Project, batch_id: str, now: datetime = NOW) -> None:
    for name in compare_batch.plan_parts(project, batch_id, now):
        compare_batch.find_copies(project, batch_id, name, now)
    compare_batch.collect_copies(project, batch_id, now)


def gate(project: Project, now: datetime = NOW, *, force: bool = False) -> dict[str, Decision]:
    """Ingest, decide, publish and release; return the decisions by post_id."""
    batch_id = freeze(project, now, force=force)
    inspect_all(project, batch_id, now)
    compare(project, batch_id, now)
    gate_batch.load_inspections(project, batch_id, now)
    gate_batch.validate_batch(project, batch_id)
    return finish(project, batch_id, now)


def finish(project: Project, batch_id: str, now: datetime = NOW) -> dict[str, Decision]:
    """Decide, publish and release a batch, in the order of the DAG."""
    decide_batch.decide_batch(project, batch_id, "run", now)
    release_batch.publish(project)
    release_batch.release_batch(project, batch_id, now)
    _, decisions = BatchFiles.of(project.workspace, batch_id).read_decisions()
    return {decision.post_id: decision for decision in decisions}
