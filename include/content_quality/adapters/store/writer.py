"""The one writer of the metrics store.

A file lock, bulk loads in one transaction each, a ledger, a published snapshot.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content_quality.adapters.state.files import dump, spare, sync, write_atomically
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store import ledger, schema
from content_quality.adapters.store.ledger import Load, StoreDamaged
from content_quality.adapters.store.summaries import summarise

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LOCK_SECONDS = 300  # the longest load measured takes 9 s; a writer that waits longer has a stuck rival
LOCKED_DOWN = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "memory_limit": "1GB",
}
KEYS = "SELECT count(*) FROM duckdb_constraints() WHERE table_name = ? AND constraint_type = 'PRIMARY KEY'"
ROWS_PER_STATEMENT = 20_000  # JSON of one parameter stays below some 20 MB


class StoreLocked(Exception):  # noqa: N818 - names the state
    """Another process has been writing the store for longer than we wait."""


Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class TableRows:
    """A bulk load into one table: rows to insert, and a condition on rows that they replace."""

    name: str
    rows: Sequence[Row]
    replaces: str = ""  # SQL condition with one parameter, e.g. "batch_id = ?"
    key: object = ""  # its parameter


@contextmanager
def writing(workspace: Workspace) -> Iterator[Writer]:
    """Open the store for writing, alone; check it against the ledger first."""
    with _lock(workspace.writer_lock):
        connection = _connect(workspace)
        try:
            yield Writer(connection, workspace)
        finally:
            connection.close()


@contextmanager
def _lock(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + seconds
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreLocked(f"another process has held {path.name} for {seconds:.0f} s") from None
                time.sleep(0.05)
        yield


def _connect(workspace: Workspace) -> DuckDBPyConnection:
    import duckdb

    in_ledger = ledger.entries(workspace.ledger)
    if in_ledger and not workspace.store.exists():
        raise StoreDamaged("the store is missing")
    if not in_ledger and not workspace.store.exists() and workspace.is_in_use:
        raise StoreDamaged("the store and its ledger are missing, and readers have a copy of it")
    workspace.store.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(workspace.store), config=dict(LOCKED_DOWN))
    except duckdb.Error as error:
        raise StoreDamaged(f"the store cannot be opened: {error}") from error
    try:
        connection.execute("SET TimeZone = 'UTC'")
        schema.upgrade(connection)
        for load in ledger.compare(in_ledger, _loads(connection)):
            ledger.append(workspace.ledger, load)
    except BaseException:
        connection.close()
        raise
    return connection


def _loads(connection: DuckDBPyConnection) -> list[Load]:
    rows = connection.execute("SELECT load_id, batch_id, kind, rows, digest FROM loads").fetchall()
    return [Load(*row) for row in rows]


class Writer:
    """An open store. Every change is one `load`."""

    def __init__(self, connection: DuckDBPyConnection, workspace: Workspace) -> None:
        self._connection = connection
        self._workspace = workspace

    def load(
        self,
        batch_id: str,
        kind: str,
        tables: Sequence[TableRows],
        then: Sequence[tuple[str, Sequence[object]]] = (),
        source: str = "",
    ) -> Load:
        """Load `tables` in one transaction, run the statements `then` in it, checkpoint, and write the ledger.

        A repeat with the same rows changes nothing: rows replace those that their table's condition names.
        """
        digest = hashlib.sha256()
        rows = 0
        self._connection.begin()
        try:
            for table in tables:
                if table.replaces:
                    self._connection.execute(f"DELETE FROM {table.name} WHERE {table.replaces}", [table.key])  # noqa: S608 - both are constants of rows.py
                for first in range(0, len(table.rows), ROWS_PER_STATEMENT):
                    chunk = dump(table.rows[first : first + ROWS_PER_STATEMENT])
                    digest.update(table.name.encode() + chunk)
                    self._insert(table.name, chunk.decode())
                rows += len(table.rows)
            for statement, parameters in then:
                self._connection.execute(statement, list(parameters))
            load = Load(f"{batch_id}/{kind}", batch_id, kind, rows, digest.hexdigest(), source)
            self._connection.execute(
                "INSERT OR REPLACE INTO loads VALUES (?, ?, ?, ?, ?, now() AT TIME ZONE 'UTC')",
                [load.load_id, batch_id, kind, rows, load.digest],
            )
            self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise
        # One flipped bit in a write-ahead log drops the commits behind it in silence: keep the log empty.
        self._connection.execute("CHECKPOINT")
        ledger.append(self._workspace.ledger, load)
        return load

    def _insert(self, table: str, rows: str) -> None:
        columns = self._connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table]
        ).fetchall()
        shape = dump([{name: _json_type(kind) for name, kind in columns}]).decode()
        names = ", ".join(f'"{name}"' for name, _ in columns)
        keyed = self._connection.execute(
            "SELECT count(*) FROM duckdb_constraints() WHERE table_name = ? AND constraint_type = 'PRIMARY KEY'",
            [table],
        ).fetchone()
        insert = "INSERT OR REPLACE" if keyed != (0,) else "INSERT"
        statement = f"{insert} INTO {table} ({names}) SELECT {names} FROM (SELECT unnest(from_json(?::JSON, ?), recursive := true))"  # noqa: S608 - names come from the schema
        self._connection.execute(statement, [rows, shape])

    def query(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._connection.execute(statement, list(parameters)).fetchall()

    def frame(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Any:
        """Return the rows of a query as a pandas DataFrame."""
        return self._connection.execute(statement, parameters or None).df()


def _json_type(kind: str) -> object:
    if kind.endswith("[]"):
        return [_json_type(kind[:-2])]
    return kind


def publish(workspace: Workspace) -> None:
    """Copy the store to a new file, with what readers ask for worked out.

    Put it where readers look, in one step.
    """
    _copy(workspace, workspace.published, summarised=True)


def back_up(workspace: Workspace, target: Path) -> None:
    """Copy the store, checked against its ledger, to `target` in one step."""
    _copy(workspace, target, summarised=False)


def _copy(workspace: Workspace, target: Path, *, summarised: bool) -> None:
    import duckdb

    with _lock(workspace.writer_lock):
        _connect(workspace).close()
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
            loads = frozenset(load.load_id for load in _loads(connection))
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
    with _lock(workspace.writer_lock):
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
    with _lock(workspace.writer_lock):
        for path in (workspace.store, workspace.ledger, workspace.store.with_name(workspace.store.name + ".wal")):
            if path.exists():
                path.replace(spare(path.with_name(f"{path.name}.damaged")))
