"""What operators watch, counted from a site's state."""

from __future__ import annotations

from datetime import timedelta

from content_quality.adapters.site.acceptances_file import add_waiver
from content_quality.core.gate.waivers import Waiver
from content_quality.pipeline import metrics
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import gate
from tests.pipeline.wire import Wire


def values(found) -> dict[str, float]:
    return {".".join((one.name, *(value for _, value in one.labels))): one.value for one in found}


def test_a_batch_counts_its_posts_by_outcome_and_its_findings_by_check(project: Project):
    write_post(project, "2026-11-02-sound.md", CLEAN.format(title="Sound"))
    write_post(project, "2026-11-03-broken.md", b"---\ntitle: x\n---\n\xff\xfe\n")
    gate(project)
    (batch,) = [folder.name for folder in project.workspace.batches.glob("*Z-*")]
    counted = values(metrics.of_batch(project, batch))
    assert (counted["posts.checked"], counted["posts.held"], counted["posts.released"]) == (2, 1, 1)
    assert counted["posts.listed"] == 0
    assert [name for name in counted if name.startswith("findings.") and name.endswith(".blocker")]
    (size,) = metrics.of_stage(project, batch, "ingest")
    assert size.value == sum(
        path.stat().st_size for path in (project.root / project.settings.sources[0].path).glob("*.md")
    )


def test_ages_grow_while_something_waits(project: Project):
    assert values(metrics.of_site(project, NOW))["held.oldest_seconds"] == 0
    write_post(project, "2026-11-03-broken.md", b"---\ntitle: x\n---\n\xff\xfe\n")
    gate(project)
    later = values(metrics.of_site(project, NOW + timedelta(hours=2)))
    assert (later["held.posts"], later["held.oldest_seconds"]) == (1, 7200)
    assert later["alerts.oldest_seconds"] == 0


def test_an_alert_that_nobody_took_is_queued(project: Project):
    from dataclasses import replace

    from content_quality.adapters.channels import NotDelivered
    from content_quality.core.settings import Recipient

    alerts = replace(project.settings.alerts, recipients=(Recipient("desk@example.org"),))
    project = replace(project, settings=replace(project.settings, alerts=alerts))
    write_post(project, "2026-11-03-broken.md", b"---\ntitle: x\n---\n\xff\xfe\n")
    gate(project)
    wire = Wire()
    wire.fault = NotDelivered("Connection refused")
    deliver_alerts(project, wire, NOW)
    later = values(metrics.of_site(project, NOW + timedelta(minutes=30)))
    assert (later["alerts.queued"], later["alerts.oldest_seconds"]) == (1, 1800)


def test_waivers_that_end_within_two_weeks_are_counted(project: Project):
    today = NOW.date()
    for number, days in enumerate((-1, 0, 14, 15)):
        until = today + timedelta(days=days)
        add_waiver(
            project.root,
            Waiver("no-text", f"posts/{number}.md", f"{number:016x}", "r", "A", today - timedelta(days=30), until),
        )
    assert values(metrics.of_site(project, NOW))["waivers.ending"] == 2
