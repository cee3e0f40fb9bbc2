"""Clocks that are put forward or back, and zones with odd offsets: each day has one daily run, one digest and one deadline."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pendulum
import pytest
from airflow.timetables.base import TimeRestriction
from airflow.timetables.trigger import CronTriggerTimetable

from content_quality.core.alerts.delivery_history import moment_before
from content_quality.core.settings import reader
from content_quality.orchestration.defaults import daily

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kathmandu",
)
HOURS = ("00:00", "01:30", "02:30", "06:00", "23:30")
FIRST, LAST = date(2026, 1, 2), date(2027, 12, 30)
# Days around which the clock changes in one of the zones, and one on which none does.
CHANGES = (date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 9, 6), date(2026, 10, 25), date(2026, 11, 1), date(2026, 7, 1))  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", HOURS)
def test_the_daily_run_starts_once_on_every_day_of_the_site(zone, hour):
    settings = reader.loads(f'[site]\ntimezone = "{zone}"\n[schedule]\ndaily_at = "{hour}"\n')
    named = daily(settings)
    timetable = CronTriggerTimetable(named.expression, timezone=str(named.timezone))
    runs: dict[date, int] = defaultdict(int)
    restriction = TimeRestriction(earliest=pendulum.datetime(2026, 1, 1, tz="UTC"), latest=None, catchup=True)
    last = None
    while True:
        found = timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)
        assert found is not None
        last, at = found.data_interval, found.run_after.astimezone(ZoneInfo(zone))
        if at.date() > LAST:
            break
        runs[at.date()] += 1
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    assert {day: runs[day] for day in days if runs[day] != 1} == {}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", HOURS)
def test_a_digest_or_deadline_has_one_moment_on_each_day_and_it_only_moves_on(zone, hour):
    for day in CHANGES:
        start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
        looks = [start + timedelta(minutes=10 * number) for number in range(6 * 24 * 3)]
        moments = [moment_before(now, hour, ZoneInfo(zone)).astimezone(UTC) for now in looks]
        assert moments == sorted(moments)
        assert all(moment <= now for moment, now in zip(moments, looks, strict=True))
        by_day = defaultdict(set)
        for moment in moments:
            by_day[moment.astimezone(ZoneInfo(zone)).date()].add(moment)
        assert {day: found for day, found in by_day.items() if len(found) > 1} == {}
