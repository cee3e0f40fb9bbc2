"""Use case: plan what is due, hand it over, and remember what became of it.

Planning needs the store for a moment; sending does not hold it. An alert is in the journal before it is sent and noted as
sent after the other side took it, so that a crash between the two sends it twice, never not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from content_quality.adapters import outbox
from content_quality.adapters.batches import BatchFiles
from content_quality.adapters.channels import Channels, NotDelivered
from content_quality.adapters.snapshots import SnapshotDamaged
from content_quality.adapters.store import writer
from content_quality.adapters.store.writer import Writer
from content_quality.core.alerting import (
    ABOUT_POSTS,
    OPEN,
    Alert,
    HeldPost,
    Kind,
    Memory,
    Notice,
    State,
    digest,
    for_maintainers,
    merged,
    moment_before,
    plan,
    subject,
    weekly_due,
)
from content_quality.core.post import Post
from content_quality.core.publication import State as Publication
from content_quality.core.publication import publication
from content_quality.core.routing import DESK, maintainers, owners, recipients
from content_quality.core.settings import Recipient
from content_quality.pipeline.letters import Figures, Letters, figures
from content_quality.pipeline.project import Project

SOON = timedelta(hours=24)  # a post that readers will see within this is as urgent as one they see
NOTICES = """
SELECT n.notice_id, n.batch_id, n.post_id, n.sha256, n.policy, n.kind, n.queued_at, f.author, f.section
FROM notices n LEFT JOIN batch_posts b USING (batch_id, post_id) LEFT JOIN post_facts f USING (inspection_id)
ORDER BY n.queued_at, n.batch_id, n.post_id
"""
HELD = """
WITH cleared AS (SELECT post_id, max(decided_at) AS at FROM decisions WHERE verdict <> 'hold' GROUP BY post_id),
     since AS (
         SELECT d.post_id, min(d.decided_at) AS at FROM decisions d LEFT JOIN cleared c USING (post_id)
         WHERE d.verdict = 'hold' AND (c.at IS NULL OR d.decided_at > c.at) GROUP BY d.post_id
     )
SELECT d.post_id, d.batch_id, d.sha256, d.policy, coalesce(since.at, d.decided_at), f.author, f.section
FROM posts p JOIN decisions d USING (batch_id, post_id) LEFT JOIN since USING (post_id) LEFT JOIN post_facts f ON f.inspection_id = d.inspection_id
WHERE d.verdict = 'hold' AND NOT d.released
"""
FIRST_DECISION = "SELECT min(decided_at) FROM batches"
UNDECIDED = "SELECT count(*) FROM batches WHERE decided_at IS NULL AND created_at < ?"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round of deliveries brought."""

    sent: int
    failed: int
    dead: int
    error: str | None

    def describe(self) -> str:
        """Return one line."""
        if not self.sent + self.failed + self.dead:
            return "no alert was due"
        line = f"{self.sent} alerts sent" + (f", {self.failed} not taken and tried again later" if self.failed else "")
        return line + (f", {self.dead} given up" if self.dead else "") + (f": {self.error}" if self.error else "")


def deliver_alerts(project: Project, channels: Channels, now: datetime) -> Delivery:
    """Plan, send what is due, and load the outcome into the store."""
    with outbox.delivering(project.workspace):
        with writer.writing(project.workspace) as store:
            counted = figures(store, now)
            for alert in _plan(project, store, now):
                outbox.note(project.workspace, alert)
        delivery = _send(project, channels, counted, now)
        with writer.writing(project.workspace) as store:
            store.load("alerts", "deliveries", [outbox.alert_table(outbox.journal(project.workspace))])
    return delivery


def tell_maintainers(project: Project, channels: Channels, now: datetime) -> Delivery:
    """Send what maintainers have to hear, without the store: it may be what is broken."""
    with outbox.delivering(project.workspace):
        _note_failures(project, now)
        return _send(project, channels, Figures(), now, only=(Kind.FAILURE,))


def _everyone(project: Project) -> dict[tuple[str, str], Recipient]:
    found = (*recipients(project.settings.alerts), *maintainers(project.settings.alerts))
    return {(one.channel, one.to): one for one in found}


def _plan(project: Project, store: Writer, now: datetime) -> Iterable[Alert]:
    """Return alerts that are new, and those that went into a new one."""
    settings = project.settings
    everyone, journal = recipients(settings.alerts), outbox.journal(project.workspace)
    notices = [(_notice(row), owners(row[7], row[8], everyone)) for row in store.query(NOTICES)]
    held = [_urgent(project, _held(row), now) if settings.alerts.when == "digest" else _held(row) for row in store.query(HELD)]
    first = store.query(FIRST_DECISION)[0][0]
    planned: list[Alert] = []
    for one in everyone:
        memory = Memory.of(journal, one)
        mine = [notice for notice, asked in notices if one in asked]
        answers = {post.post_id: post for post in held if one in owners(post.author, post.section, everyone)}
        fresh = plan(one, mine, answers, memory, settings.alerts, settings.zone, settings.site.name, now)
        waiting = [alert for alert in memory.alerts if alert.state in OPEN and alert.attempts]
        if (joined := merged([*waiting, *(alert for alert in fresh if waiting)], one, settings.site.name, now)) and joined[0].mentions:
            planned += [joined[0], *joined[1]]
        else:
            planned += fresh
        if one.role == DESK and weekly_due(memory, settings.alerts, settings.zone, first.replace(tzinfo=UTC) if first else None, now):
            planned.append(_weekly(one, settings.site.name, now))
    for batch_id in sorted({notice.batch_id for notice, _ in notices}):
        files = BatchFiles.of(project.workspace, batch_id)
        if not files.deliveries.exists():
            outbox.considered(files, now)
    _note_failures(project, now)
    return [*planned, *_late(project, store, journal, now)]


def _notice(row: Sequence[Any]) -> Notice:
    notice_id, batch_id, post_id, sha256, policy, kind, queued_at = row[:7]
    return Notice(notice_id, batch_id, post_id, sha256, policy, kind, queued_at.replace(tzinfo=UTC))


def _held(row: Sequence[Any]) -> HeldPost:
    post_id, batch_id, sha256, policy, since, author, section = row
    return HeldPost(post_id, batch_id, sha256, policy, since.replace(tzinfo=UTC), author, section)


def _urgent(project: Project, post: HeldPost, now: datetime) -> HeldPost:
    """Return `post` with whether readers see it, or will soon; what cannot be read is taken for live."""
    try:
        seen = publication(Post.read(project.snapshots.read(post.sha256), post.post_id, post.post_id), project.settings, now)
    except (SnapshotDamaged, UnicodeDecodeError, OSError, ValueError, OverflowError):
        return replace(post, urgent=True)
    soon = seen.state is Publication.SCHEDULED and seen.due is not None and seen.due <= now + SOON
    return replace(post, urgent=seen.state is Publication.LIVE or soon)


def _weekly(recipient: Recipient, site: str, now: datetime) -> Alert:
    name = digest(Kind.WEEKLY, recipient.channel, recipient.to, now.isoformat())
    said = subject(Kind.WEEKLY, site, (), recipient.language)
    return Alert(name, Kind.WEEKLY, recipient.channel, recipient.to, recipient.language, said, "", (), now)


def _late(project: Project, store: Writer, journal: Sequence[Alert], now: datetime) -> list[Alert]:
    """Return the alert that today's posts have not been read or decided by the site's hour, once a day."""
    settings = project.settings
    if not settings.alerts.decided_by:
        return []
    deadline = moment_before(now, settings.alerts.decided_by, settings.zone)
    start = moment_before(deadline, settings.schedule.daily_at, settings.zone)
    first = store.query(FIRST_DECISION)[0][0]
    if first is None or first.replace(tzinfo=UTC) > start:
        return []  # the site was set up after that
    read = project.workspace.listing.stat().st_mtime if project.workspace.listing.exists() else 0
    undecided = int(store.query(UNDECIDED, [deadline.astimezone(UTC).replace(tzinfo=None)])[0][0])
    if read >= start.timestamp() and not undecided:
        return []
    told = {alert.alert_id for alert in journal}
    about = f"{undecided} undecided batches" if undecided else "the sources have not been read"
    said = f"{deadline:%Y-%m-%d %H:%M}: {about} (ingest_posts, gate_posts)"
    alerts = [for_maintainers(Kind.LATE, one, settings.site.name, said, f"{deadline:%Y-%m-%d}", now) for one in maintainers(settings.alerts)]
    return [alert for alert in alerts if alert.alert_id not in told]


def _note_failures(project: Project, now: datetime) -> None:
    """Turn the failures that the pipeline left into alerts for maintainers."""
    known = {alert.alert_id for alert in outbox.journal(project.workspace)}
    for path, about, key in outbox.failures(project.workspace):
        for one in maintainers(project.settings.alerts):
            alert = for_maintainers(Kind.FAILURE, one, project.settings.site.name, about, key, now)
            if alert.alert_id not in known:
                outbox.note(project.workspace, alert)
        path.unlink(missing_ok=True)


def _send(project: Project, channels: Channels, counted: Figures, now: datetime, only: Sequence[Kind] = ()) -> Delivery:
    letters = Letters(project, now, counted)
    everyone = _everyone(project)
    sent, failed, dead, errors = 0, 0, 0, []
    for alert in outbox.journal(project.workspace):
        if not alert.is_due(now) or (only and alert.kind not in only):
            continue
        recipient = everyone.get(alert.address) or Recipient(to=alert.recipient, channel=alert.channel)
        try:
            channels.send(recipient, letters.write(alert))
        except NotDelivered as error:
            after = alert.failed(str(error), now, project.settings.alerts, refused=error.refused)
            errors.append(str(error))
            failed, dead = failed + (after.state is State.FAILED), dead + (after.state is State.DEAD)
        else:
            after = alert.sent(now)
            sent += 1
        outbox.note(project.workspace, after)
        if after.state is State.DEAD and after.kind in (*ABOUT_POSTS, Kind.WEEKLY):
            _tell_of(project, after, now)
    return Delivery(sent, failed, dead, errors[0] if errors else None)


def _tell_of(project: Project, given_up: Alert, now: datetime) -> None:
    """Queue the word to maintainers that an alert was given up; it goes out with the next round."""
    about = f"{given_up.channel} {given_up.recipient}: {given_up.attempts} attempts. content-quality alerts retry {given_up.alert_id}"
    for one in maintainers(project.settings.alerts):
        outbox.note(project.workspace, for_maintainers(Kind.UNDELIVERED, one, project.settings.site.name, about, given_up.alert_id, now))


def retry(project: Project, alert_id: str | None) -> int:
    """Make alerts that failed or were given up due again, at once; return how many."""
    again = [alert for alert in outbox.journal(project.workspace) if alert.state in (State.FAILED, State.DEAD) and alert_id in (None, alert.alert_id)]
    for alert in again:
        outbox.note(project.workspace, replace(alert, state=State.QUEUED, attempts=0, next_at=None, error=None))
    return len(again)
