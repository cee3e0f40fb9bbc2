"""See `reading_time`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.duplicates import repeat_groups
from content_quality.core.findings import DraftFinding, Fix, Message, Severity, Value, message
from content_quality.core.reading_time import declared_time, typed_time
from content_quality.core.reading_time import estimation as clock
from content_quality.core.settings import Settings
from content_quality.core.text.content_languages import content_language

NAME = "reading-time"
LONGEST = 24 * 60  # minutes; a longer time is a count of words or of seconds


def reading_time(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a reading time that is not a number of minutes, or that is far from the time that the text takes to read.

    The finding shows the formula, the rates and the counts. A site can name its own formula or rates.

    Why it matters: readers rely on the reading time, and a wrong time can show that the post was cut or doubled after
    the time was computed.
    Example: `reading_time: 20` above 300 words.
    Instead: `reading_time: 2`, or no key at all, where the generator computes it.
    Certain fix: an impossible value (`soon`, `0`, `-4`) is replaced by the minutes that the text takes to read.
    Known false positives: posts that are watched or tried out rather than read; languages without a published rate are
    flagged only where no reader is that fast or that slow.
    """
    declared = declared_time.declared(post)
    if declared.key is None or not post.front_matter.readable:
        return
    if junk := _junk(declared):
        advice = message("Type the minutes as a whole number, or delete the line.")
        draft = about_key(post, declared.key, Severity.WARNING, junk, advice)
        yield replace(draft, fix=_minutes(post, declared, settings))
        return
    assert declared.minutes is not None
    estimate = clock.estimate(post, settings)
    if estimate.minutes is None or estimate.least is None or estimate.most is None:
        return
    least, most = declared.minutes, declared.upto or declared.minutes
    if _off(most, estimate.least, settings) and most < estimate.least:
        yield about_key(
            post,
            declared.key,
            Severity.WARNING,
            _off_message(post, estimate, most, settings),
            _suggestion(post, settings, estimate.minutes),
            former=_former(post, estimate),
        )
    elif _off(least, estimate.most, settings) and least > estimate.most:
        explained = settings.reading_time.formula == clock.OWN_FORMULA and not _off(
            least, max(estimate.most, clock.generous(post, settings)), settings
        )
        severity = Severity.INFO if explained else Severity.WARNING  # by a tool that counts code and markup as well
        yield about_key(
            post,
            declared.key,
            severity,
            _off_message(post, estimate, least, settings),
            _suggestion(post, settings, estimate.minutes),
            former=_former(post, estimate),
        )
    elif _band(post, estimate) and _off(least, estimate.minutes, settings) and _off(most, estimate.minutes, settings):
        told = _at_the_usual_rate(estimate, most if most < estimate.minutes else least)
        yield about_key(post, declared.key, Severity.INFO, told, _suggestion(post, settings, estimate.minutes))
    elif declared.minutes != int(declared.minutes) and isinstance(declared.value, float):
        yield about_key(
            post,
            declared.key,
            Severity.INFO,
            message("The reading time is not a whole number."),
            message("Type {minutes}.", minutes=estimate.minutes),
        )


def _minutes(post: Post, declared: declared_time.Declared, settings: Settings) -> Fix | None:
    """Return the fix that types the minutes that the text takes, where a repeat does not make the text too long."""
    estimate = clock.estimate(post, settings)
    if estimate.minutes is None or not estimate.confident or repeat_groups.repeats(post, settings).superfluous:
        return None
    typed = typed_time.with_minutes(post, declared, estimate.minutes)
    return Fix((typed,)) if typed else None


def _junk(declared: declared_time.Declared) -> Message | None:
    if declared.minutes is None:
        return message("The reading time “{value}” is not a number of minutes.", value=str(declared.value)[:60])
    if declared.minutes <= 0:
        return message(
            "The reading time is {minutes}. A reading time must be greater than zero.", minutes=f"{declared.minutes:g}"
        )
    if declared.minutes > LONGEST:
        return message(
            "A reading time of {minutes} minutes is longer than a day; the number may count seconds or words.",
            minutes=f"{declared.minutes:g}",
        )
    return None


def _off(minutes: float, computed: int, settings: Settings) -> bool:
    rules = settings.reading_time
    difference = abs(minutes - computed)
    return difference > rules.tolerance_minutes and difference > rules.tolerance_share * computed


def _off_message(post: Post, estimate: clock.Estimate, minutes: float, settings: Settings) -> Message:
    said: dict[str, Value] = {
        "minutes": f"{minutes:g}",
        "computed": estimate.minutes or 0,
        "characters": estimate.characters,
        "words": estimate.words,
        "images": estimate.images,
    }
    if settings.reading_time.formula != clock.OWN_FORMULA:
        return message(
            "The front matter gives {minutes} min; the formula {formula} gives {computed}.",
            formula=settings.reading_time.formula,
            **said,
        )
    if not estimate.confident:
        return message(
            ("The front matter gives {minutes} min; {words} words take between {least} (at {fastest} a minute) "
"and {most} min (at {slowest} a minute)."),
            least=estimate.least or 0, most=estimate.most or 0, fastest=clock.FASTEST, slowest=clock.SLOWEST, **said,
        )  # fmt: skip
    rates: dict[str, Value] = {
        "characters_per_minute": estimate.characters_per_minute,
        "words_per_minute": estimate.words_per_minute,
    }
    band = _band(post, estimate)
    if band:
        return message(
            ("The front matter gives {minutes} min; {characters} characters and {words} words take between "
"{least} min (at {fastest} characters a minute) and {most} min (at {slowest})."),
            least=estimate.least or 0, most=estimate.most or 0, slowest=band[0], fastest=band[1], **said,
        )  # fmt: skip
    if not estimate.characters:
        return message(
            (
                "The front matter gives {minutes} min; {words} words at {words_per_minute} a minute and {images} "
                "images take {computed} min."
            ),
            **said,
            **rates,
        )
    return _at_the_usual_rate(estimate, minutes)


def _at_the_usual_rate(estimate: clock.Estimate, minutes: float) -> Message:
    return message(
        ("The front matter gives {minutes} min; {characters} characters at {characters_per_minute} a "
"minute, {words} words at {words_per_minute} and {images} images take {computed} min."),
        minutes=f"{minutes:g}", computed=estimate.minutes or 0, characters=estimate.characters, words=estimate.words,
        images=estimate.images, characters_per_minute=estimate.characters_per_minute, words_per_minute=estimate.words_per_minute,  # noqa: E501 - one sentence for people
    )  # fmt: skip


def _former(post: Post, estimate: clock.Estimate) -> str | None:
    """Return the template by which waivers know a time outside of the band."""
    return _at_the_usual_rate(estimate, 0).template if _band(post, estimate) else None


def _band(post: Post, estimate: clock.Estimate) -> tuple[int, ...] | None:
    """Return the rates between which readers of the post's language differ, None where one rate counts."""
    band = content_language(post.language).characters_per_minute_band
    return band if band and estimate.least != estimate.most else None


def _suggestion(post: Post, settings: Settings, computed: int) -> Message:
    repeats = repeat_groups.repeats(post, settings)
    once = clock.estimate(post, settings, without=repeats.superfluous).minutes if repeats.superfluous else None
    if once is not None and once != computed:
        return message(
            "Type {computed}, or {once} after you delete the repeated passages.", computed=computed, once=once
        )
    return message("Type {computed}.", computed=computed)
