"""The store as a whole file: published for readers, backed up, restored, swapped for a rebuilt one."""

from __future__ import annotations

import os
from pathlib import Path

from content_quality.adapters.state.files import spare, sync, write_atomically
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store import schema
from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.summaries import summarise
from content_quality.adapters.store.writer import connect, loads_in, lock


def publish(workspace: Workspace) -> None:
    """Put a copy of the store, with summaries for readers, where readers look, in one step."""
    _copy(workspace, workspace.published, summarised=True)


def back_up(workspace: Workspace, target: Path) -> None:
    """Copy the store, checked against its ledger, to `target` in one step."""
    _copy(workspace, target, summarised=False)


def _copy(workspace: Workspace, target: Path, *, summarised: bool) -> None:
    import duckdb

    with lock(workspace.writer_lock):
        connect(workspace).close()
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.stem}.new.duckdb")
        log = fresh.with_name(f"{fresh.name}.wal")
        for left in (fresh, log):
            left.unlink(missing_ok=True)
        connection = duckdb.connect()
        try:
            connection.execute(f"ATTACH '{_quoted(workspace.store)}' AS store (READ_ONLY)")
            connection.execute(f"ATTACH '{_quoted(fresh)}' AS fresh")
            connection.execute("COPY FROM DATABASE store TO fresh")
            if summarised:
                connection.execute("USE fresh")
                summarise(connection, "fresh.main")
            connection.execute(
                "CHECKPOINT fresh"
            )  # closing says nothing when it cannot write, and leaves a file without tables
        finally:
            connection.close()
        if log.exists():
            raise StoreDamaged(f"{fresh.name} could not be written whole; {target.name} stays as it was")
        sync(fresh)
        fresh.replace(target)
        sync(target.parent)


def restore(workspace: Workspace, backup: Path) -> frozenset[str]:
    """Put `backup` in the store's place and return the ids of the loads it holds.

    Raise `StoreDamaged` when it is no store of ours.

    The store that was there is set aside. Its ledger goes with it: the next writer makes one of the loads in the
    back-up.
    """
    import duckdb

    try:
        with duckdb.connect(str(backup), read_only=True) as connection:
            schema.refuse_newer(schema.version_of(connection))
            loads = frozenset(load.load_id for load in loads_in(connection))
    except duckdb.Error as error:
        raise StoreDamaged(f"{backup.name} cannot be read as a back-up of the store: {error}") from error
    quarantine(workspace)
    write_atomically(workspace.store, backup.read_bytes())
    return loads


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def swap(workspace: Workspace, fresh: Workspace) -> Path | None:
    """Put the store that was built in `fresh`, and its ledger, in the place of the ones in use.

    Return where the old store lies now. At no moment is there no store: a crash leaves the old one or the new one.
    """
    with lock(workspace.writer_lock):
        aside = spare(workspace.store.with_name(f"{workspace.store.name}.damaged"))
        log = workspace.store.with_name(f"{workspace.store.name}.wal")
        if log.exists():
            log.replace(spare(log.with_name(f"{log.name}.damaged")))
        for old, kept in (
            (workspace.store, aside),
            (workspace.ledger, spare(workspace.ledger.with_name(f"{workspace.ledger.name}.damaged"))),
        ):
            if old.exists():
                os.link(old, kept)
        fresh.store.replace(workspace.store)
        fresh.ledger.replace(workspace.ledger)
        sync(workspace.store.parent)
        return aside if aside.exists() else None


def quarantine(workspace: Workspace) -> None:
    """Move a damaged store and its ledger out of the way, so that the next load starts from nothing."""
    with lock(workspace.writer_lock):
        for path in (workspace.store, workspace.ledger, workspace.store.with_name(workspace.store.name + ".wal")):
            if path.exists():
                path.replace(spare(path.with_name(f"{path.name}.damaged")))
