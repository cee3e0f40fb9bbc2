"""Use cases: the stages of the gate, on the worker of the state folder or, through an exchange, on any other.

A stage that goes through the exchange works in a folder of its own, also on the worker of the state folder: it sees
nothing but what it was sent, and what it leaves is believed only when it comes back through the exchange.
"""

from __future__ import annotations

import dataclasses
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from content_quality.adapters.exchange.exchange import Exchange, LargeFile, sha256_of
from content_quality.adapters.fingerprints import index_file
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.comparisons import ComparisonFiles
from content_quality.adapters.state.locks import locked
from content_quality.adapters.state.workspace import Workspace
from content_quality.pipeline.cluster.batch_parcels import BatchParcels
from content_quality.pipeline.cluster.relayed_failures import relay_unsent
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.ingest import compare_batch
from content_quality.pipeline.ingest.inspect_shard import ShardSummary, inspect_shard
from content_quality.pipeline.project import Project

KEPT_SECONDS = 86_400.0  # of a folder that a killed task left behind


def plan_shards(project: Project, batch_id: str, exchange: Exchange | None) -> list[str]:
    """Cut the batch into shards, and send them where others inspect them."""
    names = gate_batch.plan_shards(project, batch_id)
    if exchange and project.settings.cluster.carries("inspect"):
        _parcels(project, batch_id, exchange).send_shards(project, names)
    return names


def inspect(project: Project, batch_id: str, shard: str, now: datetime, exchange: Exchange | None) -> ShardSummary:
    """Inspect one shard; return what that brought."""
    if not (exchange and project.settings.cluster.carries("inspect")):
        return inspect_shard(project, batch_id, shard, now)
    with _visiting(project, batch_id, shard) as visitor:
        parcels = _parcels(visitor, batch_id, exchange)
        key = parcels.fetch_shard(visitor, shard)
        summary = inspect_shard(visitor, batch_id, shard, now)
        parcels.send_results(shard, key)
    relay_unsent(project.workspace, exchange)
    return summary


def plan_parts(project: Project, batch_id: str, now: datetime, exchange: Exchange | None) -> list[str]:
    """Collect what was inspected, bring the index up to date, and send the plan where others compare."""
    if exchange and project.settings.cluster.carries("inspect"):
        _parcels(project, batch_id, exchange).fetch_results()
    names = compare_batch.plan_parts(project, batch_id, now)
    if exchange and project.settings.cluster.carries("compare"):
        with index_file.reading(project.workspace.fingerprints) as index:
            versions = [sha256 for _, sha256 in index.known()]
        _parcels(project, batch_id, exchange).send_parts(project, names, versions)
    return names


def find_copies(project: Project, batch_id: str, name: str, now: datetime, exchange: Exchange | None) -> str:
    """Compare one part with all posts; return one line about it."""
    if not (exchange and project.settings.cluster.carries("compare")):
        return compare_batch.find_copies(project, batch_id, name, now)
    with _visiting(project, batch_id, f"part-{name}") as visitor:
        parcels = _parcels(visitor, batch_id, exchange)
        _bring_index(project, exchange, parcels.fetch_part(visitor), visitor.workspace.fingerprints)
        line = compare_batch.find_in(
            visitor,
            parcels.files,
            name,
            lambda sha256: exchange.fetch_posts(visitor.snapshots, [sha256] if sha256 else []),
        )
        parcels.send_found(name)
    relay_unsent(project.workspace, exchange)
    return line


def collect_copies(project: Project, batch_id: str, now: datetime, exchange: Exchange | None) -> str:
    """Collect what all parts found and put it together; return one line about it."""
    if exchange and project.settings.cluster.carries("compare"):
        parcels = _parcels(project, batch_id, exchange)
        parcels.fetch_found(sorted(ComparisonFiles(parcels.files).plan()[1]))
    return compare_batch.collect_copies(project, batch_id, now)


def _parcels(project: Project, batch_id: str, exchange: Exchange) -> BatchParcels:
    return BatchParcels(exchange, BatchFiles.of(project.workspace, batch_id))


@contextmanager
def _visiting(project: Project, batch_id: str, name: str) -> Iterator[Project]:
    """Work in a folder that begins empty and goes in the end; a retry goes on with what a killed attempt kept in it."""
    folder = Workspace(_visits(project)).batch(batch_id) / name
    folder.mkdir(parents=True, exist_ok=True)
    yield dataclasses.replace(project, workspace=Workspace(folder))
    shutil.rmtree(folder, ignore_errors=True)
    _forget_killed(_visits(project) / "batches")


def _visits(project: Project) -> Path:
    return project.workspace.root / "visits"


def _forget_killed(folder: Path) -> None:
    for left in folder.iterdir():
        with suppress(FileNotFoundError):  # another task has taken it away
            if left.stat().st_mtime < time.time() - KEPT_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _bring_index(project: Project, exchange: Exchange, sent: LargeFile, path: Path) -> None:
    """Bring the index to `path`; the parts of one plan share one copy for each worker."""
    kept = _visits(project) / "index" / f"{sent.sha256}.duckdb"
    with locked(kept.parent / "lock"):
        if not kept.exists() or sha256_of(kept) != sent.sha256:
            for old in kept.parent.glob("*.duckdb"):
                old.unlink()
            exchange.fetch_large(sent, kept)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.hardlink_to(kept)
