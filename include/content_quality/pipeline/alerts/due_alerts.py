"""Use case: plan the alerts that are due, from what the store and the outbox hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby

from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.failures import Failure, failures, told
from content_quality.adapters.store import alert_queries
from content_quality.adapters.store.writer import Writer
from content_quality.core.alerts.alert import OPEN, Alert, AlertKind, DeliveryState, Notice, digest
from content_quality.core.alerts.delivery_history import DeliveryHistory, moment_before
from content_quality.core.alerts.faults import PipelineFault
from content_quality.core.alerts.making import Addressee, about_first_look, for_maintainers, subject
from content_quality.core.alerts.merging import merged, merged_failures
from content_quality.core.alerts.planning import Occasion, plan, weekly_due
from content_quality.core.alerts.routing import EDITORS, maintainers, owners, recipients
from content_quality.core.dag_ids import GATE_POSTS, INGEST_POSTS, of_site
from content_quality.core.document.publication import PublicationDates, PublicationState
from content_quality.core.settings import Recipient
from content_quality.core.settings.post_settings import owner_of
from content_quality.pipeline.archive.first_look import waiting_looks
from content_quality.pipeline.project import Project

# Between two alerts about the same failing task; failures meanwhile are counted in the second.
SAME_CAUSE = timedelta(hours=6)
SOON = timedelta(hours=24)  # a post that readers will see within this is as urgent as one they see
LOOK_BACK = timedelta(days=7)  # for batches that were never decided


def due_alerts(project: Project, store: Writer, now: datetime) -> Iterable[Alert]:
    """Return alerts that are new, and those that went into a new one."""
    settings, alerts = project.settings, project.settings.alerts
    everyone, journal = recipients(alerts), outbox.journal(project.workspace)
    named = partial(owner_of, settings)
    written, in_review = alert_queries.notices(store), alert_queries.in_review(store)
    notices = [
        (one.notice, owners(one.author, one.section, everyone, named(one.notice.post_id)))
        for one in written
        if one.notice.kind != "review" or (one.notice.post_id, one.notice.sha256) in in_review
    ]
    fresh_posts = _fresh(notices, journal, now) if alerts.when == "digest" else frozenset()
    held = [
        replace(post, urgent=_is_urgent(dates, now)) if dates is None or post.post_id in fresh_posts else post
        for post, dates in alert_queries.held_posts(store)
    ]
    first = alert_queries.first_decision(store)
    planned: list[Alert] = []
    for one in everyone:
        history = DeliveryHistory.of(journal, one)
        mine = [notice for notice, asked in notices if one in asked]
        answers = {
            post.post_id: post
            for post in held
            if one in owners(post.author, post.section, everyone, named(post.post_id))
        }
        occasion = Occasion(Addressee(one, settings.site.name, now), history, alerts, settings.zone)
        fresh = plan(occasion, mine, answers)
        waiting = [alert for alert in history.alerts if alert.state in OPEN and alert.attempts]
        together, gone = merged([*waiting, *(alert for alert in fresh if waiting)], occasion.to)
        planned += [*filter(None, [together]), *gone] if gone else fresh
        if one.role == EDITORS and weekly_due(occasion, first):
            planned.append(_weekly(one, settings.site.name, now))
    for batch_id in sorted({one.notice.batch_id for one in written}):
        files = BatchFiles.of(project.workspace, batch_id)
        if not files.deliveries.exists():
            outbox.considered(files, now)
    failed = note_failures(project, now)
    late = _late(project, store, journal, now)
    first_looks = _first_looks(project, journal, now)
    return [*first_looks, *planned, *late, *_joined_failures(project, [*journal, *failed, *late], now)]


def _first_looks(project: Project, journal: Sequence[Alert], now: datetime) -> list[Alert]:
    """Return the alert about each first look at an archive that waits for a person, to every editor, once."""
    made = {alert.alert_id for alert in journal}
    editors = owners(None, None, recipients(project.settings.alerts))
    found = [
        about_first_look(Addressee(one, project.settings.site.name, now), look)
        for look in waiting_looks(project)
        for one in editors
    ]
    return [alert for alert in found if alert.alert_id not in made]


def _fresh(notices: Iterable[tuple[Notice, object]], journal: Sequence[Alert], now: datetime) -> frozenset[str]:
    """Return the posts of which something may be told at once."""
    sent = {
        mention.notice_id for alert in journal if alert.state is not DeliveryState.MERGED for mention in alert.mentions
    }
    return frozenset(
        notice.post_id for notice, _ in notices if notice.notice_id not in sent or notice.queued_at > now - SOON
    )


def note_failures(project: Project, now: datetime) -> list[Alert]:
    """Turn the failures that the pipeline left into alerts for maintainers, note these, and return them.

    The same cause is told once in `SAME_CAUSE`: a task that fails every ten minutes fills no mailbox. What failed
    meanwhile waits, and is counted in the next alert message.
    """
    journal, noted = outbox.journal(project.workspace), []
    known = {alert.cause: alert.queued_at for alert in journal if alert.cause}
    waiting = sorted(failures(project.workspace), key=lambda failure: failure.cause)
    for cause, group in groupby(waiting, key=lambda failure: failure.cause):
        found = sorted(group, key=lambda failure: failure.at)
        if cause in known and now < known[cause] + SAME_CAUSE:
            continue
        noted += _told(project, found, now)
    return noted


def _told(project: Project, found: Sequence[Failure], now: datetime) -> list[Alert]:
    newest = found[-1]
    times = (
        f" ({len(found)} ×, {found[0].at.astimezone(project.settings.zone):%Y-%m-%d %H:%M} –)" if len(found) > 1 else ""
    )
    name, kind = project.settings.site.name, AlertKind.REPAIRED if newest.repaired else AlertKind.FAILURE
    faults = (newest.fault,) if newest.fault else ()
    alerts = [
        for_maintainers(kind, Addressee(one, name, now), newest.about + times, newest.key, newest.cause, faults)
        for one in maintainers(project.settings.alerts)
    ]
    for alert in alerts:
        outbox.note(project.workspace, alert)
    for failure in found:
        told(project.workspace, failure, now)
    return alerts


def _joined_failures(project: Project, alerts: Sequence[Alert], now: datetime) -> Iterator[Alert]:
    """Yield one alert message for each maintainer for whom several about the pipeline wait.

    Those that went into it.
    """
    for one in maintainers(project.settings.alerts):
        mine = [alert for alert in DeliveryHistory.of(alerts, one).alerts if alert.state in OPEN]
        together, gone = merged_failures(mine, Addressee(one, project.settings.site.name, now))
        yield from [*filter(None, [together]), *gone]


def _is_urgent(dates: PublicationDates | None, now: datetime) -> bool:
    """Return whether readers see the post, or will soon; a post whose dates are not known is taken for live."""
    if dates is None:
        return True
    seen = dates.at(now)
    soon = seen.state is PublicationState.SCHEDULED and seen.due is not None and seen.due <= now + SOON
    return seen.state is PublicationState.LIVE or soon


def _weekly(recipient: Recipient, site: str, now: datetime) -> Alert:
    name = digest(AlertKind.WEEKLY, recipient.channel, recipient.to, now.isoformat())
    said = subject(AlertKind.WEEKLY, site, (), recipient.language)
    return Alert(name, AlertKind.WEEKLY, recipient.channel, recipient.to, recipient.language, said, "", (), now)


def _late(project: Project, store: Writer, journal: Sequence[Alert], now: datetime) -> list[Alert]:
    """Return the alert that today's posts have not been read or decided by the site's hour, once a day."""
    settings = project.settings
    if not settings.alerts.decided_by:
        return []
    deadline = moment_before(now, settings.alerts.decided_by, settings.zone)
    start = moment_before(deadline, settings.schedule.daily_at, settings.zone)
    batches = sorted(folder.name for folder in project.workspace.batches.glob("*Z-*"))
    if not batches or batches[0] > _name(start):
        return []  # the site was set up after that
    read = project.workspace.listing.stat().st_mtime if project.workspace.listing.exists() else 0
    undecided = _undecided(
        project, store, [name for name in batches if _name(deadline - LOOK_BACK) <= name < _name(deadline)]
    )
    if read >= start.timestamp() and not undecided:
        return []
    made = {alert.alert_id for alert in journal}
    fault = _lateness(project, undecided)
    said = f"{deadline:%Y-%m-%d %H:%M} · {fault.detail}"
    key = f"{deadline:%Y-%m-%d}"
    alerts = [
        for_maintainers(AlertKind.LATE, Addressee(one, settings.site.name, now), said, key, faults=(fault,))
        for one in maintainers(settings.alerts)
    ]
    return [alert for alert in alerts if alert.alert_id not in made]


def _lateness(project: Project, undecided: Sequence[str]) -> PipelineFault:
    """Return what is late: batches without a decision, or the sources."""
    if not undecided:
        return PipelineFault("late-unread", of_site(INGEST_POSTS, project.site))
    named = f"{', '.join(undecided[:3])}{' …' if undecided[3:] else ''}"
    return PipelineFault("late-undecided", f"{named} ({of_site(GATE_POSTS, project.site)})")


def _undecided(project: Project, store: Writer, batches: Sequence[str]) -> list[str]:
    """Return those of `batches` that hold a post without a decision as new as they are.

    A lost batch is read again as another one.
    """
    unsettled = [
        name
        for name in batches
        if not (files := BatchFiles.of(project.workspace, name)).is_settled
        and (files.folder / "manifest.json").exists()
    ]
    decided = alert_queries.newest_batches(store) if unsettled else {}
    posts = {name: BatchFiles.of(project.workspace, name).manifest().posts for name in unsettled}
    return [name for name in unsettled if any(decided.get(post.post_id, "") < name for post in posts[name])]


def _name(moment: datetime) -> str:
    """Return what names of batches made at `moment` begin with."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}"
