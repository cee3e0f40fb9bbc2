"""The read side of the metrics store.

Opens the published snapshot read-only and locked down, and again when it is replaced.

Readers never open the store itself: one connected reader would keep the writer out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from content_quality.adapters.store import schema
from content_quality.adapters.store.summaries import provide
from content_quality.core.records import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LIMITS = {
    "python_enable_replacements": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "memory_limit": "512MB",  # a page over 1 M findings stays below 200 MB
    "threads": "2",
}

T = TypeVar("T")


class Unreadable(Enum):
    """Why no snapshot can be shown."""

    MISSING = "missing"
    UNKNOWN_SCHEMA = "unknown schema"
    DAMAGED = "damaged"


class SnapshotUnreadable(Exception):  # noqa: N818 - names the state
    """The published snapshot cannot be read; `reason` says which page to show."""

    def __init__(self, reason: Unreadable, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Session:
    """One request's view of one snapshot: every query sees the same file."""

    cursor: DuckDBPyConnection
    published_at: datetime  # UTC, when the snapshot was put where readers look
    kept: dict[object, object] = field(
        default_factory=dict
    )  # shared by all sessions of this snapshot, which never changes

    def rows(self, build: Callable[..., T], statement: str, parameters: Mapping[str, object] | None = None) -> list[T]:
        """Return the rows of `statement`, each built from its columns by name.

        The store's timestamps come with their zone, which is UTC.
        """
        self.cursor.execute(statement, parameters or {})
        columns = self.cursor.description or ()
        names = [column[0] for column in columns]
        times = [name for name, kind, *_ in columns if str(kind) == "TIMESTAMP"]
        return [build(**_in_utc(dict(zip(names, row, strict=True)), times)) for row in self.cursor.fetchall()]

    def row(self, build: Callable[..., T], statement: str, parameters: Mapping[str, object] | None = None) -> T | None:
        """Return the first row of `statement`, or None."""
        return next(iter(self.rows(build, statement, parameters)), None)

    def number(self, statement: str, parameters: Mapping[str, object] | None = None) -> int:
        """Return the one number `statement` asks for."""
        row = self.cursor.execute(statement, parameters or {}).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def once(self, build: Callable[..., T], statement: str) -> list[T]:
        """Return the rows of a statement without parameters, asked once per snapshot."""
        if statement not in self.kept:
            self.kept[statement] = self.rows(build, statement)
        return cast("list[T]", self.kept[statement])


def _in_utc(row: dict[str, Any], times: list[str]) -> dict[str, Any]:
    for name in times:
        row[name] = row[name] and row[name].replace(tzinfo=UTC)
    return row


@dataclass(frozen=True, slots=True)
class _Opened:
    identity: tuple[int, int, int]
    connection: DuckDBPyConnection
    published_at: datetime
    bridges: list[str]
    kept: dict[object, object] = field(default_factory=dict)


class Reader:
    """The published snapshot at `path`; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a short-lived view of the newest snapshot; raise `SnapshotUnreadable` when there is none."""
        import duckdb

        with self._lock:
            opened = self._newest()
            cursor = opened.connection.cursor()
        try:
            cursor.execute("USE store")
            for bridge in opened.bridges:
                cursor.execute(bridge)
            yield Session(cursor, opened.published_at, opened.kept)
        except duckdb.Error as error:
            self._forget(opened)
            raise SnapshotUnreadable(Unreadable.DAMAGED, str(error).splitlines()[0]) from error
        finally:
            cursor.close()

    def _forget(self, opened: _Opened) -> None:
        """Open the file anew next time; sessions that are still under way keep the old one."""
        with self._lock:
            if self._opened is opened:
                self._opened = None

    def _newest(self) -> _Opened:
        try:
            status = self._path.stat()
        except OSError as error:
            self._opened = None
            raise SnapshotUnreadable(Unreadable.MISSING, "nothing has been decided yet") from error
        identity = (status.st_ino, status.st_mtime_ns, status.st_size)
        if self._opened is None or self._opened.identity != identity:
            connection, bridges = _open(self._path)
            self._opened = _Opened(identity, connection, datetime.fromtimestamp(status.st_mtime, UTC), bridges)
        return self._opened


def _open(path: Path) -> tuple[DuckDBPyConnection, list[str]]:
    """Return a connection with the snapshot attached as `store`, and what a session has to run to read an older one.

    Connecting to the file itself would return the old one as long as another connection in this process has it open:
    DuckDB keeps one instance per path. An instance in memory is always new.
    """
    import duckdb

    connection = duckdb.connect(config=dict(LIMITS))
    try:
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS store (READ_ONLY)")
        connection.execute("SET temp_directory = ''")  # nothing is written, not even for a moment
        for setting in ("TimeZone = 'UTC'", "enable_external_access = false", "lock_configuration = true"):
            connection.execute(f"SET {setting}")
        version = schema.version_of(connection, "store")
        if 1 <= version <= schema.newest():
            connection.execute("USE store")
            bridges = schema.bridges(version)
            for bridge in bridges:
                connection.execute(bridge)
            provide(connection)
            return connection, bridges
    except duckdb.Error as error:
        connection.close()
        raise SnapshotUnreadable(Unreadable.DAMAGED, str(error).splitlines()[0]) from error
    connection.close()
    raise SnapshotUnreadable(Unreadable.UNKNOWN_SCHEMA, str(version))


def stored_moment(moment: datetime | None) -> datetime | None:
    """Return a moment as the store's columns hold it: in UTC, without a zone."""
    return moment and moment.astimezone(UTC).replace(tzinfo=None)
