"""The file of the fingerprint index: opened by one writer or many readers.

One that cannot be read is put aside, not believed.

What a disk did to the file is told from what merely stands in the way for now, such as a lock, a full disk or too
little
memory: only the former is damage. The damaged file is kept as evidence, and the next writer begins anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from content_quality.adapters.fingerprints import compaction
from content_quality.adapters.fingerprints.index import Index
from content_quality.adapters.state.locks import locked
from content_quality.adapters.store.damage import is_damage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ALGORITHM = "0-mod-p/4"  # raise it when passages or fingerprints are made otherwise
LOCKED_DOWN = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "memory_limit": "700MB",
}
LOCKED = "Could not set lock on file"


class IndexMissing(Exception):  # noqa: N818 - names the state
    """The index has not been built, or was made by another program."""


class IndexDamaged(IndexMissing):
    """The index could not be read and was put aside: from here on it is missing."""


class IndexLocked(Exception):  # noqa: N818 - names the state
    """Another program has the index open at this moment; nothing is wrong with it."""


def evidence(path: Path) -> Path:
    """Return where the index at `path` lies after it was found damaged; the newest one is kept."""
    return path.with_name(f"{path.name}.damaged")


@contextmanager
def writing(path: Path, made_with: str, versions: Path | None = None) -> Iterator[Index]:
    """Open the index for writing, alone; one made with other settings is thrown away first.

    It can load files of the folder `versions`, and opens no other file.

    Raises `IndexDamaged` when it cannot be read, at whatever moment: open it again to begin anew. Raises `IndexLocked`.
    """
    with locked(_lock_file(path)), _put_aside_when_damaged(path):
        try:
            connection = _opened(path, made_with, versions)
        except IndexMissing:
            _remove(path)
            connection = _opened(path, made_with, versions)
        try:
            yield Index(connection)
            connection.execute("CHECKPOINT")
            is_loose = compaction.is_loose(connection)
        finally:
            connection.close()
        if is_loose:
            compaction.write_anew(path, LOCKED_DOWN)


@contextmanager
def reading(path: Path) -> Iterator[Index]:
    """Open the index for reading, beside other readers.

    Raise `IndexMissing`, `IndexDamaged` or `IndexLocked` when that cannot be.
    """
    import duckdb

    # The lock of a reader ends before a damaged file is moved: that takes the lock of a writer.
    with _put_aside_when_damaged(path, readers=True), locked(_lock_file(path), shared=True):
        if not path.exists():
            raise IndexMissing("the fingerprint index has not been built")
        connection = duckdb.connect(str(path), read_only=True, config=dict(LOCKED_DOWN))
        try:
            yield Index(connection)
        finally:
            connection.close()


def _lock_file(path: Path) -> Path:
    return path.with_suffix(".lock")


@contextmanager
def _put_aside_when_damaged(path: Path, *, readers: bool = False) -> Iterator[None]:
    """Move the index away when what it holds cannot be read, and raise `IndexDamaged`; it is then built anew."""
    import duckdb

    opened = _identity(path)
    try:
        yield
    except duckdb.Error as error:
        if LOCKED in str(error):
            raise IndexLocked(
                "another program has the fingerprint index open; it is looked up again at the next attempt"
            ) from error
        if not is_damage(error):
            raise
        if readers:
            with locked(_lock_file(path)):
                _put_aside(path, opened)
        else:
            _put_aside(path, _identity(path))
        raise IndexDamaged(f"the fingerprint index is damaged; it was put aside as {evidence(path).name}") from error


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at `path` from one that has taken its place, None when there is none."""
    with suppress(FileNotFoundError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


def _put_aside(path: Path, opened: tuple[int, int] | None) -> None:
    """Keep the file that was `opened` as evidence, unless another process did so and has built a new one meanwhile."""
    if opened is None or _identity(path) != opened:
        return
    wal, kept = path.with_name(f"{path.name}.wal"), evidence(path)
    kept.with_name(f"{kept.name}.wal").unlink(missing_ok=True)
    if wal.exists():
        wal.replace(kept.with_name(f"{kept.name}.wal"))
    path.replace(kept)


def _remove(path: Path) -> None:
    for stale in (path, path.with_name(f"{path.name}.wal")):
        stale.unlink(missing_ok=True)


def _opened(path: Path, made_with: str, versions: Path | None) -> DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(str(path), config={**LOCKED_DOWN, "enable_external_access": "true"})
    try:
        if versions is not None:
            folder = str(versions).replace("'", "''")
            connection.execute(f"SET allowed_directories = ['{folder}/']")
        connection.execute("SET enable_external_access = false")  # but for these: it cannot be taken back
        wanted = f"{ALGORITHM} {made_with}"
        connection.execute(compaction.schema())
        found = connection.execute("SELECT made_with FROM about").fetchone()
        if found is None:
            connection.execute("INSERT INTO about VALUES (?)", [wanted])
        elif found != (wanted,):
            raise IndexMissing("the index was made with other settings")  # noqa: TRY301 - closes the connection like any failure
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        connection.close()
        raise IndexMissing("the index was made by another program") from error
    except BaseException:
        connection.close()
        raise
    return connection
