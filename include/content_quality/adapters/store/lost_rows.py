"""Compare two stores: which tables of the one hold rows that the other lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
            names = ", ".join(f'"{name}"' for name in columns)
            try:
                row = connection.execute(
                    f"SELECT count(*) FROM (SELECT {names} FROM old.{table} EXCEPT ALL SELECT {names} FROM fresh.{table})"  # noqa: E501, S608 - SQL of names of ours
                ).fetchone()
            except duckdb.Error as error:
                yield f"the table {table} cannot be compared: {str(error).splitlines()[0]}"
                continue
            if row and row[0]:
                yield f"{row[0]} rows of the table {table} are not in the files"
    finally:
        connection.close()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
