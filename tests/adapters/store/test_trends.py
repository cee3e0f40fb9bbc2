"""Trends: periods without gaps in the site's own calendar, the loudest checks, and nothing that somebody accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from content_quality.adapters.store import trends
from content_quality.adapters.store.reader import Reader
from content_quality.adapters.store.trends import Trend
from tests.dashboard.conftest import NOW, Shelf, shelf, workspace  # noqa: F401 - fixtures

TOKYO = ZoneInfo("Asia/Tokyo")


def of(shelf: Shelf, days: int | None = None, zone: ZoneInfo = TOKYO, **narrowed: str) -> Trend:  # noqa: F811 - the fixture
    with Reader(shelf.workspace.published).session() as session:
        return trends.trend(session, zone, NOW, days, **narrowed)


def decided(shelf: Shelf, batch_id: str, at: datetime, hold: int = 0) -> None:  # noqa: F811 - the fixture
    shelf.batch(batch_id, created_at=at, decided_at=at, posts=hold, hold=hold)


def test_a_batch_belongs_to_the_day_of_the_sites_own_calendar(shelf):  # noqa: F811 - the fixture
    decided(
        shelf, "late", datetime(2026, 11, 18, 15, 30, tzinfo=UTC), hold=2
    )  # half past midnight on the 19th in Tokyo
    shelf.publish()
    assert [(period.start, period.hold) for period in of(shelf).periods] == [
        (date(2026, 11, 19), 2),
        (date(2026, 11, 20), 0),
    ]
    assert of(shelf, zone=ZoneInfo("UTC")).periods[0].start == date(2026, 11, 18)


@pytest.mark.parametrize(("days", "by"), [(1, "day"), (90, "day"), (200, "week"), (2000, "month")])
def test_periods_follow_each_other_without_gaps_and_none_is_lost(shelf, days: int, by: str):  # noqa: F811 - the fixture
    decided(shelf, "first", NOW - timedelta(days=days), hold=3)
    decided(shelf, "last", NOW, hold=1)
    shelf.publish()
    found = of(shelf)
    assert found.by == by
    assert sum(period.hold for period in found.periods) == 4
    assert all(before.end == after.start for before, after in zip(found.periods, found.periods[1:], strict=False))
    assert len(found.periods) <= 110


def test_a_stretch_leaves_older_batches_out(shelf):  # noqa: F811 - the fixture
    decided(shelf, "old", NOW - timedelta(days=40), hold=9)
    decided(shelf, "new", NOW - timedelta(days=2), hold=1)
    shelf.publish()
    assert sum(period.hold for period in of(shelf, 30).periods) == 1
    assert len(of(shelf, 30).periods) == 30


def test_repeated_text_is_weighed_by_length_and_accepted_findings_count_no_longer(shelf):  # noqa: F811 - the fixture
    shelf.batch(posts=2, hold=2)
    long = shelf.post("long.md", characters=900, repeated_share=0.5)
    shelf.post("short.md", characters=100, repeated_share=0.0)
    shelf.finding(long, "long.md", ordinal=1, fingerprint="a" * 16)
    shelf.finding(long, "long.md", check="empty-section", ordinal=2, fingerprint="b" * 16)
    place = {
        "batch_id": "b1",
        "inspection_id": long,
        "post_id": "posts/long.md",
        "check": "empty-section",
        "fingerprint": "b" * 16,
    }
    shelf.put("set_aside", **place, reason="on purpose", granted_by="mika", until="2026-12-24")
    shelf.publish()
    found = of(shelf)
    assert found.periods[0].repeated_share == pytest.approx(0.45)
    assert [(line.check, line.posts) for line in found.checks] == [("repeated-passage", [1])]
    assert of(shelf, check="empty-section").checks == []


def test_an_empty_store_has_one_empty_day(shelf):  # noqa: F811 - the fixture
    shelf.publish()
    assert [period.posts for period in of(shelf, 90).periods] == [0]
