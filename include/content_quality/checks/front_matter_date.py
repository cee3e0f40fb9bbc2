"""See `front_matter_date`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

from content_quality.core.document import dates
from content_quality.core.document.front_matter.mistake import pair
from content_quality.core.document.generators import lies_in, of_any
from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import Profile, date_forms, profile_of
from content_quality.core.findings import DraftFinding, Message, Severity, message
from content_quality.core.settings import Settings, Site
from content_quality.core.site.translations import is_translation

NAME = "front-matter-date"
MAIN = frozenset({"date", "pubDate", "pubDatetime", "publishDate", "published_at"})  # keys that a generator reads
OTHER = frozenset({"updated", "lastmod", "last_modified_at", "last_updated", "modified", "updatedDate", "expiryDate"})
EAST, WEST = (
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=-12)),
)  # the first and the last place on Earth where a day begins
FEW_DAYS = 14  # between the day a file was begun and the day of its post
TRANSLATION_DAYS = 3  # the same of a translation, whose name repeats the day of the original


def front_matter_date(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a date that cannot be read, that does not exist, or that disagrees with the file name.

    If the generator is known, it decides which formats count. A few days between the file name and the date are
    information.

    Why it matters: the build stops, or the post appears under the wrong day, or not at all.
    Example: `date: 2026-02-30 10:00:00 +0900`.
    Instead: `date: 2026-02-28 10:00:00 +0900`.
    Known false positives: sites that keep the day of the first draft in the file name.
    """
    front_matter = post.front_matter
    if not front_matter.readable:
        return
    profile = profile_of(post, settings)
    readings: dict[str, dates.DateReading] = {}
    for key, value in front_matter.values.items():
        strict = date_forms.stops_at(profile, key)
        if not strict and key not in dates.date_keys() and key not in OTHER:
            continue
        if isinstance(value, bool):
            if key.lower() in profile.dates.no_switches:
                text = message(
                    "Newer versions of {generator} read {key} as a date and stop at true and false.",
                    generator=profile.title,
                    key=key,
                )
                yield about_key(
                    post,
                    key,
                    Severity.BLOCKER,
                    text,
                    message("Type: {line}", line=pair(post.front_matter.format, "draft", not value)),
                )
            elif strict:
                yield about_key(post, key, Severity.BLOCKER, message("This is not a date."), dates.NO_DATE.suggestion)
            continue  # `published: true` and its kin are switches
        if value is None or value == "":
            yield from _empty(post, key, profile)
            continue
        readings[key] = dates.read(value, settings.zone)
        judge = _counted if strict and _counts_on(post, key, readings[key], profile) else _judged
        yield from judge(post, key, readings[key], profile)
    main = next((key for key in dates.date_keys() if key in readings), None)
    if main and readings[main].moment and not readings[main].loose:
        yield from _file_name(post, main, readings[main], settings.site)
    impossible = dates.impossible_file_date(post.path) if profile.dates.from_file_name else None
    if impossible and lies_in(post.path, profile.post_folders):
        text = message(
            "The file name contains the date {named}, which does not exist; {generator} stops with an error.",
            named=impossible,
            generator=profile.title,
        )
        yield about_key(post, "", Severity.BLOCKER, text, message("Rename the file."))


def _file_name(post: Post, key: str, reading: dates.DateReading, site: Site) -> Iterator[DraftFinding]:
    """Compare the date with the one in the file's name; a few days apart the post was begun before it was published."""
    named, day = dates.file_date(post.path), reading.day
    if named is None or day is None or named in _days(reading, site):
        return
    text = message(
        "The front matter gives the date {date}; the file name gives {named}.", date=str(day), named=str(named)
    )
    swapped = (named.year, named.month, named.day) == (day.year, day.day, day.month)
    few = TRANSLATION_DAYS if is_translation(post.path) else FEW_DAYS
    severity = Severity.WARNING if swapped or abs(day - named).days > few else Severity.INFO
    suggestion = message("Correct {key}, or rename the file.", key=key)
    if swapped:
        line = pair(post.front_matter.format, key, str(named))
        suggestion = message("One of the two dates has month and day the wrong way round. Type: {line}", line=line)
    yield about_key(post, key, severity, text, suggestion)


def _empty(post: Post, key: str, profile: Profile) -> Iterator[DraftFinding]:
    """An empty optional key is silent, but some generators stop at `date:` without a date, or take the year 1."""
    rules = profile.dates
    main = (*rules.of_post, "date")[0]
    if (key.lower() if profile.keys_in_any_case else key) != main or not rules.empty:
        return
    if rules.empty == "year 1":
        text = message("date is empty; {generator} reads an empty date as the year 1.", generator=profile.title)
        yield about_key(post, key, Severity.WARNING, text, message("Type the date, or delete the line."))
    elif rules.from_file_name:
        text = message("date is empty; {generator} stops with an error at an empty date.", generator=profile.title)
        yield about_key(
            post,
            key,
            Severity.BLOCKER,
            text,
            message("Type the date, or delete the line: the file name gives the date."),
        )
    elif rules.empty == "stops" or post.front_matter.values[key] == "":
        text = message("{key} is empty; the generator stops with an error at an empty date.", key=key)
        yield about_key(post, key, Severity.BLOCKER, text, message("Type the date, or delete the line."))


def _intended(post: Post, reading: dates.DateReading) -> Message | None:
    """Return what to do about a date that cannot be read; the file's name may give the day that was meant."""
    named = dates.file_date(post.path) if reading.impossible else None
    if named is None:
        return reading.suggestion
    return message("Type the intended date. The file name gives {named}.", named=str(named))


def _judged(post: Post, key: str, reading: dates.DateReading, profile: Profile) -> Iterator[DraftFinding]:
    strict = date_forms.stops_at(profile, key)
    is_text = isinstance(post.front_matter.values[key], str)
    known = date_forms.reads(profile, _typed(post, key), is_text=is_text) if strict else None
    if strict and not reading.moment and not reading.fault:  # a template
        if not lies_in(post.path, of_any("unpublished_folders")) and known is False:
            text = message("The date is a template; generators do not fill in templates in front matter.")
            yield about_key(post, key, Severity.BLOCKER, text, dates.NO_DATE.suggestion)
        return
    if known and profile.dates.month_first and not reading.impossible:
        return  # month first is a form of its own there
    if known is False or (known and reading.fault and not reading.loose):
        if known and reading.fault == dates.NO_DATE.fault:
            text = message("{generator} reads this date format; other programs may not.", generator=profile.title)
            yield about_key(post, key, Severity.INFO, text, dates.NO_DATE.suggestion)
            return
        weight = Severity.WARNING if known and not reading.impossible else Severity.BLOCKER
        text = reading.fault or message("{generator} does not read this date format.", generator=profile.title)
        yield about_key(post, key, weight, text, _intended(post, reading) or _whole(post, key, reading))
    elif known is None and reading.fault and not (reading.loose and not strict):
        fatal = key in MAIN and (strict or not date_forms.is_known(profile)) and (reading.loose or not reading.moment)
        weight = Severity.BLOCKER if fatal else Severity.WARNING
        yield about_key(post, key, weight, reading.fault, _intended(post, reading))
    elif reading.moment and not dates.EARLIEST <= reading.moment.year <= dates.LATEST:
        text = message("{key} gives the year {year}.", key=key, year=reading.moment.year)
        yield about_key(post, key, Severity.WARNING, text, message("Correct the year."))


def _counts_on(post: Post, key: str, reading: dates.DateReading, profile: Profile) -> bool:
    """Return whether the generator takes a time beyond the clock for a later one: in YAML, without quotation marks."""
    place = post.front_matter.places.get(key)
    if reading.counted_on is None or place is None or post.front_matter.format != "yaml":
        return False
    return date_forms.counts_on(profile, post.text[place.value_start : place.value_end])


def _counted(post: Post, key: str, reading: dates.DateReading, profile: Profile) -> Iterator[DraftFinding]:
    text = message(
        "This time does not exist; {generator} takes it for {moment}.",
        generator=profile.title,
        moment=f"{reading.counted_on:%Y-%m-%d %H:%M}",
    )
    yield about_key(post, key, Severity.WARNING, text, reading.suggestion)


def _typed(post: Post, key: str) -> str:
    """Return the date as it is typed, without quotation marks; what TOML has as a date is one for every reader."""
    value, place = post.front_matter.values[key], post.front_matter.places.get(key)
    if isinstance(value, str):
        return value
    if post.front_matter.format == "toml" and isinstance(value, date):
        return value.isoformat() if not isinstance(value, datetime) else value.isoformat(timespec="seconds")
    return post.text[place.value_start : place.value_end] if place else str(value)


def _whole(post: Post, key: str, reading: dates.DateReading) -> Message | None:
    """Return the line to type for the moment that was read."""
    if reading.moment is None or reading.day is None:
        return None
    typed = reading.moment.isoformat(timespec="seconds") if reading.has_time else str(reading.day)
    return message("Type: {line}", line=f"{key}: {typed}" if post.front_matter.format == "yaml" else pair(post.front_matter.format, key, typed))  # fmt: skip  # noqa: E501 - one sentence for people


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
