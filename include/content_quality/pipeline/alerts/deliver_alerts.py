"""Use case: hand over what is due, and remember what became of it.

Planning needs the store for a moment; sending does not hold it. An alert is in the journal before it is sent and
noted as
sent after the other side took it, so that a crash between the two sends it twice, never not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from content_quality.adapters.channels import Channels, NotDelivered
from content_quality.adapters.state import outbox
from content_quality.adapters.state.failures import Failure, write_failure
from content_quality.adapters.state.outbox import Busy
from content_quality.adapters.store import writer
from content_quality.adapters.store.alert_queries import delivered
from content_quality.adapters.store.figures import Figures, figures
from content_quality.core.alerts.addresses import Addresses
from content_quality.core.alerts.alert import FOR_EDITORS, Alert, AlertKind, DeliveryState, digest
from content_quality.core.alerts.faults import PipelineFault
from content_quality.core.alerts.making import Addressee, for_maintainers, subject
from content_quality.core.alerts.message import visible
from content_quality.core.alerts.routing import DASHBOARD, maintainers, recipients
from content_quality.core.records import dataclass
from content_quality.core.settings import Recipient
from content_quality.pipeline.alerts.compose_messages import MessageComposer
from content_quality.pipeline.alerts.due_alerts import due_alerts, note_failures
from content_quality.pipeline.project import Project

__all__ = [
    "Busy", "Delivery", "NotDelivered", "deliver_alerts", "listed", "repair", "retry", "send_test", "tell_maintainers",
]  # fmt: skip
MOST_IN_A_ROUND = 200  # alerts that one round of deliveries hands over; the next round goes on with the oldest


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round of deliveries brought."""

    sent: int
    failed: int
    dead: int
    error: str | None
    changed: bool = False  # whether the store has anything new to show
    waiting: int = 0  # alerts that were due and that the next round sends

    def describe(self) -> str:
        """Return one line."""
        if not self.sent + self.failed + self.dead:
            return "no alert was due"
        counts = (
            (self.failed, "not taken and tried again later"),
            (self.dead, "given up"),
            (self.waiting, "left for the next round"),
        )
        line = ", ".join([f"{self.sent} alerts sent", *(f"{count} {what}" for count, what in counts if count)])
        return line + (f": {self.error}" if self.error else "")


def deliver_alerts(project: Project, channels: Channels, now: datetime) -> Delivery:
    """Plan, send what is due, and load the outcome into the store."""
    with outbox.delivering(project.workspace, outbox.LOCK_SECONDS):
        _note_damage(project, now)
        with writer.writing(project.workspace) as store:
            counted = figures(store, project.settings.zone, now)
            for alert in due_alerts(project, store, now):
                outbox.note(project.workspace, alert)
        delivery = _send(project, channels, counted, now)
        return replace(delivery, changed=_load(project))


def _note_damage(project: Project, now: datetime) -> None:
    """Tell maintainers once of each set of lines in the journal that cannot be read."""
    if not (damaged := outbox.damaged_lines(project.workspace)):
        return
    about = f"{damaged[0]} ({len(damaged)} ×)"
    key = digest("journal", *damaged)
    write_failure(project.workspace, Failure(key, about, "alert journal damaged", now, fault=PipelineFault("journal")))


def repair(project: Project) -> Path | None:
    """Write the journal anew from the lines that can be read; return where the old one lies, None when it was sound.

    Raise `outbox.Busy` while alerts are being sent.
    """
    with outbox.delivering(project.workspace, outbox.LOCK_SECONDS):
        return outbox.repair_journal(project.workspace)


def _load(project: Project) -> bool:
    """Bring the store's alerts up to the journal; a round in which nothing happened writes nothing."""
    alerts = outbox.journal(project.workspace)
    with writer.writing(project.workspace) as store:
        known = delivered(store)
        changed = [alert for alert in alerts if known.get(alert.alert_id) != (alert.state.value, alert.attempts)]
        if changed:
            store.load("alerts", "deliveries", [outbox.alert_table(changed)])
    return bool(changed)


def _addresses(project: Project) -> Addresses:
    return Addresses(project.settings.alerts.dashboard_url, project.site)


def tell_maintainers(project: Project, channels: Channels, now: datetime) -> Delivery:
    """Send what maintainers have to hear, without the store: it may be what is broken."""
    with outbox.delivering(project.workspace):
        note_failures(project, now)
        return send_only(project, channels, now, (AlertKind.FAILURE, AlertKind.REPAIRED))


def send_only(project: Project, channels: Channels, now: datetime, kinds: Sequence[AlertKind]) -> Delivery:
    """Hand over the alerts of `kinds` that are due; the caller holds the journal's lock."""
    return _send(project, channels, Figures(), now, only=kinds)


def _send(
    project: Project, channels: Channels, counted: Figures, now: datetime, only: Sequence[AlertKind] = ()
) -> Delivery:
    """Hand over every alert that is due; a server that cannot be reached is not asked a second time in one round."""
    composer = MessageComposer(project, now, _addresses(project), counted)
    everyone = {
        (one.channel, one.to): one
        for one in (*recipients(project.settings.alerts), *maintainers(project.settings.alerts))
    }
    unreachable: dict[tuple[str, str], NotDelivered] = {}
    outcomes: list[Alert] = []
    due = [
        alert for alert in outbox.journal(project.workspace) if alert.is_due(now) and (not only or alert.kind in only)
    ]
    for alert in due[:MOST_IN_A_ROUND]:
        recipient = everyone.get(alert.address) or Recipient(to=alert.recipient, channel=alert.channel)
        server = recipient.channel, recipient.connection
        error = unreachable.get(server) or _attempt(channels, recipient, composer, alert)
        if error and error.unreachable:
            unreachable[server] = error
        after = (
            alert.failed(str(error), now, project.settings.alerts, refused=error.refused) if error else alert.sent(now)
        )
        outbox.note(project.workspace, after)
        outcomes.append(after)
        if after.state is DeliveryState.DEAD and after.kind in FOR_EDITORS:
            _tell_of(project, after, now)
    sent, failed, dead = (
        sum(alert.state is state for alert in outcomes)
        for state in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.DEAD)
    )
    first = next((alert.error for alert in outcomes if alert.error), None)
    return Delivery(sent, failed, dead, first, waiting=len(due) - len(outcomes))


def _attempt(channels: Channels, recipient: Recipient, composer: MessageComposer, alert: Alert) -> NotDelivered | None:
    """Hand `alert` over; return why it was not taken.

    What the dashboard alone shows is handed over by being in the store.
    """
    if recipient.channel == DASHBOARD:
        return None
    try:
        channels.send(recipient, composer.write(alert))
    except NotDelivered as error:
        return error
    except Exception as error:  # noqa: BLE001 - an alert that cannot be written keeps nobody else's back
        return NotDelivered(f"{type(error).__name__} while it was written")
    return None


def _tell_of(project: Project, given_up: Alert, now: datetime) -> None:
    """Queue the word to maintainers that an alert was given up; it goes out with the next round."""
    name = f"{given_up.channel} {given_up.recipient} ({given_up.attempts} ×)"
    fault, about = PipelineFault("undelivered", name), f"{name} · content-quality alerts retry {given_up.alert_id}"
    for one in maintainers(project.settings.alerts):
        to = Addressee(one, project.settings.site.name, now)
        alert = for_maintainers(AlertKind.UNDELIVERED, to, about, given_up.alert_id, faults=(fault,))
        outbox.note(project.workspace, alert)


def retry(project: Project, alert_id: str | None) -> int:
    """Make alerts that failed or were given up due again, at once; return how many.

    Raise `outbox.Busy` when they are being sent.
    """
    with outbox.delivering(project.workspace, outbox.LOCK_SECONDS):
        again = [
            alert
            for alert in outbox.journal(project.workspace)
            if alert.state in (DeliveryState.FAILED, DeliveryState.DEAD) and alert_id in (None, alert.alert_id)
        ]
        for alert in again:
            outbox.note(
                project.workspace, replace(alert, state=DeliveryState.QUEUED, attempts=0, next_at=None, error=None)
            )
    return len(again)


def send_test(project: Project, channels: Channels, recipient: Recipient, now: datetime) -> None:
    """Send an alert message that says it is a test, and keep nothing of it.

    Raise `NotDelivered` when it is not taken.
    """
    name = digest(AlertKind.TEST, recipient.channel, recipient.to, now.isoformat())
    language = recipient.language or project.settings.alerts.language
    said = subject(AlertKind.TEST, project.settings.site.name, (), language)
    alert = Alert(name, AlertKind.TEST, recipient.channel, recipient.to, language, said, "", (), now)
    channels.send(recipient, MessageComposer(project, now, _addresses(project)).write(alert))


def listed(project: Project, *, only_open: bool = False) -> list[str]:
    """Return a line per alert, the newest first: id, state, when, what, to whom, and why it was not taken."""
    zone = project.settings.zone
    lines = []
    for alert in reversed(outbox.journal(project.workspace)):
        if only_open and alert.state in (DeliveryState.SENT, DeliveryState.MERGED):
            continue
        at = f"{(alert.sent_at or alert.queued_at).astimezone(zone):%Y-%m-%d %H:%M}"
        again = f", next attempt {alert.next_at.astimezone(zone):%H:%M}" if alert.next_at else ""
        why = f" · {alert.attempts} attempts: {visible(alert.error)}{again}" if alert.error else ""
        lines.append(
            f"{alert.alert_id}  {alert.state.value:6}  {at}  {alert.kind.value:11}  {alert.channel} {visible(alert.recipient)}  {alert.subject}{why}"  # noqa: E501 - one sentence for people
        )
    return lines
