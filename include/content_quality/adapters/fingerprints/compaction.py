"""The file of the index written anew when much of it is free.

DuckDB fills free blocks again and gives none back: after loads in many steps up to a third of the file is free. Written
anew it is smaller still, and is searched in half the time: all fingerprints are in order of their hash, where each load
brought an order of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from content_quality.adapters.state.files import sync
from content_quality.adapters.store.damage import is_damage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FREE_SHARE = 0.2  # of the blocks, from which writing them anew is worth the time
FREE_BLOCKS = 8  # of 256 kB each: a small file may have more free blocks than others
SLICE = 10_000_000  # fingerprints that are sorted at a time: bounds memory
HASHES = 1 << 32
SCHEMA = "schema.sql"
# In the order in which they are there: a version that comes later has a higher number.
IN_ORDER = ("about", "editions", "passages", "frequencies")
PRINTS = "INSERT INTO prints SELECT hash, passage FROM old.prints WHERE hash BETWEEN ? AND ? ORDER BY hash, passage"


def schema() -> str:
    """Return the statements that make the tables of an index."""
    return resources.files("content_quality.adapters.fingerprints").joinpath(SCHEMA).read_text("utf-8")


def is_loose(connection: DuckDBPyConnection) -> bool:
    """Return whether so many blocks of the open index are free that its file should be written anew."""
    row = connection.execute("SELECT total_blocks, free_blocks FROM pragma_database_size()").fetchall()[0]
    total, free = int(row[0]), int(row[1])
    return free >= FREE_BLOCKS and free > FREE_SHARE * total


def write_anew(path: Path, config: dict[str, str]) -> None:
    """Put a copy without free blocks in the place of the index at `path`, which nobody has open, in one step.

    What stands in the way, such as a full disk, leaves the index as it is; damage is raised.
    """
    import duckdb

    fresh = path.with_name(f".{path.name}.tmp")
    log = fresh.with_name(f"{fresh.name}.wal")
    if path.with_name(f"{path.name}.wal").exists():
        return  # something is still to be written to it
    _remove(fresh, log)
    try:
        _copy(path, fresh, config)
        if not log.exists():  # else it could not be written whole
            sync(fresh)
            fresh.replace(path)
            sync(path.parent)
    except duckdb.Error as error:
        if is_damage(error):
            raise
    except OSError:
        pass
    finally:
        with suppress(OSError):
            _remove(fresh, log)


def _copy(path: Path, fresh: Path, config: dict[str, str]) -> None:
    import duckdb

    connection = duckdb.connect(str(fresh), config={**config, "enable_external_access": "true"})
    try:
        connection.execute(f"ATTACH '{_quoted(path)}' AS old (READ_ONLY)")
        connection.execute("SET enable_external_access = false")
        connection.execute(schema())
        for table in IN_ORDER:
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM old.{table}")  # noqa: S608 - constants
        for first, last in _slices(connection.execute("SELECT count(*) FROM old.prints").fetchall()[0][0]):
            connection.execute(PRINTS, [first, last])
        connection.execute("CHECKPOINT")  # closing says nothing when it cannot write
    finally:
        connection.close()


def _slices(prints: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of hashes, each of which some `SLICE` of so many fingerprints have."""
    count = -(-prints // SLICE) or 1
    for number in range(count):
        yield HASHES * number // count, HASHES * (number + 1) // count - 1


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
