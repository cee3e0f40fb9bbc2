"""What one recipient has received: no alert is sent twice, none is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content_quality.core.alerts.alert import Alert, AlertKind, DeliveryState, MentionRole
from content_quality.core.records import dataclass
from content_quality.core.settings import Recipient

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

SAYS_NOTHING_OF_HOLDS = (MentionRole.ASKED, MentionRole.REVIEW)


@dataclass(frozen=True, slots=True)
class DeliveryHistory:
    """The alerts of one recipient on one channel, without those merged into others."""

    alerts: tuple[Alert, ...]

    @classmethod
    def of(cls, alerts: Iterable[Alert], recipient: Recipient) -> DeliveryHistory:
        """Return the history of `recipient`; a merged alert counts with the alert it went into."""
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
        roles = [
            mention.role
            for alert in self.alerts
            for mention in alert.mentions
            if mention.post_id == post_id and mention.role not in SAYS_NOTHING_OF_HOLDS
        ]
        return bool(roles) and roles[-1] is not MentionRole.FIXED

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
    day = now.astimezone(zone).date()

    def moment() -> datetime:  # where clocks are put back, an hour comes twice: the first counts
        return datetime.combine(day, time(hours, minutes), zone)

    if moment().astimezone(UTC) > now:
        day -= timedelta(days=1)
    while weekday and WEEKDAYS[day.weekday()] != weekday:
        day -= timedelta(days=1)
    return moment()
