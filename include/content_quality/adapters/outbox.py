"""The outbox: which alerts a decided batch calls for, and what became of each. Kept in files, loaded into the store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from content_quality.adapters.batches import BatchFiles
from content_quality.adapters.files import append_line, read_lines, write_lines
from content_quality.adapters.store.writer import Table
from content_quality.core.gate import Decision, Verdict
from content_quality.core.settings import Settings

EMAIL = "email"
QUEUED, SENT, FAILED = "queued", "sent", "failed"


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to one recipient about one batch. It names no words of posts: those are read when it is sent."""

    alert_id: str
    batch_id: str
    channel: str
    recipient: str
    subject: str
    posts: int
    queued_at: str
    state: str = QUEUED
    attempts: int = 0
    sent_at: str | None = None
    error: str | None = None

    def sent(self, at: datetime) -> Alert:
        """Return the alert after it was handed over."""
        return replace(self, state=SENT, attempts=self.attempts + 1, sent_at=_utc(at), error=None)

    def failed(self, error: str) -> Alert:
        """Return the alert after an attempt that failed; it stays due."""
        return replace(self, state=FAILED, attempts=self.attempts + 1, error=error[:300])


def due(batch_id: str, decisions: Sequence[Decision], settings: Settings, now: datetime) -> list[Alert]:
    """Return the alerts that `decisions` call for: one e-mail per editor when a post is held, none otherwise."""
    held = sum(decision.verdict is Verdict.HOLD for decision in decisions)
    review = sum(decision.verdict is Verdict.REVIEW for decision in decisions)
    if not held:
        return []
    subject = f"[{settings.site.name}] {held} {'post' if held == 1 else 'posts'} held back" + (f", {review} to review" if review else "")
    return [Alert(_alert_id(batch_id, recipient), batch_id, EMAIL, recipient, subject, held, _utc(now)) for recipient in settings.alerts.editors]


def _alert_id(batch_id: str, recipient: str) -> str:
    return hashlib.sha256(f"{batch_id}\0{EMAIL}\0{recipient}".encode()).hexdigest()[:16]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def write(files: BatchFiles, alerts: Sequence[Alert]) -> None:
    """Keep the alerts of a batch."""
    write_lines(files.alerts, map(asdict, alerts))


def note(files: BatchFiles, alert: Alert) -> None:
    """Keep what became of an alert."""
    append_line(files.deliveries, asdict(alert))


def read(files: BatchFiles) -> list[Alert]:
    """Return the alerts of a batch as they stand."""
    if not files.alerts.exists():
        return []
    rows = [*read_lines(files.alerts), *(read_lines(files.deliveries) if files.deliveries.exists() else ())]
    newest = {str(row["alert_id"]): Alert(**row) for row in rows}
    return list(newest.values())


def table(files: BatchFiles) -> Table:
    """Return the rows of the batch's alerts."""
    return Table("alerts", [asdict(alert) for alert in read(files)])
