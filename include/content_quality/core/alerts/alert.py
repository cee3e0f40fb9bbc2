"""What an alert is: its kind, its state, the posts it mentions. It holds no words of posts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from content_quality.core.alerts.faults import PipelineFault
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.records import dataclass
from content_quality.core.settings import Alerts

LONGEST_WAIT = timedelta(hours=2)  # between two attempts; an outage that ends is noticed within this
REFUSED_ATTEMPTS = 3  # of an alert that the other side refuses for good (an SMTP 5xx, an HTTP 4xx)


class AlertKind(StrEnum):
    """What an alert is about. The first seven are for editors, the others for maintainers."""

    FIRST_LOOK = "first-look"
    BATCH = "batch"
    URGENT = "urgent"
    DIGEST = "digest"
    REMINDER = "reminder"
    WEEKLY = "weekly"
    QUESTION = "question"  # an editor asks the author of a post
    FAILURE = "failure"
    LATE = "late"
    UNDELIVERED = "undelivered"
    REPAIRED = "repaired"
    TEST = "test"


ABOUT_POSTS = (AlertKind.BATCH, AlertKind.URGENT, AlertKind.DIGEST, AlertKind.REMINDER)
FOR_EDITORS = (*ABOUT_POSTS, AlertKind.FIRST_LOOK, AlertKind.WEEKLY, AlertKind.QUESTION)
ABOUT_THE_PIPELINE = (AlertKind.FAILURE, AlertKind.LATE, AlertKind.UNDELIVERED, AlertKind.REPAIRED)  # the worst first


class DeliveryState(StrEnum):
    """How far the delivery of an alert got; `merged` ones went out inside a later digest."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    MERGED = "merged"


OPEN = (DeliveryState.QUEUED, DeliveryState.FAILED)


class MentionRole(StrEnum):
    """What an alert reports about a post."""

    NEW = "new"
    FIXED = "fixed"
    STILL = "still"
    REVIEW = "review"  # released, or not, with warnings that a person should see
    ASKED = "asked"  # an editor has a question about it; whether it is held is said elsewhere


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the outbox, written with the decisions: a post is held, fixed after it was held, or to review."""

    notice_id: str
    batch_id: str
    post_id: str
    sha256: str
    policy: str
    kind: str  # held, fixed, review
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class Mention:
    """A post in an alert; the words are read when the alert is sent. `since` is when it was first held (ISO)."""

    role: MentionRole
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
    faults: tuple[PipelineFault, ...] = ()  # for maintainers: why, where the log is, what to do

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
    """Return a line for every post that is held or to review, and for every one of `held_before` that no longer is.

    The same bytes are to review once: other settings make no news of them.
    """
    lines = []
    for decision in decisions:
        held = decision.verdict is Verdict.HOLD and not decision.released
        fixed = decision.post_id in held_before and decision.released and decision.verdict is not Verdict.DEBT
        if not held and not fixed and decision.verdict is not Verdict.REVIEW:
            continue
        kind = "held" if held else "fixed" if fixed else "review"
        name = digest(decision.post_id, decision.sha256, "" if kind == "review" else decision.policy, kind)
        lines.append(Notice(name, batch_id, decision.post_id, decision.sha256, decision.policy, kind, now))
    return lines
