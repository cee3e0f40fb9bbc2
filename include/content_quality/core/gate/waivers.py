"""Waivers: a person accepts one finding about one passage of one post, with a reason and for a time."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from content_quality.core.document.waiver_comments import WaiverComment
from content_quality.core.findings import Message, message
from content_quality.core.gate.reasons import LONGEST_REASON, is_readable
from content_quality.core.records import dataclass
from content_quality.core.settings import WaiverRules

KEYS = frozenset({"check", "post", "fingerprint", "reason", "by", "granted", "until"})
REQUIRED = KEYS - {"until"}


class WaiversUnreadable(ValueError):  # noqa: N818 - names the state
    """The waiver file cannot be read as one; the message names the first thing wrong."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One accepted finding. An edit of the passage changes its fingerprint and so ends the waiver."""

    check: str
    post: str  # post_id
    fingerprint: str
    reason: str
    granted_by: str
    granted: date
    until: date  # the last day it is in force


@dataclass(frozen=True, slots=True)
class VoidWaiver:
    """A waiver that is not in force, and why."""

    waiver: Waiver
    why: Message


@dataclass(frozen=True, slots=True)
class InlineWaiver:
    """A waiver that stands in the post itself; it covers findings that begin within its lines."""

    check: str
    reason: str
    until: date
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class VoidComment:
    """A comment in a post that excuses nothing, and why."""

    check: str
    line: int
    why: Message


@dataclass(frozen=True, slots=True)
class InlineWaivers:
    """What stands in one post."""

    sound: tuple[InlineWaiver, ...] = ()
    void: tuple[VoidComment, ...] = ()


def parse(text: str, rules: WaiverRules) -> tuple[Waiver, ...]:
    """Return the waivers in the TOML document `text`.

    Raise `WaiversUnreadable` when it is not exactly a list of waivers.
    """
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is one; so is a number of thousands of digits
        raise WaiversUnreadable(f"the file is not valid TOML: {error}") from error
    if unknown := set(document) - {"waivers"}:
        raise WaiversUnreadable(
            f"{', '.join(sorted(unknown))} is not a known key; write each waiver as a [[waivers]] table"
        )
    rows = document.get("waivers", [])
    if not isinstance(rows, list):
        raise WaiversUnreadable("write each waiver as a [[waivers]] table")
    return tuple(_waiver(row, number, rules) for number, row in enumerate(rows, start=1))


def _waiver(row: object, number: int, rules: WaiverRules) -> Waiver:
    if not isinstance(row, dict):
        raise WaiversUnreadable(f"waiver {number} must be a table of keys")
    if wrong := (set(row) - KEYS) | (REQUIRED - set(row)):
        raise WaiversUnreadable(
            f"waiver {number}: {', '.join(sorted(wrong))} is missing or unknown; the keys are {', '.join(sorted(KEYS))}"
        )
    words = {key: row[key] for key in ("check", "post", "fingerprint", "reason", "by")}
    if empty := [key for key, value in words.items() if not isinstance(value, str) or not value.strip()]:
        raise WaiversUnreadable(f"waiver {number}: {', '.join(empty)} must be text that is not empty")
    if blank := [key for key in ("reason", "by") if not is_readable(words[key])]:
        raise WaiversUnreadable(
            f"waiver {number}: {', '.join(blank)} must hold visible words, {LONGEST_REASON} characters at most"
        )
    granted = row["granted"]
    if type(granted) is not date:  # a datetime is a date, too
        raise WaiversUnreadable(f"waiver {number}: granted must be a date such as 2026-11-20")
    until = row.get("until", granted + timedelta(days=rules.default_days))
    if type(until) is not date:
        raise WaiversUnreadable(f"waiver {number}: until must be a date such as 2026-12-20")
    return Waiver(
        words["check"],
        words["post"],
        words["fingerprint"],
        words["reason"].strip(),
        words["by"].strip(),
        granted,
        until,
    )


def in_force(
    waivers: Sequence[Waiver], today: date, checks: Collection[str], rules: WaiverRules
) -> tuple[tuple[Waiver, ...], tuple[VoidWaiver, ...]]:
    """Return the waivers that count on `today`, and those that don't with the reason.

    `checks` are the names there are.
    """
    sound, void = [], []
    for waiver in waivers:
        why = _why_void(waiver, today, checks, rules)
        if why is None:
            sound.append(waiver)
        else:
            void.append(VoidWaiver(waiver, why))
    return tuple(sound), tuple(void)


def _why_void(waiver: Waiver, today: date, checks: Collection[str], rules: WaiverRules) -> Message | None:
    if waiver.check not in checks:
        return message("The waiver names the check {check}, which does not exist.", check=waiver.check)
    if waiver.until - waiver.granted > timedelta(days=rules.most_days):
        return message(
            "The waiver of {check} lasts longer than {days} days and does not count.",
            check=waiver.check,
            days=rules.most_days,
        )
    if waiver.granted > today:
        return message("The waiver of {check} is dated in the future and does not count.", check=waiver.check)
    if waiver.until < today:
        return message("The waiver of {check} ended on {until}.", check=waiver.check, until=waiver.until.isoformat())
    return None


def inline_waivers(
    comments: Iterable[WaiverComment], today: date, rules: WaiverRules, checks: Collection[str]
) -> InlineWaivers:
    """Return the waivers among the `comments` of a post.

    Those that count on `today`, and the others with the reason.
    """
    sound, void = [], []
    for comment in comments:
        why = _why_excuses_nothing(comment, today, rules, checks)
        if why is None and comment.until:
            sound.append(
                InlineWaiver(comment.check, comment.reason, comment.until, comment.first_line, comment.last_line)
            )
        elif why is not None:
            void.append(VoidComment(comment.check, comment.first_line, why))
    return InlineWaivers(tuple(sound), tuple(void))


def _why_excuses_nothing(
    comment: WaiverComment, today: date, rules: WaiverRules, checks: Collection[str]
) -> Message | None:
    check, until = comment.check, comment.until
    if not rules.inline:
        return message(
            "The comment that allows {check} does not count: this site does not accept waivers in posts.", check=check
        )
    if check not in checks:
        return message("The waiver names the check {check}, which does not exist.", check=check)
    if until is None or not is_readable(comment.reason):
        return message(
            "The comment that allows {check} needs a reason and an end date, such as: until {example}.",
            check=check,
            example=today.isoformat(),
        )
    if until < today:
        return message("The waiver of {check} ended on {until}.", check=check, until=until.isoformat())
    if until > today + timedelta(days=rules.most_days):
        return message(
            "The waiver of {check} lasts longer than {days} days and does not count.", check=check, days=rules.most_days
        )
    return None
