"""The one row that the suite `site_drift` judges: the newest posts against those of the site's last 30 days."""

from __future__ import annotations

from typing import Any

from content_quality.adapters.store.writer import Writer

DAYS = 30
# posts at least; a smaller batch is judged together with the posts before it, since shares of three posts say nothing
NEWEST = 10
FEWEST_PAST = 20  # posts; below these there is no row
RARE_LANGUAGE = 0.05  # of the past posts, below which a language is not the site's
USUAL = (0.05, 0.95)  # quantiles of the past lengths; a median between them is no change, however much lengths vary

# Facts as they were inspected for each batch; a post that came in several times in these days counts each time. Batches
# that somebody forced hold the whole archive and say nothing about what is new.
DRIFT = """
    WITH here AS (SELECT created_at FROM batches WHERE batch_id = $batch),
    described AS (
        SELECT batch_posts.batch_id = $batch
                OR row_number() OVER (ORDER BY batches.created_at DESC, batch_posts.batch_id = $batch DESC,
                batch_posts.post_id) <= $newest AS mine,
            facts.characters, nullif(facts.language, 'und') AS language,
            (facts.title IS NULL)::INT AS no_title, (facts.date IS NULL)::INT AS no_date,
            (facts.author IS NULL)::INT AS no_author, (facts.excerpt IS NULL)::INT AS no_excerpt,
            EXISTS (
                SELECT 1 FROM findings
                WHERE findings.inspection_id = facts.inspection_id AND findings.severity = 'blocker' AND
                findings.batch_id IS NULL
            )::INT AS blocked
        FROM batch_posts JOIN batches USING (batch_id) JOIN post_facts AS facts USING (inspection_id), here
        WHERE facts.readable AND batches.created_at BETWEEN here.created_at - to_days($days) AND here.created_at
            AND (batches.reason <> 'forced' OR batches.batch_id = $batch)
    ),
    spoken AS (
        SELECT count(*) FILTER (mine) AS now, coalesce(count(*) FILTER (NOT mine) / nullif(sum(count(*) FILTER (NOT
        mine)) OVER (), 0), 0) AS past
        FROM described WHERE language IS NOT NULL GROUP BY language
    ),
    sums AS (
        SELECT median(characters) FILTER (mine) AS length, greatest(1, median(characters) FILTER (NOT mine)) AS
        past_length,
            quantile_cont(characters, [$low, $high]) FILTER (NOT mine) AS usual,
            avg(blocked) FILTER (mine) - avg(blocked) FILTER (NOT mine) AS blocked_change,
            greatest(
                avg(no_title) FILTER (mine) - avg(no_title) FILTER (NOT mine), avg(no_date) FILTER (mine) -
                avg(no_date) FILTER (NOT mine),
                avg(no_author) FILTER (mine) - avg(no_author) FILTER (NOT mine), avg(no_excerpt) FILTER (mine) -
                avg(no_excerpt) FILTER (NOT mine)
            ) AS missing_change
        FROM described
        HAVING count(*) FILTER (mine) >= $newest AND count(*) FILTER (NOT mine) >= $fewest
            AND (SELECT reason <> 'forced' FROM batches WHERE batch_id = $batch)
    )
    SELECT 'site' AS post_id,
        CASE WHEN length BETWEEN usual[1] AND usual[2] THEN 1.0 ELSE length / past_length END AS length_ratio,
        blocked_change, missing_change,
        coalesce((SELECT sum(now) FILTER (past < $rare) / nullif(sum(now), 0) FROM spoken), 0) AS language_change
    FROM sums
"""


def drift(store: Writer, batch_id: str) -> Any:
    """Return the frame of the site's drift: one row, or none while there is too little to compare."""
    low, high = USUAL
    values = {
        "batch": batch_id,
        "newest": NEWEST,
        "days": DAYS,
        "low": low,
        "high": high,
        "fewest": FEWEST_PAST,
        "rare": RARE_LANGUAGE,
    }
    return store.frame(DRIFT, values)
