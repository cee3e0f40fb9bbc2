"""Compare two stores: which tables of the one hold rows that the other lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from content_quality.adapters.store.schema import ADDED_COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOT_COMPARED = ("schema_version", "loads")
OF_THE_LOAD = ("loaded_at",)  # when rows were loaded, which differs between two loads of the same rows
TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY table_name"
COLUMNS = """
    SELECT column_name FROM duckdb_columns() WHERE database_name = 'old' AND table_name = ?
    INTERSECT SELECT column_name FROM duckdb_columns() WHERE database_name = 'fresh' AND table_name = ?
    ORDER BY 1
"""


def lost_rows(old: Path, fresh: Path) -> Iterator[str]:
    """Yield one line for each table of `old` with rows that `fresh` lacks; nothing when `old` cannot be read."""
    import duckdb

    if not old.exists():
        return
    connection = duckdb.connect()
    try:
        try:
            connection.execute(f"ATTACH '{_quoted(old)}' AS old (READ_ONLY)")
            tables = [name for (name,) in connection.execute(TABLES, ["old"]).fetchall() if name not in NOT_COMPARED]
        except duckdb.Error:
            return  # the store in use is what is damaged; its ledger says what it held
        connection.execute(f"ATTACH '{_quoted(fresh)}' AS fresh (READ_ONLY)")
        for table in tables:
            columns = [
                name for (name,) in connection.execute(COLUMNS, [table, table]).fetchall() if name not in OF_THE_LOAD
            ]
            try:
                lost = _lost(connection, table, columns)
            except duckdb.Error as error:
                yield f"the table {table} cannot be compared: {str(error).splitlines()[0]}"
                continue
            if lost:
                yield f"{lost} rows of the table {table} are not in the files"
    finally:
        connection.close()


def _lost(connection: DuckDBPyConnection, table: str, columns: Sequence[str]) -> int:
    """Return how many rows of the old `table` the fresh one lacks.

    A column that a migration added is null in the rows of earlier versions; the fresh store has a value there.
    """
    added = [name for name in columns if any(name in tables.get(table, ()) for tables in ADDED_COLUMNS.values())]
    always = [name for name in columns if name not in added]
    compared = [(always, "true"), *(([*always, name], f'"{name}" IS NOT NULL') for name in added)]
    counts = []
    for names, which in compared:
        of = ", ".join(f'"{name}"' for name in names)
        statement = f"SELECT {of} FROM old.{table} WHERE {which} EXCEPT ALL SELECT {of} FROM fresh.{table}"  # noqa: S608 - names of ours
        row = connection.execute(f"SELECT count(*) FROM ({statement})").fetchone()  # noqa: S608 - the same
        counts.append(int(row[0]) if row else 0)
    return max(counts)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
