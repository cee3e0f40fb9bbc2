"""The one writer of the metrics store: a file lock, a ledger, and bulk loads in one transaction each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content_quality.adapters.state.files import dump
from content_quality.adapters.state.locks import Locked, locked
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store import ledger, schema
from content_quality.adapters.store.damage import is_damage
from content_quality.adapters.store.ledger import Load, StoreDamaged
from content_quality.core.records import dataclass

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
    """Open the store for writing, alone; check it against the ledger first.

    Raise `StoreDamaged` at whatever moment the file turns out to be cut or overwritten.
    """
    import duckdb

    with lock(workspace.writer_lock):
        try:
            with closing(connect(workspace)) as connection:
                yield Writer(connection, workspace)
        except duckdb.Error as error:
            if not is_damage(error):
                raise
            raise StoreDamaged(f"the store cannot be read: {str(error).splitlines()[0]}") from error


@contextmanager
def lock(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of the writer at `path`; raise `StoreLocked` when another process holds it for `seconds`."""
    try:
        with locked(path, seconds):
            yield
    except Locked:
        raise StoreLocked(f"another process has held {path.name} for {seconds:.0f} s") from None


def connect(workspace: Workspace) -> DuckDBPyConnection:
    """Open the store, checked against its ledger and in the newest schema; raise `StoreDamaged` if it is not whole."""
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
        for load in ledger.compare(in_ledger, loads_in(connection)):
            ledger.append(workspace.ledger, load)
    except BaseException:
        connection.close()
        raise
    return connection


def loads_in(connection: DuckDBPyConnection) -> list[Load]:
    """Return the loads that the store holds."""
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
        tables: Iterable[TableRows],
        then: Sequence[tuple[str, Sequence[object]]] = (),
        source: str = "",
    ) -> Load:
        """Load `tables` in one transaction, run the statements `then` in it, checkpoint, and write the ledger.

        A repeat with the same rows changes nothing: rows replace those that their table's condition names. Tables are
        taken one by one, so that not all of them need to be in memory.
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
        statement = f"{insert} INTO {table} ({names}) SELECT {names} FROM (SELECT unnest(from_json(?::JSON, ?), recursive := true))"  # noqa: E501, S608 - SQL of names of ours
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
