"""What readers ask for with every page, worked out once per snapshot.

The list of posts, how often each check fires, the charts.

At 100,000 posts and 1,000,000 findings the list takes a second to work out and 10 ms to read.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Findings of the newest version of every post, each with what set it aside, if anything did.
FOUND = """
findings f
JOIN posts p ON p.inspection_id = f.inspection_id AND (f.batch_id IS NULL OR f.batch_id = p.batch_id)
LEFT JOIN set_aside s ON s.batch_id = p.batch_id AND s.inspection_id = f.inspection_id AND s."check" = f."check" AND
s.fingerprint = f.fingerprint
"""
COUNTS = "s.reason IS NULL AND coalesce(f.waived::VARCHAR, 'null') = 'null'"

# One row per post: its newest version, what was decided about it, and the finding that weighs most.
LISTED = f"""
WITH weighed AS (
    SELECT p.post_id,
           count(*) FILTER ({COUNTS} AND f.severity = 'blocker') AS blockers,
           count(*) FILTER ({COUNTS} AND f.severity = 'warning') AS warnings,
           count(*) FILTER ({COUNTS} AND f.severity = 'info') AS infos,
           count(*) FILTER (NOT ({COUNTS})) AS waivers,
           list_sort(list(DISTINCT f."check") FILTER ({COUNTS})) AS checks,
           arg_min(f.rowid, (CASE f.severity WHEN 'blocker' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.line, f."column", f.ordinal)) FILTER ({COUNTS}) AS first
    FROM {FOUND}
    GROUP BY p.post_id
), free AS (
    SELECT post_id, max(decided_at) AS at FROM decisions WHERE verdict <> 'hold' GROUP BY post_id
), kept AS (
    SELECT d.post_id, min(d.decided_at) AS since FROM decisions d LEFT JOIN free ON free.post_id = d.post_id
    WHERE d.verdict = 'hold' AND (free.at IS NULL OR d.decided_at > free.at) GROUP BY d.post_id
), approved AS (
    SELECT post_id, sha256, arg_max(answered_by, answered_at) AS by, max(answered_at) AS at
    FROM reviews WHERE outcome = 'approved' GROUP BY post_id, sha256
)
SELECT p.post_id, p.path, p.source, p.batch_id, p.inspection_id, p.sha256, p.last_changed,
       d.verdict, d.released, d.decided_at, m.title, m.author, m.section, m.language, m.date, m.repeated_share,
       coalesce(m.draft, false) AS draft, m.due, m.expires, CASE WHEN d.verdict = 'hold' THEN kept.since END AS held_since,
       a.by AS approved_by, a.at AS approved_at,
       CASE d.verdict WHEN 'hold' THEN 0 WHEN 'review' THEN 2 WHEN 'debt' THEN 3 WHEN 'clear' THEN 4 ELSE 1 END AS urgency,
       nfc_normalize(lower(concat_ws(chr(10), m.title, p.path, m.author))) AS words,
       coalesce(w.blockers, 0) AS blockers, coalesce(w.warnings, 0) AS warnings, coalesce(w.infos, 0) AS infos, coalesce(w.waivers, 0) AS waivers,
       coalesce(w.checks, []) AS checks,
       f."check", f.category, f.severity, f.line, f."column", f.end_line, f.end_column, f.message, f.excerpt, f.fingerprint
FROM posts p
LEFT JOIN decisions d ON d.batch_id = p.batch_id AND d.post_id = p.post_id
LEFT JOIN post_facts m ON m.inspection_id = p.inspection_id
LEFT JOIN weighed w ON w.post_id = p.post_id
LEFT JOIN findings f ON f.rowid = w.first
LEFT JOIN kept ON kept.post_id = p.post_id
LEFT JOIN approved a ON a.post_id = p.post_id AND a.sha256 = p.sha256 AND d.verdict = 'clear'
ORDER BY urgency, d.decided_at DESC NULLS LAST, p.post_id
"""  # noqa: E501, S608 - SQL of names of ours

# One row per check: how often it fires on the newest versions of all posts.
TALLIED = f"""
SELECT f."check", min(f.category) AS category, count(*) FILTER ({COUNTS}) AS findings,
       count(DISTINCT f.post_id) FILTER ({COUNTS}) AS posts,
       count(DISTINCT f.post_id) FILTER (list_contains(d.reasons, f."check") AND d.verdict = 'hold') AS held,
       count(*) FILTER (NOT ({COUNTS})) AS waived
FROM {FOUND}
LEFT JOIN decisions d ON d.batch_id = p.batch_id AND d.post_id = p.post_id
GROUP BY f."check"
"""  # noqa: S608 - the same

# One row per decided batch: what was decided, and how many of its characters of prose are told again.
MEASURED = """
SELECT b.batch_id, b.decided_at, b.posts, b.clear, b.review, b.hold,
       sum(m.characters) FILTER (m.repeated_share IS NOT NULL) AS characters, sum(m.characters * m.repeated_share) AS
       repeated
FROM batches b
LEFT JOIN batch_posts bp ON bp.batch_id = b.batch_id
LEFT JOIN post_facts m ON m.inspection_id = bp.inspection_id
WHERE b.decided_at IS NOT NULL
GROUP BY ALL
"""

# One row per batch and check: on how many posts of the batch it found something that nobody had accepted.
CHARTED = f"""
SELECT bp.batch_id, f."check", count(DISTINCT f.post_id) AS posts, count(*) AS findings
FROM findings f
JOIN batch_posts bp ON bp.inspection_id = f.inspection_id AND (f.batch_id IS NULL OR f.batch_id = bp.batch_id)
LEFT JOIN set_aside s ON s.batch_id = bp.batch_id AND s.inspection_id = f.inspection_id AND s."check" = f."check" AND s.fingerprint = f.fingerprint
WHERE {COUNTS}
GROUP BY ALL
"""  # noqa: E501, S608 - SQL of names of ours

# Only a waiver, which has an end, and an approval, which somebody gave with a reason, say that a finding was wrong:
# the baseline
# and the settings are not about one passage.
BY_PEOPLE = "(s.until <> '' OR EXISTS (SELECT 1 FROM reviews r WHERE r.post_id = s.post_id AND r.outcome = 'approved' AND r.reason = s.reason))"  # noqa: E501 - SQL

# One row per check and month (UTC): its passages, each once however often its post came in, and those that people
# accepted.
OVERRULED = f"""
WITH accepted AS (SELECT DISTINCT s.batch_id, s.inspection_id, s."check", s.fingerprint FROM set_aside s WHERE {BY_PEOPLE})
SELECT f."check", strftime(date_trunc('month', b.created_at), '%Y-%m') AS month,
       count(DISTINCT (f.post_id, f.fingerprint)) AS passages,
       count(DISTINCT (f.post_id, f.fingerprint)) FILTER (s.fingerprint IS NOT NULL) AS accepted
FROM findings f
JOIN batch_posts bp ON bp.inspection_id = f.inspection_id AND (f.batch_id IS NULL OR f.batch_id = bp.batch_id)
JOIN batches b ON b.batch_id = bp.batch_id
LEFT JOIN accepted s ON s.inspection_id = f.inspection_id AND s.batch_id = bp.batch_id AND s."check" = f."check" AND s.fingerprint = f.fingerprint
GROUP BY ALL
"""  # noqa: E501, S608 - SQL of names of ours

# One row per change: at this moment, so many more posts (of those that are there today) were held.
STOPPED = """
SELECT decided_at, sum(CASE WHEN held THEN 1 ELSE -1 END)::BIGINT AS change
FROM (
    SELECT d.decided_at, d.verdict = 'hold' AS held,
           coalesce(lag(d.verdict = 'hold') OVER post, false) AS before
    FROM decisions d JOIN posts p ON p.post_id = d.post_id
    WINDOW post AS (PARTITION BY d.post_id ORDER BY d.decided_at, d.batch_id)
)
WHERE held <> before GROUP BY decided_at
"""

SUMMARIES = {
    "listed": LISTED,
    "tallied": TALLIED,
    "measured": MEASURED,
    "charted": CHARTED,
    "overruled": OVERRULED,
    "stopped": STOPPED,
}


def summarise(connection: DuckDBPyConnection, into: str) -> None:
    """Create the summaries in the catalogue `into` from the tables of the catalogue in use."""
    for name, statement in SUMMARIES.items():
        connection.execute(f"CREATE TABLE {into}.{name} AS {statement}")


def provide(connection: DuckDBPyConnection) -> None:
    """Make every summary readable in `memory`.

    That of the attached `store`, or one worked out now where it has none, or one of an earlier version.
    """
    published: dict[str, set[str]] = defaultdict(set)
    for name, column in connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'store'"
    ).fetchall():
        published[name].add(column)
    for name, statement in SUMMARIES.items():
        columns = {row[0] for row in connection.execute(f"DESCRIBE {statement}").fetchall()}
        kept = (  # names and statements are constants of this module
            f"VIEW memory.main.{name} AS SELECT * FROM store.{name}"  # noqa: S608 - a constant of this module
            if published[name] >= columns
            else f"TABLE memory.main.{name} AS {statement}"
        )
        connection.execute(f"CREATE {kept}")
