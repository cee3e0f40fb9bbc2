"""Whether an error of DuckDB is about what a file holds, and not about what was asked."""

from __future__ import annotations

# An `IOException` of DuckDB 2.0 about what the file holds; any other is about the machine: locked, disk full, no
# permission.
OF_THE_FILE = ("not a valid DuckDB database file", "Could not read enough bytes", "Corrupt", "version number")


def is_damage(error: Exception) -> bool:
    """Return whether `error` is about what the file holds; a block whose checksum is wrong comes as the plain class."""
    import duckdb

    of_the_file = isinstance(error, duckdb.IOException) and any(words in str(error) for words in OF_THE_FILE)
    return (
        type(error) is duckdb.Error
        or of_the_file
        or isinstance(error, duckdb.SerializationException | duckdb.InternalException | duckdb.FatalException)
    )
