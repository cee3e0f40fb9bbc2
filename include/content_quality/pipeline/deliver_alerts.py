"""Use case: hand over every alert that is due, and remember what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from content_quality.adapters import outbox
from content_quality.adapters.batches import BatchFiles
from content_quality.adapters.mail.render import alert_message
from content_quality.adapters.mail.smtp import NotDelivered
from content_quality.adapters.store import writer
from content_quality.pipeline.project import Project

DUE = "SELECT DISTINCT batch_id FROM alerts WHERE state <> 'sent' ORDER BY batch_id"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round of deliveries brought."""

    sent: int
    failed: int
    error: str | None

    def describe(self) -> str:
        """Return one line."""
        if not self.sent + self.failed:
            return "no alert was due"
        return f"{self.sent} alerts sent" + (f", {self.failed} not taken: {self.error}" if self.failed else "")


def deliver_alerts(project: Project, send: Callable[[EmailMessage], None], now: datetime) -> Delivery:
    """Send what is due. An alert is noted as sent after the server took it, so that a crash between sends it twice, never not at all."""
    sent, errors = 0, []
    with writer.writing(project.workspace) as store:
        for (batch_id,) in store.query(DUE):
            files = BatchFiles.of(project.workspace, batch_id)
            _, decisions = files.read_decisions()
            for alert in outbox.read(files):
                if alert.state == outbox.SENT:
                    continue
                try:
                    send(alert_message(alert, decisions, project.settings))
                except NotDelivered as error:
                    outbox.note(files, alert.failed(str(error)))
                    errors.append(str(error))
                else:
                    outbox.note(files, alert.sent(now))
                    sent += 1
            store.load(batch_id, "deliveries", [outbox.table(files)])
    return Delivery(sent, len(errors), errors[0] if errors else None)
