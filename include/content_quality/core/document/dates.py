"""Dates of posts: parsed by ourselves, in the site's zone, because YAML loaders pass impossible ones as text."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import MAXYEAR, UTC, date, datetime, timedelta, tzinfo
from pathlib import PurePosixPath

from content_quality.core.document.generators import of_any
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.document.utc_offsets import zone_of
from content_quality.core.findings import Message, message
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy_re

CLOCK = r"""(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?
            \s*(?P<offset>Z|z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_]+){1,2}|[A-Z]{2,5})?"""
NUMERIC = re.compile(
    rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?:(?:[Tt]|[ \t]+){CLOCK})?",
    re.VERBOSE | re.ASCII,
)
COMPACT = lazy_re(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII)
NAMED = lazy_re(
    rf"""(?:[A-Za-z]{{3,9}},?\s+)?
         (?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<name>[A-Za-z]{{3,9}})\.?,?[\s-]+
          | (?P<name2>[A-Za-z]{{3,9}})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)
         (?P<year>\d{{4}})(?:,?\s+(?:at\s+)?{CLOCK})?""",
    re.VERBOSE | re.ASCII,
)
MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
# Forms that people read and generators do not: Chinese, Japanese, Korean; day and month in an order that is open.
EAST_ASIAN = lazy_re(r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]?")
AMBIGUOUS = lazy_re(r"(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})\b")
# Forms that only some generators read.
MONTH = lazy_re(r"(?P<year>\d{4})-(?P<month>\d{2})", re.ASCII)
TIMESTAMP = lazy_re(r"\d{9,10}(?P<thousandths>\d{3})?", re.ASCII)  # seconds since 1970, or milliseconds
WORKED_OUT = frozenset(
    ["created", "last modified", "git created", "git last modified", "last-modified", "today", "now"]
)
TEMPLATE = lazy_re(r"\{\{|\{%|<%|`r ")
DAY_AND_MORE = lazy_re(r"(?P<day>\d{4}-\d{1,2}-\d{1,2})[Tt \t]+(?P<rest>\S.*)", re.ASCII)
FILE_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?=.)")
EARLIEST, LATEST = 1970, 2100  # years; a post of another year is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a value says as a date: the moment, and whether it names a time of day; or why it says none.

    `loose` is a form that only some generators read, such as a month or a word for the file's own date: its fault is
    theirs who don't. What a template will work out has neither moment nor fault.
    """

    moment: datetime | None = None
    has_time: bool = False
    fault: Message | None = None
    suggestion: Message | None = None
    impossible: bool = False  # a date in form, of a day that does not exist
    loose: bool = False
    counted_on: datetime | None = (
        None  # of a time beyond the clock: the moment so many hours and minutes after midnight
    )

    @property
    def day(self) -> date | None:
        """The calendar day, as written."""
        return self.moment.date() if self.moment else None


def read(value: object, zone: tzinfo) -> DateReading:
    """Return what `value` says as a date, in `zone` where it names no offset."""
    if isinstance(value, datetime):
        return DateReading(value if value.tzinfo else value.replace(tzinfo=zone), has_time=True)
    if isinstance(value, date):
        return DateReading(datetime(value.year, value.month, value.day, tzinfo=zone))
    if isinstance(value, Mapping) and "created" in value:
        return read(value["created"], zone)  # a group of dates, as blogs of documentation have it
    if isinstance(value, int) and not isinstance(value, bool) and -LARGEST < value < LARGEST:
        value = str(value)
    if not isinstance(value, str):
        return NO_DATE
    text = value.strip()
    found = NUMERIC.fullmatch(text) or COMPACT.fullmatch(text) or NAMED.fullmatch(text)
    if found:
        return _moment(found, zone)
    return _unread(text, zone)


def parse(value: object, zone: tzinfo) -> datetime | None:
    """Return the moment `value` names, in `zone` when it has no offset; None when it names none."""
    return read(value, zone).moment


NO_DATE = DateReading(
    fault=message("This is not a date."), suggestion=message("Type a date as year-month-day, such as 2026-01-31.")
)
LARGEST = 10**18  # a longer number is no timestamp either


def _unread(text: str, zone: tzinfo) -> DateReading:
    if TEMPLATE.search(text):
        return DateReading()
    if text.casefold() in WORKED_OUT:
        return replace(NO_DATE, loose=True)
    if found := TIMESTAMP.fullmatch(text):
        return replace(
            NO_DATE,
            moment=datetime.fromtimestamp(int(text) // (1_000 if found["thousandths"] else 1), UTC),
            has_time=True,
            loose=True,
        )
    if (found := MONTH.fullmatch(text)) and (known := _moment(NUMERIC.fullmatch(f"{text}-01"), zone)).moment:
        return replace(NO_DATE, moment=known.moment, loose=True)
    if found := DAY_AND_MORE.fullmatch(text):
        known = _moment(NUMERIC.fullmatch(found["day"]), zone)
        if known.fault:
            return known
        fault = message("“{rest}” after the date is not a time of day.", rest=found["rest"][:40])
        return replace(known, fault=fault, suggestion=message("Type hours and minutes: {day} 09:30", day=found["day"]))
    plain = unicodedata.normalize("NFKC", text)
    meant = EAST_ASIAN.match(plain) or (NUMERIC.fullmatch(plain) if plain != text else None)
    if meant and (known := _moment(meant, zone)).day:
        return DateReading(
            fault=message("Generators do not read this date format."),
            suggestion=message("Type: {date}", date=str(known.day)),
        )
    if found := AMBIGUOUS.match(plain):
        first, second = int(found["first"]), int(found["second"])
        if max(first, second) > 12 and min(first, second) <= 12 and max(first, second) <= 31:
            suggestion = message(
                "Type: {date}", date=f"{found['year']}-{min(first, second):02}-{max(first, second):02}"
            )
        else:
            suggestion = message("Type the year first, then the month, then the day: {year}-12-31.", year=found["year"])
        return DateReading(fault=message("The order of day and month in this date is unclear."), suggestion=suggestion)
    return NO_DATE


def _moment(found: re.Match[str] | None, zone: tzinfo) -> DateReading:
    assert found is not None
    parts = found.groupdict()
    year, day = int(parts["year"]), int(parts.get("day") or parts["day2"])
    name = parts.get("name") or parts.get("name2")
    month = MONTHS.get(name.lower(), 0) if name else int(parts["month"])
    if name and not month:
        return NO_DATE
    if fault := _no_day(year, month, day):
        return DateReading(
            fault=fault, suggestion=message("Type the intended date as year-month-day."), impossible=True
        )
    if fault := _no_time(parts):
        counted = None if parts.get("half") else _counted_on(datetime(year, month, day, tzinfo=zone), parts)
        hint = message("Type hours and minutes: {day} 09:30", day=f"{year:04}-{month:02}-{day:02}")
        return DateReading(fault=fault, suggestion=hint, impossible=True, counted_on=counted)
    if parts.get("hour") is None:
        return DateReading(datetime(year, month, day, tzinfo=zone))
    hour = int(parts["hour"])
    if half := parts["half"]:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    try:
        offset = zone_of(parts["offset"], zone)
        return DateReading(
            datetime(year, month, day, hour, int(parts["minute"]), min(int(parts["second"] or 0), 59), tzinfo=offset),
            has_time=True,
        )
    except (ValueError, OverflowError):
        fault = message("The offset {offset} does not exist.", offset=str(parts["offset"]))
        return DateReading(
            fault=fault, suggestion=message("Type the offset from UTC in hours, such as +0900."), impossible=True
        )


def _no_day(year: int, month: int, day: int) -> Message | None:
    if not 1 <= month <= 12:
        return message("Month {month} does not exist.", month=month)
    if year < 1:
        return message("Year {year} does not exist.", year=year)
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        return message(
            "{month} has {days} days; day {day} does not exist.", month=f"{year}-{month:02}", days=days, day=day
        )
    return None


def _no_time(parts: dict[str, str | None]) -> Message | None:
    hour, minute, second = _clock(parts)
    if hour > (12 if parts.get("half") else 23) or minute > 59 or second > 60:
        return message("The time {time} does not exist.", time=f"{hour}:{minute:02}")
    return None


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int]:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    return hour, minute, second


def _counted_on(midnight: datetime, parts: dict[str, str | None]) -> datetime | None:
    if midnight.year == MAXYEAR:
        return None  # it may count on beyond the calendar
    hours, minutes, seconds = _clock(parts)
    return midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def file_date(path: str) -> date | None:
    """Return the date that starts the name of the file, or of its folder when the file is an index.

    None when none does.
    """
    found = _file_date(path)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def impossible_file_date(path: str) -> str | None:
    """Return what starts the file's name in the form of a date and is none, such as 2026-02-30."""
    found = _file_date(path)
    return found[0][:-1] if found and file_date(path) is None else None


def _file_date(path: str) -> re.Match[str] | None:
    pure = PurePosixPath(path)
    return FILE_DATE.match(pure.parent.name + "-" if pure.stem in ("index", "_index") else pure.stem + "-")


def date_keys() -> tuple[str, ...]:
    """Return the keys under which a post has its date, whatever the generator, most important first."""
    return of_any("dates.of_post")


@once_per_post
def post_date(post: Post, settings: Settings) -> datetime | None:
    """Return the date of `post`: in its front matter, else in the name of its file; None when neither can be read."""
    for key in date_keys():
        if key in post.front_matter.values:
            return parse(post.front_matter.values[key], settings.zone)
    named = file_date(post.path)
    return datetime(named.year, named.month, named.day, tzinfo=settings.zone) if named else None
