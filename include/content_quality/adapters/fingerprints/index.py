"""The open fingerprint index: add and remove versions of posts, and find what a few of them share with all the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from content_quality.core.cross_post.fingerprints import fingerprints
from content_quality.core.cross_post.passages import Passage, PostVersion
from content_quality.core.findings import Span
from content_quality.core.text.characters import codes_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HASHES = (
    1 << 32
)  # fingerprints are 32 bits: at 50 M of them one in a hundred meets a stranger, which verification sends away
PER_RANGE = 24  # fingerprints of a passage that are followed in one range, the rarest first: what a copy shares is rare
PER_PASSAGE = 32  # candidates of a passage that one range of fingerprints hands on

REMOVE = (
    "DELETE FROM prints WHERE passage IN (SELECT passage FROM passages WHERE edition IN (SELECT unnest(?::UINTEGER[])))",
    "DELETE FROM passages WHERE edition IN (SELECT unnest(?::UINTEGER[]))",
    "DELETE FROM editions WHERE edition IN (SELECT unnest(?::UINTEGER[]))",
)
MINE = "CREATE OR REPLACE TEMP TABLE mine AS SELECT passage, edition FROM passages WHERE edition IN (SELECT unnest(?::UINTEGER[]))"
ASKED = """
    CREATE OR REPLACE TEMP TABLE asked AS
    SELECT hash, passage FROM prints
    WHERE passage BETWEEN ? AND ? AND hash BETWEEN ? AND ? AND passage IN (SELECT passage FROM mine)
"""
# One pass over the archive's fingerprints in the range; everything behind it is small. A join, and not IN: DuckDB
# filters
# the scan by its Bloom filter.
MET = """
    CREATE OR REPLACE TEMP TABLE met AS
    SELECT prints.hash, prints.passage FROM prints JOIN (SELECT DISTINCT hash FROM asked) AS wanted USING (hash)
    WHERE prints.hash BETWEEN ? AND ?
"""
# Tables of their own: joined before turns of phrase have gone, the pairs would be a hundred times as many, and before
# each
# passage is down to its rarest fingerprints, those of a batch that is a whole archive would grow with its square.
COUNTS = "CREATE OR REPLACE TEMP TABLE counts AS SELECT hash, count(*) AS places FROM met GROUP BY hash HAVING count(*) BETWEEN 2 AND ?"
RAREST = """
    CREATE OR REPLACE TEMP TABLE rarest AS
    SELECT asked.passage, hash, counts.places FROM asked JOIN counts USING (hash)
    QUALIFY row_number() OVER (PARTITION BY asked.passage ORDER BY counts.places, hash) <= ?
"""
PAIRS = """
    CREATE OR REPLACE TEMP TABLE pairs AS
    SELECT rarest.passage AS passage, met.passage AS other, sum(1.0 / rarest.places) AS weight
    FROM rarest JOIN met USING (hash)
    WHERE rarest.passage <> met.passage
    GROUP BY rarest.passage, met.passage
"""
# One join at a time: with both in one statement DuckDB may begin with all passages that differ from all others.
PLACED = """
    CREATE OR REPLACE TEMP TABLE placed AS
    SELECT pairs.*, own.edition, own.exact FROM pairs JOIN passages AS own ON own.passage = pairs.passage
"""
CANDIDATES = """
    SELECT placed.passage, placed.other, placed.weight
    FROM placed JOIN passages AS found ON found.passage = placed.other
    WHERE placed.edition <> found.edition AND placed.exact <> found.exact
    QUALIFY row_number() OVER (PARTITION BY placed.passage ORDER BY placed.weight DESC, placed.other) <= ?
"""
# The first places of each paragraph before any pairs: boilerplate on both sides would be pairs by the million.
EXACT = """
    WITH own AS (SELECT passage, edition, exact FROM passages WHERE edition IN (SELECT unnest($editions::UINTEGER[]))),
    places AS (
        SELECT passage, edition, exact FROM passages WHERE exact IN (SELECT exact FROM own)
        QUALIFY row_number() OVER (PARTITION BY exact ORDER BY passage) <= $most
    )
    SELECT own.passage, places.passage FROM own JOIN places ON own.exact = places.exact WHERE places.edition <>
    own.edition
"""
PASSAGES = 'SELECT passage, edition, block, exact, weight, line, "column", end_line, end_column, text FROM passages'
EDITIONS = "SELECT edition, post_id, path, sha256, title, language, names, series, date, weight, whole, first_seen FROM editions"
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
FIRST_SEEN = "SELECT post_id, min(first_seen) FROM editions SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS post_id) AS wanted USING (post_id) GROUP BY post_id"
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
PER_EXACT = 64  # places of one paragraph that are looked at; boilerplate stands in thousands


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
        """Return the number of each edition that is one of `versions`, by its post_id and sha256, in the order of `versions`."""
        names, digests = list(_texts([name for name, _ in versions])), [digest for _, digest in versions]
        rows = self._rows(NUMBERS, [names, digests])
        found = {(post_id, sha256): post_version for post_id, sha256, post_version in rows}
        return {key: found[key] for key in versions if key in found}

    def first_seen(self, post_ids: Collection[str]) -> dict[str, str]:
        """Return when each of these posts was first seen."""
        return dict(self._rows(FIRST_SEEN, [list(_texts(post_ids))]))

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
        import duckdb

        added = list(post_versions)
        known = self.known()
        self.remove(
            [known[key] for post_version in added if (key := (post_version.post_id, post_version.sha256)) in known]
        )
        edition_number = self._next("editions", "edition")
        passage_number = self._next("passages", "passage")
        placed = [
            (edition_number + index, passage)
            for index, post_version in enumerate(added)
            for passage in post_version.passages
        ]
        prints = [fingerprints(codes_of(passage.text)) for _, passage in placed]
        hashes = np.concatenate([*prints, np.zeros(0, np.uint32)])
        owners = np.repeat(
            np.arange(passage_number, passage_number + len(placed), dtype=np.uint32), [len(found) for found in prints]
        )
        order = np.argsort(hashes, kind="stable")
        self._connection.begin()
        try:
            self._insert("editions", _post_version_columns(edition_number, added))
            self._insert("passages", _passage_columns(passage_number, placed))
            self._insert("prints", {"hash": hashes[order].astype(np.uint32), "passage": owners[order]})
            self._connection.commit()
        except BaseException:
            with suppress(duckdb.TransactionException):  # what a failed commit has ended
                self._connection.rollback()
            raise

    def candidates(
        self, post_versions: Sequence[int], bounds: tuple[int, int], common: int
    ) -> list[tuple[int, int, float]]:
        """Return passages of `editions`, passages of others that share fingerprints within `bounds`, and how much that says."""
        self._connection.execute(MINE, [list(post_versions)])
        edges = self._rows("SELECT min(passage), max(passage) FROM mine")[0]
        if edges[0] is None:
            return []
        self._connection.execute(ASKED, [*edges, *bounds])
        self._connection.execute(MET, list(bounds))
        self._connection.execute(COUNTS, [common])
        self._connection.execute(RAREST, [PER_RANGE])
        self._connection.execute(PAIRS)
        self._connection.execute(PLACED)
        return self._rows(CANDIDATES, [PER_PASSAGE])

    def equal(self, post_versions: Sequence[int]) -> list[tuple[int, int]]:
        """Return passages of `editions`, and passages of others with the very same letters."""
        return self._rows(EXACT, {"editions": list(post_versions), "most": PER_EXACT})

    def passages(self, numbers: Iterable[int]) -> dict[int, Placed]:
        """Return the passages with these numbers."""
        rows = self._rows(f"{PASSAGES} WHERE passage IN (SELECT unnest(?::UINTEGER[]))", [list(numbers)])
        return {row[0]: Placed(row[0], row[1], _passage(row)) for row in rows}

    def passages_of(self, post_versions: Sequence[int]) -> list[Placed]:
        """Return all passages of `editions`, in their order in the posts."""
        rows = self._rows(
            f"{PASSAGES} WHERE edition IN (SELECT unnest(?::UINTEGER[])) ORDER BY passage", [list(post_versions)]
        )
        return [Placed(row[0], row[1], _passage(row)) for row in rows]

    def blocks(self, post_versions: Iterable[int]) -> dict[int, list[int]]:
        """Return the blocks that hold the passages of each edition, in order."""
        rows = self._rows(
            "SELECT edition, list(block ORDER BY passage) FROM passages WHERE edition IN (SELECT unnest(?::UINTEGER[])) GROUP BY 1",
            [list(post_versions)],
        )
        return dict(rows)

    def post_versions(self, numbers: Iterable[int]) -> dict[int, PostVersion]:
        """Return the editions with these numbers, without their passages."""
        rows = self._rows(f"{EDITIONS} WHERE edition IN (SELECT unnest(?::UINTEGER[]))", [list(numbers)])
        return {number: _post_version(*columns) for number, *columns in rows}

    def named_by_more(self, names: Collection[str], posts: int) -> frozenset[str]:
        """Return those of `names` that more than `posts` posts have."""
        return (
            frozenset(name for (name,) in self._rows(NAMED_BY_MORE, [list(_texts(names)), posts]))
            if names
            else frozenset()
        )

    def called(self, names: Collection[str]) -> frozenset[str]:
        """Return those of `names` by which posts refer to one that is here."""
        return frozenset(name for (name,) in self._rows(CALLED, [list(_texts(names))])) if names else frozenset()

    def shared(self, posts: int) -> list[Shared]:
        """Return the paragraphs that at least `posts` posts hold, the most frequent first."""
        return [
            Shared(text, weight, tuple(paths), passage) for text, weight, paths, passage in self._rows(SHARED, [posts])
        ]

    def _next(self, table: str, column: str) -> int:
        return int(self._rows(f"SELECT coalesce(max({column}), 0) + 1 FROM {table}")[0][0])  # noqa: S608 - constants of this module

    def _insert(self, table: str, columns: dict[str, Any]) -> None:
        if not len(next(iter(columns.values()))):
            return
        names = ", ".join(f'"{name}"' for name in columns)
        self._connection.register("fresh", columns)
        self._connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM fresh")  # noqa: S608 - names of this module
        self._connection.unregister("fresh")

    def _rows(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, parameters or None).fetchall()


def _passage(row: tuple[Any, ...]) -> Passage:
    return Passage(row[2], row[3], row[4], Span(*row[5:9]), row[9])


def _post_version(
    post_id: str,
    path: str,
    sha256: str,
    title: str,
    language: str,
    names: list[str],
    series: str,
    date: str,
    weight: int,
    whole: int,
    seen: str,
) -> PostVersion:
    return PostVersion(
        post_id, path, sha256, title, language, tuple(names), series, date, weight, whole, first_seen=seen
    )


def _post_version_columns(first: int, post_versions: Sequence[PostVersion]) -> dict[str, Any]:
    columns: dict[str, Any] = {"edition": np.arange(first, first + len(post_versions), dtype=np.uint32)}
    for name in ("post_id", "path", "sha256", "title", "language", "series", "date", "first_seen"):
        columns[name] = _texts([getattr(post_version, name) for post_version in post_versions])
    for name in ("names", "called"):
        lists = np.empty(len(post_versions), object)
        lists[:] = [list(_texts(getattr(post_version, name))) for post_version in post_versions]
        columns[name] = lists
    for name in ("weight", "whole"):
        columns[name] = np.array([getattr(post_version, name) for post_version in post_versions], np.uint32)
    return columns


def _passage_columns(first: int, placed: Sequence[tuple[int, Passage]]) -> dict[str, Any]:
    passages = [passage for _, passage in placed]
    columns: dict[str, Any] = {
        "passage": np.arange(first, first + len(placed), dtype=np.uint32),
        "edition": np.array([post_version for post_version, _ in placed], np.uint32),
        "exact": np.array([passage.exact for passage in passages], np.uint64),
        "text": _texts([passage.text for passage in passages]),
    }
    for name in ("block", "weight"):
        columns[name] = np.array([getattr(passage, name) for passage in passages], np.uint32)
    for name in ("line", "column", "end_line", "end_column"):
        columns[name] = np.array([getattr(passage.span, name) for passage in passages], np.uint32)
    return columns


def _texts(values: Collection[str]) -> Any:
    """Return `values` as DuckDB takes them: a lone surrogate of hostile text becomes a question mark."""
    column = np.empty(len(values), object)
    column[:] = [value.encode("utf-8", "replace").decode() for value in values]
    return column


def ranges(count: int) -> list[tuple[int, int]]:
    """Cut all fingerprints into `count` ranges of equal width; both bounds are inclusive."""
    edges = [HASHES * index // count for index in range(count + 1)]
    return [(first, last - 1) for first, last in pairwise(edges)]
