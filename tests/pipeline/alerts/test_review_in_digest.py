"""A post that is only to review is in the next digest, also when no post is held."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content_quality.adapters.channels.mail.render import plain
from content_quality.core.alerts.alert import AlertKind
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.alerts.test_alert_faults import with_alerts
from tests.pipeline.steps import gate
from tests.pipeline.wire import Wire

NAME = "2026-11-02-quay.md"
TO_REVIEW = CLEAN.format(title="The quay") + "\n## What it costs\n\n## Where it is\n\nThe quay is behind the church.\n"


@pytest.fixture
def desk(project: Project) -> Project:
    return with_alerts(project, editors=("desk@example.org",))


def digests(project: Project, wire: Wire, days: int) -> list[str]:
    """Go through `days`, and return the text of each digest that was sent."""
    for hours in range(0, 24 * days, 6):
        deliver_alerts(project, wire, NOW + timedelta(hours=hours))
    return [plain(letter) for letter in wire.letters if letter.kind is AlertKind.DIGEST]


def test_a_post_to_review_is_in_the_next_digest_once(desk: Project):
    write_post(desk, NAME, TO_REVIEW)
    (decision,) = gate(desk).values()
    assert decision.verdict.label == "review"
    (text,) = digests(desk, Wire(), 4)
    assert text.startswith("To review: The quay")
    assert "Released; please review" in text
    assert "The section “What it costs”" in text
    assert "held" not in text.lower().replace("held back", "")


def test_a_post_that_is_clear_before_the_digest_is_not_in_it(desk: Project):
    write_post(desk, NAME, TO_REVIEW)
    gate(desk)
    write_post(desk, NAME, CLEAN.format(title="The quay"), age_seconds=60)
    gate(desk, NOW + timedelta(minutes=5))
    assert digests(desk, Wire(), 3) == []


def test_other_settings_make_no_news_of_the_same_bytes(desk: Project):
    write_post(desk, NAME, TO_REVIEW)
    gate(desk)
    wire = Wire()
    assert len(digests(desk, wire, 2)) == 1
    gate(desk, NOW + timedelta(days=2), force=True)
    for hours in range(48, 96, 6):
        deliver_alerts(desk, wire, NOW + timedelta(hours=hours))
    assert sum(letter.kind is AlertKind.DIGEST for letter in wire.letters) == 1
