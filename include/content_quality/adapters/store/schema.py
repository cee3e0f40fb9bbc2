"""The schema of the store: numbered migrations, one after the other; the number of the newest is the schema's version.

A migration is a file `migrations/NNNN-what-it-does.sql`. It never changes after a release: the next change is another
file. A new column may be null, for the rows that an earlier version wrote.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from content_quality.adapters.store.ledger import StoreDamaged

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PACKAGE = "content_quality.adapters.store"
# What a reader of an older snapshot sees instead of columns that it has not got yet: by version, table and columns.
ADDED_COLUMNS = {
    2: {
        "findings": {"evidence": "JSON"},
        "post_facts": {"draft": "BOOLEAN", "due": "TIMESTAMP", "expires": "TIMESTAMP"},
    },
    3: {"decisions": {"debt": "BIGINT"}, "batches": {"debt": "BIGINT"}, "set_aside": {"kind": "VARCHAR"}},
    4: {"decisions": {"bundle": "VARCHAR"}},
}


class StoreTooNew(StoreDamaged):
    """A newer version of this program wrote the store; nothing of it was touched."""


@cache
def migrations() -> tuple[tuple[int, str], ...]:
    """Return the number and the statements of every migration, in their order."""
    files = resources.files(PACKAGE).joinpath("migrations").iterdir()
    found = sorted((int(file.name[:4]), file.read_text("utf-8")) for file in files if file.name.endswith(".sql"))
    assert [number for number, _ in found] == list(range(1, len(found) + 1)), "migrations are numbered without a gap"
    return tuple(found)


def newest() -> int:
    """Return the version of the schema that this program writes."""
    return migrations()[-1][0]


def version_of(connection: DuckDBPyConnection, catalogue: str = "") -> int:
    """Return the version of an open store, 0 when it is empty."""
    of = f"AND database_name = '{catalogue}'" if catalogue else "AND NOT internal"
    tables = connection.execute(
        f"SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_version' {of}"  # noqa: S608 - a constant
    ).fetchone()
    if tables == (0,):
        return 0
    table = f"{catalogue}.schema_version" if catalogue else "schema_version"
    row = connection.execute(f"SELECT max(version) FROM {table}").fetchone()  # noqa: S608 - a constant
    return int(row[0]) if row and row[0] is not None else 0


def refuse_newer(version: int) -> None:
    """Raise `StoreTooNew` for a schema that this program does not know."""
    if version > newest():
        raise StoreTooNew(
            f"the store has schema {version}; this program knows {newest()} and earlier ones. A newer version of content-quality "  # noqa: E501 - SQL
            "wrote the store. Install that version again, or set the store aside and run: content-quality rebuild"
        )


def upgrade(connection: DuckDBPyConnection, until: int | None = None) -> int:
    """Apply the migrations that a store has not got, each in a transaction, and return its version.

    Raise `StoreTooNew` for the store of a newer program.
    """
    version = version_of(connection)
    refuse_newer(version)
    for number, statements in migrations():
        if version < number <= (until or newest()):
            connection.begin()
            try:
                connection.execute(statements)
                connection.execute("INSERT INTO schema_version VALUES (?)", [number])
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            version = number
    return version


def bridges(version: int) -> list[str]:
    """Return statements that let a session read a snapshot of an earlier `version`: its new columns are null."""
    added: dict[str, dict[str, str]] = {}
    for number, tables in ADDED_COLUMNS.items():
        for table, columns in tables.items() if number > version else ():
            added.setdefault(table, {}).update(columns)
    return [
        f"CREATE TEMP VIEW {table} AS SELECT *, rowid, "  # noqa: S608 - constants of this module
        f"{', '.join(f'NULL::{kind} AS {name}' for name, kind in columns.items())} FROM store.main.{table}"
        for table, columns in added.items()
    ]
