"""The alerts and how far their delivery got."""

from __future__ import annotations

from datetime import datetime

from content_quality.adapters.store.reader import Session, stored_moment
from content_quality.core.records import dataclass


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


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """How one channel does: when it last took an alert, and how many it did not take since."""

    channel: str
    sent_at: datetime | None
    failing: int
    error: str | None


_ALERT = "SELECT alert_id, batch_id, channel, recipient, subject, posts, state, attempts, queued_at, sent_at, error FROM alerts"  # noqa: E501 - SQL
_ALERTS = f"{_ALERT} ORDER BY queued_at DESC, alert_id LIMIT $limit"
_ALERTS_OF_BATCH = f"{_ALERT} WHERE batch_id = $batch_id ORDER BY queued_at, alert_id"
_DELIVERIES = "SELECT state, count(*) AS alerts FROM alerts WHERE queued_at >= $since AND state <> 'merged' GROUP BY state ORDER BY state"  # noqa: E501 - SQL


_CHANNELS = """
-- One row per channel that something was sent on, or should have been; `failing` counts what was not taken since.
SELECT channel, max(sent_at) AS sent_at,
    count(*) FILTER (WHERE state IN ('failed', 'dead') AND queued_at > coalesce(
        (SELECT max(other.sent_at) FROM alerts AS other WHERE other.channel = alerts.channel), TIMESTAMP '1970-01-01')
    ) AS failing,
    arg_max(error, queued_at) FILTER (WHERE error IS NOT NULL) AS error
FROM alerts WHERE channel <> 'dashboard' AND state <> 'merged' AND queued_at >= $since GROUP BY channel ORDER BY channel
"""


def channels(session: Session, since: datetime) -> list[ChannelRow]:
    """Return how each channel does with the alerts that were made from `since` on."""
    return session.rows(ChannelRow, _CHANNELS, {"since": stored_moment(since)})


def alerts(session: Session, *, limit: int) -> list[AlertRow]:
    """Return alerts, newest first."""
    return session.rows(AlertRow, _ALERTS, {"limit": limit})


def alerts_of(session: Session, batch_id: str) -> list[AlertRow]:
    """Return the alerts of one batch."""
    return session.rows(AlertRow, _ALERTS_OF_BATCH, {"batch_id": batch_id})


def deliveries(session: Session, since: datetime) -> list[DeliveryRow]:
    """Return how many alerts that were made from `since` on are in which state."""
    return session.rows(DeliveryRow, _DELIVERIES, {"since": stored_moment(since)})
