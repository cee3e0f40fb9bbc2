"""Use case: hand an editor's question to whoever answers for the post, at once and as a letter of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from content_quality.adapters.channels import Channels
from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.store import alert_queries, writer
from content_quality.core.alerts.alert import AlertKind, Mention, MentionRole, digest
from content_quality.core.alerts.making import Addressee, about_question
from content_quality.core.alerts.routing import owners, recipients
from content_quality.core.settings.post_settings import owner_of
from content_quality.pipeline.alerts.compose_questions import last_question
from content_quality.pipeline.alerts.deliver_alerts import Delivery, send_only
from content_quality.pipeline.project import Project


def ask_authors(project: Project, channels: Channels, post_ids: Iterable[str], batch_id: str, now: datetime) -> str:
    """Send the questions that an editor asked about posts of a batch, not waiting for a digest; say what went."""
    sent = [asked for post_id in post_ids if (asked := ask_author(project, channels, post_id, batch_id, now))]
    return "; ".join(asked.describe() for asked in sent) or "No question to an author."


def ask_author(project: Project, channels: Channels, post_id: str, batch_id: str, now: datetime) -> Delivery | None:
    """Send the question that an editor asked about the post as `batch_id` decided it; None when there is none.

    What cannot be sent now goes out with the next delivery.
    """
    files = BatchFiles.of(project.workspace, batch_id)
    decision = files.read_decisions()[1].get(post_id) if files.decisions.exists() else None
    asked = last_question(project, decision) if decision else None
    if asked is None:
        return None
    with writer.writing(project.workspace) as store:
        author, section = alert_queries.owner(store, post_id)
    name = digest("question", post_id, asked.sha256, asked.answered_at.isoformat())
    mention = Mention(MentionRole.ASKED, name, post_id, batch_id)
    everyone = recipients(project.settings.alerts)
    with outbox.delivering(project.workspace, outbox.LOCK_SECONDS):
        made = {alert.alert_id for alert in outbox.journal(project.workspace)}
        for one in owners(author, section, everyone, owner_of(project.settings, post_id)):
            alert = about_question(Addressee(one, project.settings.site.name, now), mention)
            if alert.alert_id not in made:
                outbox.note(project.workspace, alert)
        return send_only(project, channels, now, (AlertKind.QUESTION,))
