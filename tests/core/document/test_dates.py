"""Dates: every form generators read, none of those that do not exist."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_quality.core.document import dates
from content_quality.core.document.post import Post
from content_quality.core.document.publication import PublicationState, publication_dates
from content_quality.core.settings import Settings

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-10-08 04:36:25 +0000", "2025-10-08T04:36:25+00:00"),
        ("2025-10-08 4:36:25 +09:00", "2025-10-08T04:36:25+09:00"),
        ("2025-10-08T04:36:25.123Z", "2025-10-08T04:36:25+00:00"),
        ("2025-10-08", "2025-10-08T00:00:00+09:00"),
        ("2025/10/08 16:00", "2025-10-08T16:00:00+09:00"),
        ("2025-10-08 04:00 PM", "2025-10-08T16:00:00+09:00"),
        ("2025-10-08 10:00:00 JST", "2025-10-08T10:00:00+09:00"),
        ("Wed, 08 Oct 2025 04:36:25 GMT", "2025-10-08T04:36:25+00:00"),
        ("2025-10-08 10:00 UTC+9", "2025-10-08T10:00:00+09:00"),
        ("2025-10-08 10:00:00 America/New_York", "2025-10-08T10:00:00-04:00"),
        ({"created": "2025-10-08", "updated": "2025-10-09"}, "2025-10-08T00:00:00+09:00"),
        ("October 8th, 2025", "2025-10-08T00:00:00+09:00"),
        (20251008, "2025-10-08T00:00:00+09:00"),
        (date(2025, 10, 8), "2025-10-08T00:00:00+09:00"),
    ],
)
def test_forms_in_use_are_read_in_the_zone_of_the_site(value: object, moment: str) -> None:
    assert dates.parse(value, TOKYO) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "value",
    [
        "2025-02-30 10:00:00 +0900",
        "2024-13-45 99:99",
        "2025-04-31",
        "0000-01-01",
        "2025-10-08 25:00",
        "2025-10-08 10:00 +9900",
    ],
)
def test_a_date_that_does_not_exist_is_impossible(value: str) -> None:
    reading = dates.read(value, TOKYO)
    assert reading.moment is None
    assert reading.impossible


def test_a_form_only_people_read_says_what_to_type() -> None:
    assert str(dates.read("2025年10月8日", TOKYO).suggestion) == "Type: 2025-10-08"
    assert str(dates.read("31.12.2025", TOKYO).suggestion) == "Type: 2025-12-31"


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.lists(st.text())))
@settings(deadline=None)
def test_no_value_makes_it_raise(value: object) -> None:
    reading = dates.read(value, TOKYO)
    if not (isinstance(value, str) and dates.TEMPLATE.search(value)):
        assert reading.moment is not None or reading.fault is not None
    assert not (reading.impossible and reading.moment)


@pytest.mark.parametrize("value", ["Last Modified", "git Created", "2026-01", "today", 1767312000, 1767312000000])
def test_a_form_that_only_some_generators_read_says_so(value: object) -> None:
    assert dates.read(value, TOKYO).loose


def test_what_a_template_works_out_is_neither_read_nor_at_fault() -> None:
    assert dates.read("{{ page.date }}", TOKYO) == dates.DateReading()


def test_a_date_with_something_else_behind_it_keeps_its_day() -> None:
    reading = dates.read("2026-01-02 10h30", TOKYO)
    assert reading.day == date(2026, 1, 2)
    assert str(reading.fault) == "“10h30” after the date is not a time of day."


@given(
    st.datetimes(
        min_value=datetime(1970, 1, 2), max_value=datetime(2099, 12, 30), timezones=st.sampled_from([UTC, TOKYO])
    )
)
@settings(deadline=None)
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    assert dates.parse(moment.replace(microsecond=0).isoformat(), TOKYO) == moment.replace(microsecond=0)


def test_the_name_of_the_file_dates_a_post_without_a_date() -> None:
    post = Post.read(b"---\ntitle: x\n---\n", "_posts/2026-03-02-ferry.md")
    moment = dates.post_date(post, Settings())
    assert moment is not None
    assert moment.date() == date(2026, 3, 2)
    assert dates.file_date("content/2026-03-02-ferry/index.md") == date(2026, 3, 2)
    assert dates.file_date("2026-13-02-ferry.md") is None


def state(front: str, now: datetime, path: str = "ferry.md") -> PublicationState:
    return publication_dates(Post.read(f"---\n{front}\n---\n".encode(), path), Settings()).at(now).state


def test_drafts_scheduled_and_expired_posts_are_told_apart() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    tomorrow = (now + timedelta(days=1)).date()
    assert state("date: 2026-03-01", now) is PublicationState.LIVE
    assert state(f"date: {tomorrow}", now) is PublicationState.SCHEDULED
    assert state("draft: true", now) is PublicationState.DRAFT
    assert state("published: false", now) is PublicationState.DRAFT
    assert state("title: x", now, "_drafts/ferry.md") is PublicationState.DRAFT
    assert state("expiryDate: 2026-03-01", now) is PublicationState.EXPIRED
    assert state("date: 0001-01-01 00:00:00 +1400\nexpiryDate: 9999-12-31 23:59:59 -1200", now) is PublicationState.LIVE


@pytest.mark.parametrize("zone", ["IST", "Europe/Nowhere"])
def test_a_zone_that_is_not_clear_leaves_the_time_in_the_zone_of_the_site(zone: str) -> None:
    assert dates.parse(f"2025-10-08 10:00:00 {zone}", TOKYO) == datetime(2025, 10, 8, 10, tzinfo=TOKYO)


def test_a_day_that_does_not_exist_is_the_fault_whatever_stands_behind_it() -> None:
    reading = dates.read("2026-02-30 10h30", TOKYO)
    assert reading.day is None
    assert "10h30" not in str(reading.fault)
