"""See `front_matter_date`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta, timezone
from pathlib import PurePosixPath

from content_quality.core.document import dates
from content_quality.core.document.key_findings import KeyFindings
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import profile_of
from content_quality.core.findings import Finding, Severity, message
from content_quality.core.settings import Settings, Site

NAME = "front-matter-date"
MAIN = frozenset(
    {"date", "pubDate", "pubDatetime", "publishDate", "published_at"}
)  # keys that a generator reads, and stops at
STRICT = frozenset({"jekyll", "hugo", "zola", "zenn"})  # generators that read whole dates only
OTHER = frozenset({"updated", "lastmod", "last_modified_at", "last_updated", "modified", "updatedDate", "expiryDate"})
EAST, WEST = (
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=-12)),
)  # the first and the last place on Earth where a day begins


def front_matter_date(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag a date that cannot be read, that does not exist, or that disagrees with the file's name.

    Why it matters: the build stops, or the post appears under the wrong day, or not at all.
    Example: `date: 2026-02-30 10:00:00 +0900`.
    Instead: `date: 2026-02-28 10:00:00 +0900`.
    Known false positives: sites that keep the day of the first draft in the file's name.
    """
    if not post.front_matter.readable:
        return
    findings = KeyFindings(NAME, post)
    readings = {}
    for key in (*dates.DATE_KEYS, *sorted(OTHER)):
        value = post.front_matter.values.get(key)
        if key not in post.front_matter.values or isinstance(value, bool):
            continue  # `published: true` and its kin are switches
        if value is None or value == "":
            yield from _empty(findings, key, settings)
            continue
        readings[key] = dates.read(value, settings.zone)
        if not readings[key].loose or (key in MAIN and profile_of(post, settings).name in STRICT):
            yield from _unreadable(findings, key, readings[key])
    main = next((readings[key] for key in dates.DATE_KEYS if key in readings), None)
    named = dates.file_date(post.path)
    if main and main.moment and not main.loose and named and named not in _days(main, settings.site):
        key = next(key for key in dates.DATE_KEYS if key in readings)
        text = message("The front matter says {date}, the file's name {named}.", date=str(main.day), named=str(named))
        yield findings.at(key, Severity.WARNING, text, message("Correct {key}, or rename the file.", key=key))
    if (impossible := dates.impossible_file_date(post.path)) and _published_by_jekyll(post, settings):
        text = message("The file's name says {named}, a day that does not exist; Jekyll stops at it.", named=impossible)
        yield findings.at("", Severity.BLOCKER, text, message("Rename the file."))


def _published_by_jekyll(post: Post, settings: Settings) -> bool:
    return "_posts" in PurePosixPath(post.path).parts and profile_of(post, settings).name == "jekyll"


def _empty(findings: KeyFindings, key: str, settings: Settings) -> Iterator[Finding]:
    """An empty optional key is silent, but Jekyll stops the build at `date:` without a date."""
    if key == "date" and profile_of(findings.post, settings).name == "jekyll":
        text = message("date is empty; Jekyll stops at a date it cannot read.")
        yield findings.at(
            key, Severity.BLOCKER, text, message("Type the date, or delete the line: the file's name has it.")
        )


def _unreadable(findings: KeyFindings, key: str, reading: dates.DateReading) -> Iterator[Finding]:
    if reading.fault:
        severity = Severity.BLOCKER if key in MAIN and (reading.loose or not reading.moment) else Severity.WARNING
        yield findings.at(key, severity, reading.fault, reading.suggestion)
    elif reading.moment and not dates.EARLIEST <= reading.moment.year <= dates.LATEST:
        text = message("{key} says the year {year}.", key=key, year=reading.moment.year)
        yield findings.at(key, Severity.WARNING, text, message("Correct the year."))


def _days(reading: dates.DateReading, site: Site) -> set[date]:
    """Return the days a file's name may have: as written, in UTC, and in the site's zone.

    Anywhere on Earth when that is not set.
    """
    moment = reading.moment
    assert moment is not None
    days = {moment.date()}
    if (
        not reading.has_time or not dates.EARLIEST <= moment.year <= dates.LATEST
    ):  # a day's shift may leave the calendar
        return days
    zones = (UTC, Settings(site=site).zone) if site.timezone != Site().timezone else (EAST, WEST, UTC)
    return days | {moment.astimezone(zone).date() for zone in zones}
