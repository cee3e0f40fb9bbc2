"""What the inspection of a shard leaves for the comparison: versions of posts in compressed columns (Parquet).

The comparison loads them as they are, and no post is read and parsed a second time. A file of other settings or of
another
algorithm has another name; one that is missing or damaged is made anew from the snapshots by whoever needs it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from content_quality.adapters.fingerprints.columns import TABLES, columns
from content_quality.adapters.state.files import sync
from content_quality.core.cross_post.passages import PostVersion

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class VersionsDamaged(Exception):  # noqa: N818 - names the state
    """The files of a shard cannot be read."""


OPTIONS = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"


def write_versions(folder: Path, versions: Sequence[PostVersion]) -> None:
    """Replace `folder` by the columns of `versions`; a reader sees all of them or none."""
    import duckdb

    made = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    connection = duckdb.connect()
    try:
        connection.execute("SET threads = 1")
        for table, found in columns(1, versions).items():
            connection.register("fresh", found)
            connection.execute(f"COPY (SELECT * FROM fresh) TO '{_quoted(made / f'{table}.parquet')}' {OPTIONS}")  # noqa: S608 - our own path
            connection.unregister("fresh")
    finally:
        connection.close()
    for table in TABLES:
        sync(made / f"{table}.parquet")
    shutil.rmtree(folder, ignore_errors=True)
    made.rename(folder)
    sync(folder.parent)


def has_versions(folder: Path) -> bool:
    """Return whether `folder` holds the columns of versions."""
    return all((folder / f"{table}.parquet").is_file() for table in TABLES)


def stage(connection: DuckDBPyConnection, folder: Path) -> None:
    """Read the columns in `folder` into temporary tables called fresh_editions, fresh_passages and fresh_prints.

    Raise `VersionsDamaged` when they cannot be read.
    """
    import duckdb

    for table in TABLES:
        path = _quoted(folder / f"{table}.parquet")
        try:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh_{table} AS SELECT * FROM read_parquet('{path}')")  # noqa: S608 - our own path
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            raise VersionsDamaged(f"{folder.name} cannot be read: {error}"[:200]) from error


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
