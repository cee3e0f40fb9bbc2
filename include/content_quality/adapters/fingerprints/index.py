"""The open fingerprint index: add and remove versions of posts.

Find what a few of them share with all the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content_quality.adapters.fingerprints import lookup
from content_quality.adapters.fingerprints.changes import LOAD, REMOVE, TAKEN
from content_quality.adapters.fingerprints.columns import (
    EDITION_COLUMNS,
    PASSAGE_COLUMNS,
    Columns,
    columns,
    passage,
    post_version,
    texts,
)
from content_quality.adapters.fingerprints.version_files import stage
from content_quality.core.cross_post.passages import Passage, PostVersion
from content_quality.core.records import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PASSAGES = f"SELECT {PASSAGE_COLUMNS} FROM passages"  # noqa: S608 - constants
WITH_NUMBERS = "WHERE passage IN (SELECT unnest(?::UBIGINT[]))"
GATHER = f"CREATE OR REPLACE TEMP TABLE gathered AS {PASSAGES} {WITH_NUMBERS}"
EDITIONS = f"SELECT {EDITION_COLUMNS} FROM editions"  # noqa: S608 - constants
SHARED = """
    SELECT any_value(passages.text), any_value(passages.weight), list(DISTINCT editions.path ORDER BY editions.path),
    min(passages.passage)
    FROM passages JOIN editions USING (edition)
    GROUP BY exact HAVING count(DISTINCT editions.post_id) >= ?
    ORDER BY count(DISTINCT editions.post_id) DESC, 4
"""
NUMBERS = """
    SELECT post_id, sha256, edition FROM editions SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS post_id,
    unnest(?::VARCHAR[]) AS sha256) AS wanted
    USING (post_id, sha256)
"""
FIRST_SEEN = "SELECT post_id, min(first_seen) FROM editions SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS post_id) AS wanted USING (post_id) GROUP BY post_id"  # noqa: E501 - SQL
# Names are looked up where they lie: a reader of an archive of 100,000 posts needs those of a batch.
NAMED_BY_MORE = """
    SELECT name FROM (SELECT post_id, unnest(names) AS name FROM editions) SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS
    name) AS wanted USING (name)
    GROUP BY name HAVING count(DISTINCT post_id) > ?
"""
CALLED = """
    SELECT DISTINCT name FROM (SELECT unnest(called) AS name FROM editions) SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS
    name) AS wanted USING (name)
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage of the index and the edition it stands in, by their numbers."""

    number: int
    post_version: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Shared:
    """A paragraph that several posts hold: its folded letters, and their paths."""

    text: str
    weight: int
    paths: tuple[str, ...]
    passage: int  # the first of them


class Index:
    """An open index."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    def known(self) -> dict[tuple[str, str], int]:
        """Return the number of each edition by its post_id and sha256."""
        rows = self._rows("SELECT post_id, sha256, edition FROM editions")
        return {(post_id, sha256): post_version for post_id, sha256, post_version in rows}

    def numbers(self, versions: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return the number of each edition that is one of `versions`, by post_id and sha256, in their order."""
        names, digests = list(texts([name for name, _ in versions])), [digest for _, digest in versions]
        rows = self._rows(NUMBERS, [names, digests])
        found = {(post_id, sha256): post_version for post_id, sha256, post_version in rows}
        return {key: found[key] for key in versions if key in found}

    def first_seen(self, post_ids: Collection[str]) -> dict[str, str]:
        """Return when each of these posts was first seen."""
        return dict(self._rows(FIRST_SEEN, [list(texts(post_ids))]))

    def remove(self, post_versions: Sequence[int]) -> None:
        """Forget the editions with these numbers."""
        if not post_versions:
            return
        self._connection.begin()
        for statement in REMOVE:
            self._connection.execute(statement, [list(post_versions)])
        self._connection.commit()

    def add(self, post_versions: Iterable[PostVersion]) -> None:
        """Add `editions` in one transaction; one that is there already is replaced, so that a retry changes nothing."""
        added = list(post_versions)
        self._forget((version.post_id, version.sha256) for version in added)
        with self._transaction():
            for table, found in columns(self._next(), added).items():
                self._insert(table, found)

    def load(self, folder: Path, wanted: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
        """Add those versions in the files of `folder` that are `wanted`; return their post_ids and sha256.

        `wanted` holds when each was first seen. Raise `VersionsDamaged` when the files cannot be read.
        """
        stage(self._connection, folder)
        found = [(post_id, sha256) for post_id, sha256 in self._rows("SELECT post_id, sha256 FROM fresh_editions")]
        taken = [key for key in found if key in wanted]
        self._forget(taken)
        names, digests = [post_id for post_id, _ in taken], [sha256 for _, sha256 in taken]
        with self._transaction():
            self._connection.execute(TAKEN, [self._next(), names, digests, [wanted[key] for key in taken]])
            for statement in LOAD:
                self._connection.execute(statement)
        return taken

    def _forget(self, versions: Iterable[tuple[str, str]]) -> None:
        self.remove(list(self.numbers(list(versions)).values()))

    def learn(self, post_versions: Sequence[int], common: int) -> None:
        """Count how many posts hold each fingerprint of `editions`: what more than `common` hold leads nowhere."""
        lookup.count(self._connection, post_versions, common)

    def follow(self, post_versions: Sequence[int]) -> None:
        """Prepare `near` for `editions`, whose fingerprints have been counted."""
        lookup.follow(self._connection, post_versions)

    def leave(self) -> None:
        """End the work of `follow`."""
        lookup.leave(self._connection)

    def near(self, post_versions: Sequence[int], most: int, common: int) -> list[tuple[int, int, bool]]:
        """Return passages of `editions`, at most `most` others each that share their rarest fingerprints.

        And whether they share so many that they may be alike in part.
        """
        return lookup.near(self._connection, post_versions, most, common)

    def equal(self, post_versions: Sequence[int]) -> list[tuple[int, int]]:
        """Return passages of `editions`, and passages of others with the very same letters."""
        return self._rows(lookup.EXACT, {"editions": list(post_versions), "most": lookup.PER_EXACT})

    def passages(self, numbers: Iterable[int]) -> dict[int, Placed]:
        """Return the passages with these numbers."""
        self.gather(numbers)
        return self.gathered(numbers)

    def gather(self, numbers: Iterable[int]) -> None:
        """Lay the passages with these numbers out for `gathered`: it unpacks the archive's letters once, for many."""
        self._connection.execute(GATHER, [list(numbers)])

    def gathered(self, numbers: Iterable[int]) -> dict[int, Placed]:
        """Return those passages with these numbers that are laid out."""
        rows = self._rows(f"SELECT {PASSAGE_COLUMNS} FROM gathered {WITH_NUMBERS}", [list(numbers)])  # noqa: S608 - constants
        return {row[0]: Placed(row[0], row[1], passage(row)) for row in rows}

    def passages_of(self, post_versions: Sequence[int]) -> list[Placed]:
        """Return all passages of `editions`, in their order in the posts."""
        rows = self._rows(
            f"{PASSAGES} WHERE edition IN (SELECT unnest(?::UINTEGER[])) ORDER BY passage", [list(post_versions)]
        )
        return [Placed(row[0], row[1], passage(row)) for row in rows]

    def blocks(self, post_versions: Iterable[int]) -> dict[int, list[int]]:
        """Return the blocks that hold the passages of each edition, in order."""
        rows = self._rows(
            "SELECT edition, list(block ORDER BY passage) FROM passages WHERE edition IN (SELECT unnest(?::UINTEGER[])) GROUP BY 1",  # noqa: E501 - SQL
            [list(post_versions)],
        )
        return dict(rows)

    def post_versions(self, numbers: Iterable[int]) -> dict[int, PostVersion]:
        """Return the editions with these numbers, without their passages."""
        rows = self._rows(f"{EDITIONS} WHERE edition IN (SELECT unnest(?::UINTEGER[]))", [list(numbers)])
        return {row[0]: post_version(row) for row in rows}

    def named_by_more(self, names: Collection[str], posts: int) -> frozenset[str]:
        """Return those of `names` that more than `posts` posts have."""
        return (
            frozenset(name for (name,) in self._rows(NAMED_BY_MORE, [list(texts(names)), posts]))
            if names
            else frozenset()
        )

    def called(self, names: Collection[str]) -> frozenset[str]:
        """Return those of `names` by which posts refer to one that is here."""
        return frozenset(name for (name,) in self._rows(CALLED, [list(texts(names))])) if names else frozenset()

    def shared(self, posts: int) -> list[Shared]:
        """Return the paragraphs that at least `posts` posts hold, the most frequent first."""
        return [
            Shared(text, weight, tuple(paths), passage) for text, weight, paths, passage in self._rows(SHARED, [posts])
        ]

    def _next(self) -> int:
        return int(self._rows("SELECT coalesce(max(edition), 0) + 1 FROM editions")[0][0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        import duckdb

        self._connection.begin()
        try:
            yield
            self._connection.commit()
        except BaseException:
            with suppress(duckdb.TransactionException):  # what a failed commit has ended
                self._connection.rollback()
            raise

    def _insert(self, table: str, found: Columns) -> None:
        if not len(next(iter(found.values()))):
            return
        names = ", ".join(f'"{name}"' for name in found)
        self._connection.register("fresh", found)
        self._connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM fresh")  # noqa: S608 - names of this module
        self._connection.unregister("fresh")

    def _rows(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, parameters or None).fetchall()
