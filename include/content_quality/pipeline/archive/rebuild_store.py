"""Use case: build the metrics store anew from the files of all batches, or from a back-up and the files of what came after it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.store import writer
from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.pipeline.archive.audit_archive import load_audits
from content_quality.pipeline.gate.decide_batch import load_decisions
from content_quality.pipeline.gate.gate_batch import load_results
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.review_posts import load_answers

__all__ = ["StoreDamaged", "rebuild_store"]


def rebuild_store(project: Project, backup: Path | None = None) -> int:
    """Set the store aside, load every batch that `backup` does not hold in the order of their making, publish, and return how many there were.

    Raises `StoreDamaged` when `backup` cannot be read; then nothing was touched.
    """
    loaded: frozenset[str] = frozenset()
    if backup is None:
        writer.quarantine(project.workspace)
    else:
        loaded = writer.restore(project.workspace, backup)
    batches = 0
    for folder in sorted(project.workspace.batches.glob("*")):
        files = BatchFiles(folder)
        newest = f"{folder.name}/{'decisions' if files.decisions.exists() else 'inspections'}"
        if not (folder / "manifest.json").exists() or files.merged.exists() or newest in loaded:
            continue
        checks_digest = files.read_decisions()[0].checks_digest if files.decisions.exists() else project.checks_digest
        load_results(project, folder.name, checks_digest, datetime.now(UTC))
        if files.decisions.exists():
            load_decisions(project, folder.name)
        batches += 1
    if alerts := outbox.journal(project.workspace):
        with writer.writing(project.workspace) as store:
            store.load("alerts", "deliveries", [outbox.alert_table(alerts)])
    load_answers(project)
    load_audits(project)
    writer.publish(project.workspace)
    return batches
