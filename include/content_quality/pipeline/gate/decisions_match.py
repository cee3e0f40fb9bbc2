"""Whether the file of decisions is the one that was loaded: nothing is decided, released or rebuilt by another."""

from __future__ import annotations

import hashlib

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.packing import opened
from content_quality.adapters.store import ledger
from content_quality.pipeline.project import Project

READ_BYTES = 1 << 20  # at a time


class DecisionsDiffer(Exception):  # noqa: N818 - names the state
    """What a batch's file says was decided is not what was loaded into the store.

    One of them was changed afterwards.
    """


def decisions_sha256(files: BatchFiles) -> str:
    """Return the digest of the batch's file of decisions; raise `PackedFileDamaged` when it cannot be read."""
    digest = hashlib.sha256()
    with opened(files.decisions) as file:
        while some := file.read(READ_BYTES):
            digest.update(some)
    return digest.hexdigest()


def refuse_changed_decisions(project: Project, files: BatchFiles) -> None:
    """Raise `DecisionsDiffer` when the ledger knows other decisions of the batch than its file holds."""
    load = ledger.entries(project.workspace.ledger).get(f"{files.folder.name}/decisions")
    if load and load.source and load.source != decisions_sha256(files):
        raise DecisionsDiffer(
            f"the decisions of batch {files.folder.name} are not those that were loaded; nothing of it is released"
        )
