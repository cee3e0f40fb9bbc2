"""What the weekly alert message counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content_quality.adapters.store.patterns import IN_FORCE, SitePattern, pattern
from content_quality.adapters.store.writer import Writer
from content_quality.core.alerts.message import Day
from content_quality.core.records import dataclass

TREND_DAYS = 14
NOISIEST = 5

TREND = """
SELECT (decided_at AT TIME ZONE 'UTC' AT TIME ZONE ?)::DATE AS day,
       count(*) FILTER (verdict = 'hold'), count(*) FILTER (verdict = 'review'), count(*) FILTER (verdict = 'clear')
FROM decisions WHERE decided_at >= ? GROUP BY ALL ORDER BY day
"""
NOISY = """
SELECT reason, count(*) AS posts FROM (SELECT unnest(reasons) AS reason FROM decisions WHERE decided_at >= ?) GROUP BY
ALL ORDER BY posts DESC, reason LIMIT ?
"""
HELD_NOW = "SELECT count(*) FROM posts JOIN decisions USING (batch_id, post_id) WHERE verdict = 'hold' AND NOT released"
DEBT_NOW = "SELECT count(*) FROM posts JOIN decisions USING (batch_id, post_id) WHERE verdict = 'debt'"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the weekly alert message counts."""

    trend: tuple[Day, ...] = ()
    noisiest: tuple[tuple[str, int], ...] = ()
    held_now: int = 0
    debt_now: int = 0  # posts that are published with debt
    patterns: tuple[SitePattern, ...] = ()  # of the whole site, in force


def figures(store: Writer, zone: ZoneInfo, now: datetime) -> Figures:
    """Return the figures of the last days, which begin and end in the site's time zone."""
    since = (now - timedelta(days=TREND_DAYS)).replace(tzinfo=None)
    trend = tuple(Day(*row) for row in store.query(TREND, [str(zone), since]))
    noisiest = tuple((str(check), int(posts)) for check, posts in store.query(NOISY, [since, NOISIEST]))
    patterns = tuple(pattern(*row) for row in store.query(IN_FORCE))
    held, debt = (int(store.query(query)[0][0]) for query in (HELD_NOW, DEBT_NOW))
    return Figures(trend, noisiest, held, debt, patterns)
