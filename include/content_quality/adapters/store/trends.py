"""How things went over time, as the charts show it.

Verdicts, repeated text, and what each check found, period by period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from content_quality.adapters.store.reader import Session
from content_quality.core.records import dataclass

DAYS_UP_TO = 93  # days that are shown one by one; a chart of more points than pixels says nothing
WEEKS_UP_TO = 732  # days that are shown week by week; longer ones month by month
CHECKS = 6  # lines that can still be told apart


@dataclass(frozen=True, slots=True)
class Period:
    """What was decided in one day, week or month; a post that came in twice counts twice."""

    start: date  # in the site's time zone; a week starts on Monday
    end: date  # exclusive
    posts: int = 0
    clear: int = 0
    review: int = 0
    hold: int = 0
    repeated_share: float | None = None  # of the characters of prose, in [0, 1]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """On how many posts one check found something, period by period."""

    check: str
    posts: list[int]


@dataclass(frozen=True, slots=True)
class Trend:
    """A stretch of time in periods without gaps, the oldest first."""

    by: str  # day, week, month
    periods: list[Period]
    checks: list[CheckLine]  # the ones that fired on most posts, the first one most
    held: list[int] = field(default_factory=list)  # posts that were held at the end of each period


# The store's times are UTC without a zone: the first conversion says so, the second asks the site's clock.
_START = "date_trunc($by, decided_at AT TIME ZONE 'UTC' AT TIME ZONE $zone)::DATE"
_PERIODS = f"""
SELECT {_START} AS start, sum(posts)::BIGINT AS posts, sum(clear)::BIGINT AS clear, sum(review)::BIGINT AS review, sum(hold)::BIGINT AS hold,
       sum(repeated) / nullif(sum(characters), 0) AS repeated_share
FROM memory.measured WHERE decided_at >= $since GROUP BY ALL
"""  # noqa: E501, S608 - SQL of names of ours
_LINES = f"""
SELECT {_START} AS start, "check", sum(c.posts)::BIGINT AS posts
FROM memory.charted c JOIN memory.measured m ON m.batch_id = c.batch_id
WHERE decided_at >= $since AND ($check IS NULL OR "check" = $check) GROUP BY ALL
"""  # noqa: S608 - the same
_CHANGES = f"SELECT {_START} AS start, sum(change)::BIGINT AS change FROM memory.stopped GROUP BY ALL ORDER BY start"  # noqa: S608 - the same
_FIRST = "SELECT min(decided_at) AS first FROM memory.measured"


def trend(session: Session, zone: ZoneInfo, now: datetime, days: int | None, check: str | None = None) -> Trend:
    """Return the last `days`, or everything; of one check only when it is named."""
    today = now.astimezone(zone).date()
    first = _first(session, zone) or today
    since = first if days is None else max(first, today - timedelta(days=days - 1))
    by = _by((today - since).days + 1)
    starts = list(takewhile(lambda start: start <= today, _starts(min(since, today), by)))
    moment = datetime.combine(starts[0], datetime.min.time(), zone).astimezone(UTC).replace(tzinfo=None)
    asked = {"by": by, "zone": zone.key, "since": moment}
    found = {row["start"]: row for row in session.rows(_row, _PERIODS, asked)}
    periods = [Period(**{"start": start, "end": _after(start, by), **found.get(start, {})}) for start in starts]
    changes = session.rows(_row, _CHANGES, {"by": by, "zone": zone.key})
    return Trend(
        by, periods, _lines(session.rows(_row, _LINES, {**asked, "check": check}), starts), _sums(changes, starts)
    )


def _row(**columns: Any) -> dict[str, Any]:
    return columns


def _lines(rows: list[dict[str, Any]], starts: list[date]) -> list[CheckLine]:
    places = {start: place for place, start in enumerate(starts)}
    lines: dict[str, list[int]] = {}
    for row in rows:
        if row["start"] in places:
            lines.setdefault(row["check"], [0] * len(starts))[places[row["start"]]] = row["posts"]
    most = sorted(lines, key=lambda name: (-sum(lines[name]), name))[:CHECKS]
    return [CheckLine(name, lines[name]) for name in most]


def _sums(changes: list[dict[str, Any]], starts: list[date]) -> list[int]:
    """Return the sum of all changes up to the end of each period."""
    return [sum(row["change"] for row in changes if row["start"] <= start) for start in starts]


def _first(session: Session, zone: ZoneInfo) -> date | None:
    moments = [row["first"] for row in session.once(_row, _FIRST) if row["first"]]
    return moments[0].astimezone(zone).date() if moments else None


def _by(days: int) -> str:
    return "day" if days <= DAYS_UP_TO else "week" if days <= WEEKS_UP_TO else "month"


def _starts(since: date, by: str) -> Iterator[date]:
    start = since if by == "day" else since - timedelta(days=since.weekday()) if by == "week" else since.replace(day=1)
    while True:
        yield start
        start = _after(start, by)


def _after(start: date, by: str) -> date:
    if by == "month":
        return (start + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=1 if by == "day" else 7)
