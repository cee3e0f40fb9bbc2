"""The tables that suites judge, one row per post."""

from __future__ import annotations

from typing import Any

from content_quality.adapters.store.writer import Writer

# One row per post of the manifest, joined with what was inspected. A check that crashed has run: the gate holds its
# post.
# Facts that must be numbers are counted when they are not.
CONTRACT = """
    SELECT
        batch_posts.post_id,
        (SELECT count(*) FROM post_facts WHERE post_facts.inspection_id = batch_posts.inspection_id)::BIGINT AS
        inspections,
        CASE WHEN facts.readable
            THEN len(list_filter(?, lambda expected: NOT list_contains(coalesce(ran.checks, []), expected)))
            ELSE 0
        END::BIGINT AS missing_checks,
        CASE WHEN facts.readable THEN
            (facts.characters IS NULL)::BIGINT + (facts.words IS NULL)::BIGINT + (facts.longest_repeat IS NULL)::BIGINT
            + (facts.repeated_share IS NULL OR NOT isfinite(facts.repeated_share))::BIGINT
            + coalesce(NOT isfinite(facts.reading_time_declared), false)::BIGINT
        ELSE 0 END AS not_a_number
    FROM batch_posts
    LEFT JOIN post_facts AS facts USING (inspection_id)
    LEFT JOIN (
        SELECT inspection_id, list("check" || '@' || version) AS checks FROM check_results GROUP BY inspection_id
    ) AS ran USING (inspection_id)
    WHERE batch_posts.batch_id = ?
    ORDER BY batch_posts.post_id
"""

# The readable posts of the batch, and those current posts of the site that share a title, slug or permalink with one
# of them: uniqueness among these is uniqueness in the site, and the work does not grow with the archive.
TOLERANCES = """
    WITH mine AS (
        SELECT true AS in_batch, post_facts.*
        FROM batch_posts JOIN post_facts USING (inspection_id) WHERE batch_posts.batch_id = ? AND post_facts.readable
    ),
    neighbours AS (
        SELECT false AS in_batch, post_facts.*
        FROM posts JOIN post_facts USING (inspection_id)
        WHERE post_facts.readable
          AND posts.post_id NOT IN (SELECT post_id FROM batch_posts WHERE batch_id = ?)
          AND ((post_facts.folder, post_facts.title) IN (SELECT folder, title FROM mine WHERE title IS NOT NULL)
            OR (post_facts.folder, post_facts.slug) IN (SELECT folder, slug FROM mine)
            OR post_facts.permalink IN (SELECT permalink FROM mine WHERE permalink IS NOT NULL))
    )
    SELECT *, date_diff('day', ?::DATE, left(date, 10)::DATE)::DOUBLE AS days_ahead
    FROM (SELECT * FROM mine UNION ALL SELECT * FROM neighbours)
    ORDER BY in_batch DESC, post_id
"""


def contract(store: Writer, batch_id: str, checks: list[str]) -> Any:
    """Return the frame of the batch contract; `checks` are the `name@version` that must have run on every post."""
    return store.frame(CONTRACT, [checks, batch_id])


def tolerances(store: Writer, batch_id: str, today: str) -> Any:
    """Return the frame of the site's tolerances: the batch's readable posts first, then their neighbours.

    `today` is an ISO date.
    """
    return store.frame(TOLERANCES, [batch_id, batch_id, today])
