"""Which passages may be copies of which: those that share the rarest fingerprints, found for a few posts at a time.

How many posts hold a fingerprint is counted when a batch enters the index. What many posts hold is a turn of phrase
and is not
followed at all; of each passage the rarest fingerprints are followed until they lead to `PLACES` places, so that the
work grows with the posts and not with what a site likes to repeat. A candidate shares several fingerprints: among
some thousand posts nearly every paragraph shares one with somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HASHES = (
    1 << 32
)  # fingerprints are 32 bits: at 50 M of them one in a hundred meets a stranger, which verification sends away
PLACES = 512  # that the fingerprints of one passage lead to, the rarest first
PER_POST = 512  # candidates of one post, the likeliest first
PER_EXACT = 64  # places of one paragraph that are looked at; boilerplate stands in thousands
FAINT = 0.3  # of the likeliest candidate's weight; what is fainter shares a phrase with it
LEAST = 0.99  # strength of a candidate: what one fingerprint says that two posts alone hold
SURE = 1.99  # strength from which it may be compared stretch by stretch; a fainter one can only be a copy as a whole
TOGETHER = (
    2.99  # strength of the candidates in a row that makes it so: of passages next to each other, in one older post
)
ROW = 3  # passages before and behind it
SLICE = 20_000_000  # fingerprints that are counted at a time: bounds memory
NUMBERED = 12  # bits of a passage's number that count it in its post; those above are the edition's

ASKED = """
    CREATE OR REPLACE TEMP TABLE asked AS
    SELECT hash, passage FROM prints JOIN (SELECT unnest(?::UBIGINT[]) AS edition) AS wanted ON passage >> 12 = edition
    WHERE passage BETWEEN ? AND ?
"""
FORGET = "DELETE FROM frequencies"
# A join, and not IN: DuckDB filters the scan by its Bloom filter.
COUNT = """
    INSERT INTO frequencies
    SELECT hash, count(*) FROM (
        SELECT DISTINCT hash, passage >> 12 AS edition
        FROM prints {wanted}
        WHERE prints.hash BETWEEN ? AND ?
    )
    GROUP BY hash HAVING count(*) BETWEEN 2 AND ?
"""
WANTED = "JOIN (SELECT DISTINCT hash FROM asked) AS wanted USING (hash)"
SIZES = "CREATE OR REPLACE TEMP TABLE sizes AS SELECT passage, count(*) AS prints FROM asked GROUP BY passage"
FOLLOWED = """
    CREATE OR REPLACE TEMP TABLE followed AS
    SELECT asked.passage, hash, posts, sizes.prints
    FROM asked JOIN frequencies USING (hash) JOIN sizes ON sizes.passage = asked.passage
    QUALIFY sum(posts) OVER (PARTITION BY asked.passage ORDER BY posts, hash ROWS UNBOUNDED PRECEDING) <= ?
"""
# One pass over the archive's fingerprints; everything behind it is small.
MET = """
    CREATE OR REPLACE TEMP TABLE met AS
    SELECT prints.hash, prints.passage FROM prints JOIN (SELECT DISTINCT hash FROM followed) AS wanted USING (hash)
"""
# A fingerprint says the more the fewer posts hold it: as much as one that no third post holds say two or three that
# twenty posts hold. A short passage has fewer of them. Added up in whole millionths: a sum of fractions depends on the
# order in which threads add them, and with it which of two equally likely candidates comes first.
PAIRS = """
    CREATE OR REPLACE TEMP TABLE likely AS
    SELECT followed.passage AS passage, met.passage AS other,
        sum(CAST(round(1e6 * ln(2.0 * $common / posts)) AS BIGINT)) / 1e6 / ln($common)
            / least(1.0, any_value(prints) / 16.0) AS strength
    FROM followed JOIN met USING (hash)
    WHERE followed.passage BETWEEN $first AND $last AND followed.passage >> 12 <> met.passage >> 12
    GROUP BY followed.passage, met.passage
    HAVING strength >= $least
"""
# What is asked of the passages that were met: one pass over those of the archive, and none for each hundred posts.
KNOWN = """
    CREATE OR REPLACE TEMP TABLE known AS
    SELECT passage, exact, weight FROM passages SEMI JOIN (SELECT DISTINCT passage FROM met) AS wanted USING (passage)
"""
# One join at a time: with two in one statement DuckDB may begin with all passages that differ from all others.
PLACED = """
    CREATE OR REPLACE TEMP TABLE placed AS
    SELECT likely.*, own.exact, own.weight FROM likely JOIN known AS own ON own.passage = likely.passage
"""
# A copy in part is looked for where the fingerprints of a few passages in a row say that one older post has them;
# otherwise a candidate can only be a copy as a whole, and is of no use when one of the two is twice as long.
NEAR = """
    SELECT passage, other, sure FROM (
        SELECT passage, other, strength, alike, strength >= $sure AND sum(CAST(round(1e6 * strength) AS BIGINT)) OVER (
            PARTITION BY passage >> 12, other >> 12 ORDER BY passage RANGE BETWEEN $row PRECEDING AND $row FOLLOWING
        ) >= 1e6 * $together AS sure
        FROM (
            SELECT passage, other, strength, alike FROM (
                SELECT placed.passage, placed.other, placed.strength,
                    2 * least(placed.weight, found.weight) >= greatest(placed.weight, found.weight) AS alike
                FROM placed JOIN known AS found ON found.passage = placed.other
                WHERE placed.exact <> found.exact
                QUALIFY row_number() OVER (
                    PARTITION BY placed.passage ORDER BY placed.strength DESC, placed.other
                ) <= $most
                AND placed.strength >= $faint * max(placed.strength) OVER (PARTITION BY placed.passage)
            )
            QUALIFY row_number() OVER (PARTITION BY passage >> 12 ORDER BY strength DESC, passage, other) <= $post
        )
    )
    WHERE sure OR alike
    ORDER BY passage, strength DESC, other
"""
# The first places of each paragraph before any pairs: boilerplate on both sides would be pairs by the million.
EXACT = """
    WITH own AS (SELECT passage, edition, exact FROM passages WHERE edition IN (SELECT unnest($editions::UINTEGER[]))),
    places AS (
        SELECT passage, edition, exact FROM passages SEMI JOIN own USING (exact)
        QUALIFY row_number() OVER (PARTITION BY exact ORDER BY passage) <= $most
    )
    SELECT own.passage, places.passage FROM own JOIN places ON own.exact = places.exact WHERE places.edition <>
    own.edition
    ORDER BY 1, 2
"""

COLLECTED = ("asked", "sizes", "followed", "met", "known", "likely", "placed")


def count(connection: DuckDBPyConnection, editions: Sequence[int], common: int) -> None:
    """Keep in the index how many posts hold each fingerprint of `editions`, where some share it.

    `common` at most.
    """
    connection.execute(FORGET)
    if not editions:
        return
    (everything,), (posts,) = (
        _row(connection, "SELECT count(*) FROM prints"),
        _row(connection, "SELECT count(*) FROM editions"),
    )
    statement = COUNT.format(wanted="")
    if 2 * len(editions) < posts:
        _ask(connection, editions)
        statement = COUNT.format(wanted=WANTED)
    slices = -(-everything // SLICE) or 1
    edges = [HASHES * number // slices for number in range(slices + 1)]
    for first, last in pairwise(edges):
        connection.execute(statement, [first, last - 1, common])


def follow(connection: DuckDBPyConnection, editions: Sequence[int]) -> None:
    """Collect the places that the rarest fingerprints of `editions` lead to."""
    _ask(connection, editions)
    connection.execute(SIZES)
    connection.execute(FOLLOWED, [PLACES])
    connection.execute(MET)
    connection.execute(KNOWN)


def leave(connection: DuckDBPyConnection) -> None:
    """Drop what was collected for `near`: what comes next needs the memory."""
    for table in COLLECTED:
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def near(
    connection: DuckDBPyConnection, editions: Sequence[int], most: int, common: int
) -> list[tuple[int, int, bool]]:
    """Return passages of `editions`, which are followed, at most `most` others each that may be like them.

    And whether they may be so in part.
    """
    first, last = _passages(editions)
    connection.execute(PAIRS, {"common": float(max(2, common)), "first": first, "last": last, "least": LEAST})
    connection.execute(PLACED)
    bounds = {"most": most, "faint": FAINT, "post": PER_POST, "sure": SURE, "together": TOGETHER, "row": ROW}
    return connection.execute(NEAR, bounds).fetchall()


def _ask(connection: DuckDBPyConnection, editions: Sequence[int]) -> None:
    connection.execute(ASKED, [list(editions), *_passages(editions)])


def _passages(editions: Sequence[int]) -> tuple[int, int]:
    """Return the least and the largest number that a passage of `editions` can have."""
    return min(editions, default=1) << NUMBERED, (max(editions, default=0) + 1 << NUMBERED) - 1


def _row(connection: DuckDBPyConnection, statement: str) -> tuple[int, ...]:
    return connection.execute(statement).fetchall()[0]
