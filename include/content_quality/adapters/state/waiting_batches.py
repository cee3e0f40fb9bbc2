"""Batches that are frozen and not decided: what the pipeline is working on, or failed to decide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.gate.batches import Batch

LOOKED_BACK = timedelta(days=7)  # a batch that waits longer was given up; its posts are in a newer one
MOST = 20  # that are looked into, the newest first


def waiting_batches(workspace: Workspace, now: datetime) -> list[Batch]:
    """Return the batches that wait for their decision, newest first; what cannot be read is left out."""
    folders = []
    for folder in workspace.batches.glob("*Z-*"):
        files = BatchFiles(folder)
        try:
            frozen = (folder / "manifest.json").stat().st_mtime_ns
        except OSError:
            continue
        if now - datetime.fromtimestamp(frozen / 1e9, UTC) < LOOKED_BACK and not files.is_settled:
            folders.append((frozen, folder))
    found = [_batch(folder, frozen) for frozen, folder in sorted(folders, reverse=True)[:MOST]]
    return [batch for batch in found if batch is not None]


@lru_cache(maxsize=MOST)
def _batch(folder: Path, frozen: int) -> Batch | None:  # noqa: ARG001 - a file that was written anew is read anew
    try:
        return BatchFiles(folder).manifest()
    except (OSError, ValueError, KeyError, TypeError):
        return None
