"""Use case: rebuild the metrics store from the files of all batches.

Or from a back-up and the files of what came after it.

The new store is built beside the one in use. It takes its place when nothing is missing, or when a person says so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import BatchFiles, ResultsIncomplete
from content_quality.adapters.state.files import read_json, readable_lines
from content_quality.adapters.state.packing import unpacked
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store import ledger, store_copies, writer
from content_quality.adapters.store.ledger import Load, StoreDamaged
from content_quality.adapters.store.lost_rows import lost_rows
from content_quality.core.records import dataclass
from content_quality.pipeline.archive.audit_archive import load_audits
from content_quality.pipeline.gate.decide_batch import load_decisions
from content_quality.pipeline.gate.decisions_match import decisions_sha256
from content_quality.pipeline.gate.gate_batch import load_results
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.review_posts import load_answers

__all__ = ["Rebuild", "RebuildIncomplete", "StoreDamaged", "rebuild", "rebuild_store"]

FOLDER = "store.rebuilt"  # where the new store is built, beside the one in use
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration, RuntimeError, ResultsIncomplete, StoreDamaged)  # fmt: skip  # noqa: E501 - one sentence for people
CHANGING = ("alerts", "reviews", "audits")  # loaded again and again: a later load holds at least as many rows


class RebuildIncomplete(Exception):  # noqa: N818 - names the state
    """The new store would lack something; the one in use stays. The message says what, file by file."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What came of it: how many batches were loaded, what is wrong with which file, and where the old store lies."""

    batches: int
    faults: tuple[str, ...]
    swapped: bool
    aside: Path | None

    def describe(self) -> str:
        """Return one line."""
        loaded = f"{self.batches} batches loaded"
        if not self.swapped:
            return (
                f"{loaded}; something is missing, so the store in use stays. Use what could be read with --accept-loss."
            )
        return f"{loaded}; the old store lies in {self.aside.name}." if self.aside else f"{loaded}; there was no store."


def rebuild_store(project: Project, backup: Path | None = None) -> int:
    """Build the store anew and return how many batches were loaded.

    Raise `RebuildIncomplete` when something is missing.
    """
    done = rebuild(project, backup)
    if not done.swapped:
        raise RebuildIncomplete("; ".join(done.faults))
    return done.batches


def rebuild(project: Project, backup: Path | None = None, *, accept_loss: bool = False) -> Rebuild:
    """Build the store anew beside the one in use, from every batch that `backup` does not hold, the oldest first.

    Swap the two when nothing is missing, or with `accept_loss`, and publish. Raise `StoreDamaged` when `backup`
    cannot be
    read; then nothing was touched.
    """
    workspace = replace(project.workspace, store_folder=FOLDER)
    shutil.rmtree(workspace.store.parent, ignore_errors=True)
    fresh = replace(project, workspace=workspace)
    try:
        loaded = store_copies.restore(workspace, backup) if backup else frozenset()
        batches, faults = _load_all(fresh, loaded)
        faults += _missing(project.workspace, workspace)
        faults += [
            f"{project.workspace.store.name}: {lost}" for lost in lost_rows(project.workspace.store, workspace.store)
        ]
        swapped = accept_loss or not faults
        aside = store_copies.swap(project.workspace, workspace) if swapped else None
    finally:
        shutil.rmtree(workspace.store.parent, ignore_errors=True)
    if swapped:
        store_copies.publish(project.workspace)
    return Rebuild(batches, tuple(dict.fromkeys(faults)), swapped, aside)


def _load_all(fresh: Project, loaded: frozenset[str]) -> tuple[int, list[str]]:
    """Load every batch, the alerts, the answers and the audits.

    Return how many batches, and what is wrong with which file.
    """
    faults: list[str] = []
    batches = 0
    with writer.writing(fresh.workspace):
        pass  # an empty store, even when no batch can be read
    for folder in sorted(fresh.workspace.batches.glob("*")):
        found = list(_damages(folder))
        faults += found
        try:
            batches += _load_batch(fresh, BatchFiles(folder), loaded)
        except UNREADABLE as error:
            if not found:
                faults.append(f"batches/{folder.name}: {error or type(error).__name__}")
    faults += outbox.damaged_lines(fresh.workspace)
    if alerts := outbox.journal(fresh.workspace):
        with writer.writing(fresh.workspace) as store:
            store.load("alerts", "deliveries", [outbox.alert_table(alerts)])
    for name, load in (("reviews", load_answers), ("audits", load_audits)):
        try:
            line = load(fresh)
        except UNREADABLE as error:
            faults.append(f"{name}: {error or type(error).__name__}")
        else:
            faults += [f"{name}: {line}"] if line and "cannot be read" in str(line) else []
    return batches, faults


def _load_batch(fresh: Project, files: BatchFiles, loaded: frozenset[str]) -> bool:
    name = files.folder.name
    newest = f"{name}/{'decisions' if files.decisions.exists() else 'inspections'}"
    if not (files.folder / "manifest.json").exists() or files.merged.exists() or newest in loaded:
        return False
    checks_digest = files.read_context().checks_digest if files.decisions.exists() else fresh.checks_digest
    load_results(fresh, name, checks_digest, datetime.now(UTC))
    if files.decisions.exists():
        load_decisions(fresh, name)
    return True


def _damages(folder: Path) -> Iterator[str]:
    """Yield what is wrong with each file of a batch from which the store is built."""
    for path in sorted((*folder.glob("*.json"), *folder.glob("*.jsonl"), *folder.glob("results/*.jsonl"))):
        where = f"batches/{folder.name}/{path.relative_to(folder).as_posix()}"
        try:
            if path.suffix == ".json":
                read_json(path)
                continue
            data = unpacked(path.read_bytes())
            if data and not data.endswith(b"\n"):
                yield f"{where}: its last line is cut off"
            yield from (f"{where}: {row}" for row in readable_lines(path) if isinstance(row, Exception))
        except UNREADABLE as error:
            yield f"{where}: {error}"


def _missing(old: Workspace, fresh: Workspace) -> list[str]:
    """Return what the ledger of the store in use says was loaded, and the new store lacks or has otherwise."""
    try:
        expected, found = ledger.entries(old.ledger), ledger.entries(fresh.ledger)
    except StoreDamaged as error:
        return [str(error)]
    faults = []
    for load_id, load in expected.items():
        now = found.get(load_id)
        if now is None:
            faults.append(f"{load_id}: it was loaded once, and its files are missing or cannot be read")
        elif now.rows < load.rows or (now.rows != load.rows and load.batch_id not in CHANGING):
            faults.append(f"{load_id}: {now.rows} rows, and the ledger says {load.rows}")
        elif load.source and load.source != _source(old, load):
            faults.append(f"{load_id}: its file was changed after it was loaded")
    return faults


def _source(workspace: Workspace, load: Load) -> str:
    files = BatchFiles.of(workspace, load.batch_id)
    return decisions_sha256(files) if files.decisions.exists() else ""
