"""How versions of posts enter the index and leave it."""

from __future__ import annotations

REMOVE = (
    "DELETE FROM prints WHERE passage >> 12 IN (SELECT unnest(?::UBIGINT[]))",
    "DELETE FROM passages WHERE edition IN (SELECT unnest(?::UINTEGER[]))",
    "DELETE FROM editions WHERE edition IN (SELECT unnest(?::UINTEGER[]))",
)
# Versions of a file that are asked for get the numbers behind the last one.
TAKEN = """
    CREATE OR REPLACE TEMP TABLE taken AS
    SELECT fresh.edition AS number, ? + row_number() OVER (ORDER BY fresh.edition) - 1 AS edition, wanted.first_seen
    FROM fresh_editions AS fresh JOIN (
        SELECT unnest(?::VARCHAR[]) AS post_id, unnest(?::VARCHAR[]) AS sha256, unnest(?::VARCHAR[]) AS first_seen
    ) AS wanted USING (post_id, sha256)
"""
LOAD = (
    """INSERT INTO editions BY NAME SELECT fresh.* REPLACE (taken.edition AS edition, taken.first_seen AS first_seen)
       FROM fresh_editions AS fresh JOIN taken ON taken.number = fresh.edition""",
    """INSERT INTO passages BY NAME
       SELECT fresh.* REPLACE (taken.edition AS edition, (taken.edition::UBIGINT << 12) | (fresh.passage & 4095) AS
       passage)
       FROM fresh_passages AS fresh JOIN taken ON taken.number = fresh.edition ORDER BY 1""",
    """INSERT INTO prints BY NAME SELECT hash, (taken.edition::UBIGINT << 12) | (fresh.passage & 4095) AS passage
       FROM fresh_prints AS fresh JOIN taken ON taken.number = fresh.passage >> 12 ORDER BY hash""",
)
