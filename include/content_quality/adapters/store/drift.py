"""The one row that the suite `site_drift` judges: a batch against the site's last 30 days."""

from __future__ import annotations

from typing import Any

from content_quality.adapters.store.writer import Writer

DAYS = 30
FEWEST_NEW, FEWEST_PAST = 5, 20  # posts; below these a share says nothing, and there is no row

# Facts as they were inspected for each batch; a post that came in several times in these days counts each time.
DRIFT = """
    WITH here AS (SELECT created_at FROM batches WHERE batch_id = ?),
    described AS (
        SELECT batch_posts.batch_id = ? AS mine, facts.characters, facts.language,
            (facts.title IS NULL)::INT + (facts.date IS NULL)::INT + (facts.author IS NULL)::INT + (facts.excerpt IS NULL)::INT AS missing,
            EXISTS (
                SELECT 1 FROM findings
                WHERE findings.inspection_id = facts.inspection_id AND findings.severity = 'blocker' AND findings.batch_id IS NULL
            ) AS blocked
        FROM batch_posts JOIN batches USING (batch_id) JOIN post_facts AS facts USING (inspection_id), here
        WHERE facts.readable AND batches.created_at BETWEEN here.created_at - to_days(?) AND here.created_at
    ),
    spoken AS (
        SELECT language, count(*) FILTER (mine) / sum(count(*) FILTER (mine)) OVER () AS now,
            count(*) FILTER (NOT mine) / sum(count(*) FILTER (NOT mine)) OVER () AS past
        FROM described GROUP BY language
    )
    SELECT 'site' AS post_id,
        median(characters) FILTER (mine) / greatest(1, median(characters) FILTER (NOT mine)) AS length_ratio,
        avg(blocked::INT) FILTER (mine) - avg(blocked::INT) FILTER (NOT mine) AS blocked_change,
        (avg(missing) FILTER (mine) - avg(missing) FILTER (NOT mine)) / 4 AS missing_change,
        (SELECT sum(abs(now - past)) / 2 FROM spoken) AS language_change
    FROM described
    HAVING count(*) FILTER (mine) >= ? AND count(*) FILTER (NOT mine) >= ?
"""


def drift(store: Writer, batch_id: str) -> Any:
    """Return the frame of the site's drift: one row, or none while there is too little to compare."""
    return store.frame(DRIFT, [batch_id, batch_id, DAYS, FEWEST_NEW, FEWEST_PAST])
