"""Which alerts are due: values in, values out. What was told to whom is the memory.

Nothing is told twice, nothing is forgotten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.i18n.catalogue import catalogue
from content_quality.core.settings import Alerts, Recipient

LONGEST_WAIT = timedelta(hours=2)  # between two attempts; an outage that ends is noticed within this
REFUSED_ATTEMPTS = 3  # of an alert that the other side refuses for good (an SMTP 5xx, an HTTP 4xx)
# posts told of at once with an alert message each, which mail programs thread by post; more at once are one alert message
OWN_LETTERS = 3
SAME_CAUSE = timedelta(
    hours=6
)  # between two alert messages about the same failing task; what failed meanwhile is counted in the second
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class AlertKind(StrEnum):
    """What an alert is about. The first five are for editors, the others for maintainers."""

    BATCH = "batch"
    URGENT = "urgent"
    DIGEST = "digest"
    REMINDER = "reminder"
    WEEKLY = "weekly"
    FAILURE = "failure"
    LATE = "late"
    UNDELIVERED = "undelivered"
    REPAIRED = "repaired"
    TEST = "test"


ABOUT_POSTS = (AlertKind.BATCH, AlertKind.URGENT, AlertKind.DIGEST, AlertKind.REMINDER)
ABOUT_THE_PIPELINE = (AlertKind.FAILURE, AlertKind.LATE, AlertKind.UNDELIVERED, AlertKind.REPAIRED)  # the worst first


class DeliveryState(StrEnum):
    """How far the delivery of an alert got; `merged` ones went out inside a later digest."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    MERGED = "merged"


OPEN = (DeliveryState.QUEUED, DeliveryState.FAILED)


class RecipientRole(StrEnum):
    """What an alert says of a post."""

    NEW = "new"
    FIXED = "fixed"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the outbox, written with the decisions: a post is held, or one that was held is fixed."""

    notice_id: str
    batch_id: str
    post_id: str
    sha256: str
    policy: str
    kind: str  # held, fixed
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class Mention:
    """A post in an alert; the words are read when the alert is sent. `since` is when it was first held (ISO)."""

    role: RecipientRole
    notice_id: str
    post_id: str
    batch_id: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to one recipient on one channel. It names no words of posts."""

    alert_id: str
    kind: AlertKind
    channel: str
    recipient: str
    language: str
    subject: str
    batch_id: str  # the newest batch it is about, or nothing
    mentions: tuple[Mention, ...]
    queued_at: datetime
    state: DeliveryState = DeliveryState.QUEUED
    attempts: int = 0
    next_at: datetime | None = None
    sent_at: datetime | None = None
    error: str | None = None
    about: str = ""  # for maintainers: names of DAG, task and run; never words of posts
    cause: str = ""  # for maintainers: what the same failure has in common, whatever the run

    @property
    def address(self) -> tuple[str, str]:
        """Who receives it, and how."""
        return self.channel, self.recipient

    def sent(self, at: datetime) -> Alert:
        """Return the alert after it was handed over."""
        return replace(self, state=DeliveryState.SENT, attempts=self.attempts + 1, sent_at=at, next_at=None, error=None)

    def failed(self, error: str, at: datetime, alerts: Alerts, *, refused: bool) -> Alert:
        """Return the alert after an attempt that failed: due again after a growing pause, or dead."""
        attempts = self.attempts + 1
        dead = attempts >= (min(REFUSED_ATTEMPTS, alerts.attempts) if refused else alerts.attempts)
        wait = min(LONGEST_WAIT, timedelta(seconds=alerts.retry_seconds) * 2 ** min(attempts - 1, 16))
        return replace(
            self,
            state=DeliveryState.DEAD if dead else DeliveryState.FAILED,
            attempts=attempts,
            next_at=None if dead else at + wait,
            error=error[:300],
        )

    def is_due(self, now: datetime) -> bool:
        """Return whether an attempt should be made."""
        return self.state in OPEN and (self.next_at is None or self.next_at <= now)


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that is held now, since when, and whose it is."""

    post_id: str
    batch_id: str
    sha256: str
    policy: str
    since: datetime
    author: str | None = None
    section: str | None = None
    urgent: bool = False  # readers see it now, or will within a day


def digest(*parts: str) -> str:
    """Return 16 hex digits that name `parts`."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def notices(batch_id: str, decisions: Iterable[Decision], held_before: Collection[str], now: datetime) -> list[Notice]:
    """Return a line for every post that is held, and for every one of `held_before` that no longer is."""
    lines = []
    for decision in decisions:
        held = decision.verdict is Verdict.HOLD and not decision.released
        if not held and (decision.post_id not in held_before or not decision.released):
            continue
        kind = "held" if held else "fixed"
        name = digest(decision.post_id, decision.sha256, decision.policy, kind)
        lines.append(Notice(name, batch_id, decision.post_id, decision.sha256, decision.policy, kind, now))
    return lines


@dataclass(frozen=True, slots=True)
class DeliveryHistory:
    """What one recipient was told on one channel."""

    alerts: tuple[Alert, ...]

    @classmethod
    def of(cls, alerts: Iterable[Alert], recipient: Recipient) -> DeliveryHistory:
        """Return the memory of `recipient`; what was merged counts with the alert it went into."""
        return cls(
            tuple(
                alert
                for alert in alerts
                if alert.address == (recipient.channel, recipient.to) and alert.state is not DeliveryState.MERGED
            )
        )

    def told(self) -> dict[str, datetime]:
        """Return when each notice was first put into an alert."""
        return {mention.notice_id: alert.queued_at for alert in reversed(self.alerts) for mention in alert.mentions}

    def knows_held(self, post_id: str) -> bool:
        """Return whether the newest word about `post_id` was that it is held."""
        roles = [mention.role for alert in self.alerts for mention in alert.mentions if mention.post_id == post_id]
        return bool(roles) and roles[-1] is not RecipientRole.FIXED

    def last(self, kind: AlertKind, post_id: str = "") -> datetime | None:
        """Return when an alert of `kind` was last made, about `post_id` when it is given."""
        found = [
            alert.queued_at
            for alert in self.alerts
            if alert.kind is kind and (not post_id or any(mention.post_id == post_id for mention in alert.mentions))
        ]
        return max(found, default=None)


def moment_before(now: datetime, clock: str, zone: ZoneInfo, weekday: str = "") -> datetime:
    """Return the last time before `now` at which the site's clock showed `clock`, on `weekday` when one is given."""
    hours, minutes = map(int, clock.split(":"))
    local = now.astimezone(zone)
    moment = local.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    if moment > local:
        moment -= timedelta(days=1)
    while weekday and WEEKDAYS[moment.weekday()] != weekday:
        moment -= timedelta(days=1)
    return moment


def plan(
    recipient: Recipient,
    pending: Sequence[Notice],
    held: Mapping[str, HeldPost],
    history: DeliveryHistory,
    alerts: Alerts,
    zone: ZoneInfo,
    site: str,
    now: datetime,
) -> list[Alert]:
    """Return the alerts about posts that `recipient` should get now.

    `pending` and `held` are the posts they answer for.
    """
    told = history.told()
    newest = {
        notice.post_id: notice
        for notice in sorted(pending, key=lambda notice: (notice.queued_at, notice.kind == "held"))
    }
    known = {notice.post_id for notice in newest.values() if history.knows_held(notice.post_id)}
    # A post that goes back to held bytes of old is told of again: the last word about it was that it is fixed.
    new = [
        notice
        for notice in newest.values()
        if notice.kind == "held"
        and notice.post_id in held
        and not (notice.notice_id in told and notice.post_id in known)
    ]
    fixed = [
        notice
        for notice in newest.values()
        if notice.kind == "fixed" and notice.post_id not in held and notice.post_id in known
    ]
    planned = []
    if alerts.when == "batch":
        late = _reminders(held.values(), history, told, alerts, now)
        if new or fixed:
            planned.append(_alert(AlertKind.BATCH, recipient, site, [*_new(new, held), *_fixed(fixed)], now))
        elif late:
            planned.append(_alert(AlertKind.REMINDER, recipient, site, late, now))
        return planned
    urgent = [
        notice
        for notice in new
        if held[notice.post_id].urgent and not _is_today(history.last(AlertKind.URGENT, notice.post_id), zone, now)
    ]
    together = [[notice] for notice in urgent] if len(urgent) <= OWN_LETTERS else [urgent]
    planned += [_alert(AlertKind.URGENT, recipient, site, list(_new(notices, held)), now) for notices in together]
    told_now = {mention.notice_id for alert in planned for mention in alert.mentions}
    moment = moment_before(now, alerts.digest_at, zone)
    ripe = [notice for notice in (*new, *fixed) if notice.notice_id not in told_now and notice.queued_at <= moment]
    digested = history.last(AlertKind.DIGEST)
    late = _reminders(held.values(), history, told, alerts, moment) if digested is None or digested < moment else []
    if ripe or late:
        lines = [
            *_new((notice for notice in ripe if notice.kind == "held"), held),
            *_fixed(notice for notice in ripe if notice.kind == "fixed"),
            *late,
        ]
        shown = {mention.post_id for mention in lines} | {
            mention.post_id for alert in planned for mention in alert.mentions
        }
        unsaid = [post for post in held.values() if post.post_id not in shown and history.knows_held(post.post_id)]
        still = [
            Mention(RecipientRole.STILL, "", post.post_id, post.batch_id, post.since.isoformat()) for post in unsaid
        ]
        planned.append(_alert(AlertKind.DIGEST, recipient, site, [*lines, *still], now))
    return planned


def _is_today(moment: datetime | None, zone: ZoneInfo, now: datetime) -> bool:
    return moment is not None and moment.astimezone(zone).date() == now.astimezone(zone).date()


def weekly_due(
    history: DeliveryHistory, alerts: Alerts, zone: ZoneInfo, first_decision: datetime | None, now: datetime
) -> bool:
    """Return whether the weekly sign of life is due: its moment has passed, the site was at work before it, and it was not sent since."""
    if not alerts.weekly_on or first_decision is None:
        return False
    moment = moment_before(now, alerts.digest_at, zone, alerts.weekly_on)
    last = history.last(AlertKind.WEEKLY)
    return first_decision < moment and (last is None or last < moment)


def merged(
    open_alerts: Sequence[Alert], recipient: Recipient, site: str, now: datetime
) -> tuple[Alert | None, list[Alert]]:
    """Return one digest instead of several alerts about posts that wait for the same recipient, and those alerts as merged.

    A post that was held and fixed while nothing could be told is not told of, and what has not been told yet stays new.
    """
    waiting = sorted((alert for alert in open_alerts if alert.kind in ABOUT_POSTS), key=lambda alert: alert.queued_at)
    if len(waiting) < 2:
        return None, []
    latest: dict[str, Mention] = {}
    silent: list[Mention] = []  # remembered, and not shown: a newer line says more
    for mention in (mention for alert in waiting for mention in alert.mentions):
        before = latest.pop(mention.post_id, None)
        if before and before.role is RecipientRole.NEW and mention.role is RecipientRole.FIXED:
            continue
        if before and before.role is RecipientRole.NEW and mention.role is RecipientRole.STILL:
            before, mention = replace(mention, post_id=""), before  # noqa: PLW2901 - the one that says more
        if before:
            silent.append(replace(before, role=RecipientRole.STILL, post_id=""))
        latest[mention.post_id] = mention
    gone = [replace(alert, state=DeliveryState.MERGED, next_at=None) for alert in waiting]
    shown = [mention for mention in latest.values() if mention.post_id]
    if not shown:
        return None, gone
    return _alert(
        AlertKind.DIGEST, recipient, site, [*shown, *(mention for mention in silent if mention.notice_id)], now
    ), gone


def merged_failures(
    open_alerts: Sequence[Alert], recipient: Recipient, site: str, now: datetime
) -> tuple[Alert | None, list[Alert]]:
    """Return one alert message instead of several about the pipeline that wait for the same maintainer, and those as merged."""
    waiting = sorted(
        (alert for alert in open_alerts if alert.kind in ABOUT_THE_PIPELINE), key=lambda alert: alert.queued_at
    )
    if len(waiting) < 2:
        return None, []
    about = "\n".join(dict.fromkeys(line for alert in waiting for line in alert.about.splitlines()))
    kinds = {alert.kind for alert in waiting}
    kind = next(kind for kind in ABOUT_THE_PIPELINE if kind in kinds)
    fresh = for_maintainers(kind, recipient, site, about, " ".join(alert.alert_id for alert in waiting), now)
    return fresh, [replace(alert, state=DeliveryState.MERGED, next_at=None) for alert in waiting]


def _new(fresh: Iterable[Notice], held: Mapping[str, HeldPost]) -> Iterator[Mention]:
    for notice in fresh:
        yield Mention(
            RecipientRole.NEW, notice.notice_id, notice.post_id, notice.batch_id, held[notice.post_id].since.isoformat()
        )


def _fixed(fresh: Iterable[Notice]) -> Iterator[Mention]:
    for notice in fresh:
        yield Mention(RecipientRole.FIXED, notice.notice_id, notice.post_id, notice.batch_id)


def _reminders(
    held: Iterable[HeldPost], history: DeliveryHistory, told: Mapping[str, datetime], alerts: Alerts, now: datetime
) -> list[Mention]:
    """Return posts that were told of and stayed as they are; the pause doubles with each reminder."""
    due = []
    for post in held:
        names = [digest(post.post_id, post.sha256, post.policy, "held")]
        while names[-1] in told:
            names.append(digest(post.post_id, post.sha256, post.policy, f"reminder-{len(names)}"))
        sent = len(names) - 1
        if not alerts.remind_days or not sent or not history.knows_held(post.post_id):
            continue
        if now >= told[names[-2]] + timedelta(days=alerts.remind_days * 2 ** (sent - 1)):
            due.append(Mention(RecipientRole.STILL, names[-1], post.post_id, post.batch_id, post.since.isoformat()))
    return due


def _alert(kind: AlertKind, recipient: Recipient, site: str, mentions: Sequence[Mention], now: datetime) -> Alert:
    name = digest(
        kind, recipient.channel, recipient.to, now.isoformat(), *sorted(mention.notice_id for mention in mentions)
    )
    newest = max((mention.batch_id for mention in mentions), default="")
    language = recipient.language
    return Alert(
        name,
        kind,
        recipient.channel,
        recipient.to,
        language,
        subject(kind, site, mentions, language),
        newest,
        tuple(mentions),
        now,
    )


def for_maintainers(
    kind: AlertKind, recipient: Recipient, site: str, about: str, key: str, now: datetime, cause: str = ""
) -> Alert:
    """Return an alert about the pipeline itself; `key` names its occasion, so that the same one is told once."""
    name = digest(kind, recipient.channel, recipient.to, key)
    said = subject(kind, site, (), recipient.language)
    return Alert(
        name, kind, recipient.channel, recipient.to, recipient.language, said, "", (), now, about=about, cause=cause
    )


def subject(kind: AlertKind, site: str, mentions: Sequence[Mention], language: str) -> str:
    """Return the subject: the site and counts. Words of posts never stand in a header."""
    words = catalogue(language)
    _, n = words.text, words.count
    held, fixed, still = (
        sum(mention.role is role and bool(mention.post_id) for mention in mentions)
        for role in (RecipientRole.NEW, RecipientRole.FIXED, RecipientRole.STILL)
    )
    parts = []
    if held:
        parts.append(n(held, "{n} post held back", "{n} posts held back"))
    if fixed:
        parts.append(n(fixed, "{n} post fixed", "{n} posts fixed"))
    if still:
        parts.append(n(still, "{n} post still held", "{n} posts still held"))
    said = {
        AlertKind.WEEKLY: _("The week in review"),
        AlertKind.FAILURE: _("A task of the pipeline failed"),
        AlertKind.LATE: _("Today's posts have not been decided in time"),
        AlertKind.UNDELIVERED: _("An alert could not be delivered"),
        AlertKind.REPAIRED: _("A damaged file was built anew"),
        AlertKind.TEST: _("A test of the alerts"),
    }
    return f"[{' '.join(site.split())}] {said.get(kind) or _(', ').join(parts)}"
