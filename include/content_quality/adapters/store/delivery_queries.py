"""The alerts and how far their delivery got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content_quality.adapters.store.reader import Session, stored_moment


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """How many alerts are in one state."""

    state: str
    alerts: int


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert and how far its delivery got."""

    alert_id: str
    batch_id: str
    channel: str
    recipient: str
    subject: str
    posts: int
    state: str
    attempts: int
    queued_at: datetime
    sent_at: datetime | None
    error: str | None


_ALERT = "SELECT alert_id, batch_id, channel, recipient, subject, posts, state, attempts, queued_at, sent_at, error FROM alerts"  # noqa: E501 - SQL
_ALERTS = f"{_ALERT} ORDER BY queued_at DESC, alert_id LIMIT $limit"
_ALERTS_OF_BATCH = f"{_ALERT} WHERE batch_id = $batch_id ORDER BY queued_at, alert_id"
_DELIVERIES = "SELECT state, count(*) AS alerts FROM alerts WHERE queued_at >= $since AND state <> 'merged' GROUP BY state ORDER BY state"  # noqa: E501 - SQL


def alerts(session: Session, *, limit: int) -> list[AlertRow]:
    """Return alerts, newest first."""
    return session.rows(AlertRow, _ALERTS, {"limit": limit})


def alerts_of(session: Session, batch_id: str) -> list[AlertRow]:
    """Return the alerts of one batch."""
    return session.rows(AlertRow, _ALERTS_OF_BATCH, {"batch_id": batch_id})


def deliveries(session: Session, since: datetime) -> list[DeliveryRow]:
    """Return how many alerts that were made from `since` on are in which state."""
    return session.rows(DeliveryRow, _DELIVERIES, {"since": stored_moment(since)})
