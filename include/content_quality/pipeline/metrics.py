"""What a site's operators watch, as numbers with names. Which system collects them is not known here.

Names and labels are documented in docs/metrics.md; dashboards are built on them, so they keep their form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from content_quality.adapters.site import acceptances_file
from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.store import writer
from content_quality.adapters.store.alert_queries import held_posts
from content_quality.core.alerts.alert import DeliveryState
from content_quality.core.gate.decide import Verdict
from content_quality.core.gate.waivers import WaiversUnreadable
from content_quality.core.metric import Metric, MetricKind
from content_quality.pipeline.project import Project

ABOUT_TO_END = timedelta(days=14)  # a waiver that ends within this is counted
WAITING = (DeliveryState.QUEUED, DeliveryState.FAILED)  # not with its recipient yet


def of_batch(project: Project, batch_id: str) -> Iterator[Metric]:
    """Yield what a decided batch came to: posts by outcome, and findings that count, by check and severity."""
    _, decisions = BatchFiles.of(project.workspace, batch_id).read_decisions()
    outcomes = dict.fromkeys(("checked", "held", "listed", "released"), 0)
    found: Counter[tuple[str, str]] = Counter()
    for one in decisions:
        outcomes["checked"] += 1
        outcomes["held"] += one.verdict is Verdict.HOLD
        outcomes["listed"] += one.verdict is Verdict.REVIEW
        outcomes["released"] += one.released
        found.update((each.check, each.severity.name.lower()) for each in one.findings if each.waived is None)
    for outcome, posts in outcomes.items():
        yield Metric(f"posts.{outcome}", MetricKind.COUNTER, posts)
    for (check, severity), findings in sorted(found.items()):
        yield Metric("findings", MetricKind.COUNTER, findings, (("check", check), ("severity", severity)))


def of_stage(project: Project, batch_id: str, stage: str) -> Iterator[Metric]:
    """Yield the bytes of posts that a stage works on: those of the batch."""
    posts = BatchFiles.of(project.workspace, batch_id).manifest().posts
    yield from stage_bytes(stage, sum(post.size for post in posts))


def stage_bytes(stage: str, size: int) -> Iterator[Metric]:
    """Yield the bytes of posts that a task of a stage works on."""
    yield Metric("stage.bytes", MetricKind.COUNTER, size, (("stage", stage),))


def of_site(project: Project, now: datetime) -> Iterator[Metric]:
    """Yield what waits for people now: held posts, alerts on their way, waivers that end soon.

    An age is zero where nothing waits.
    """
    with writer.writing(project.workspace) as store:
        held = [post.since for post, _ in held_posts(store)]
    queued = [alert.queued_at for alert in outbox.journal(project.workspace) if alert.state in WAITING]
    yield Metric("held.posts", MetricKind.GAUGE, len(held))
    yield Metric("held.oldest_seconds", MetricKind.GAUGE, _age(held, now))
    yield Metric("alerts.queued", MetricKind.GAUGE, len(queued))
    yield Metric("alerts.oldest_seconds", MetricKind.GAUGE, _age(queued, now))
    yield Metric("waivers.ending", MetricKind.GAUGE, _ending(project, now.astimezone(project.settings.zone).date()))


def _age(moments: list[datetime], now: datetime) -> int:
    return max(0, int((now - min(moments)).total_seconds())) if moments else 0


def _ending(project: Project, today: date) -> int:
    """Return how many waivers in force end soon; none of a file that cannot be read, which holds everything."""
    try:
        found = acceptances_file.read_waivers(project.root, project.settings.waivers)
    except WaiversUnreadable:
        return 0
    return sum(today <= waiver.until <= today + ABOUT_TO_END for waiver in found)
