"""What becomes of alerts when the other side or this process fails.

Time is injected: an hour's outage takes no hour.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.state import failures, outbox
from content_quality.adapters.state.failures import Failure
from content_quality.adapters.store import delivery_queries
from content_quality.adapters.store.reader import Reader
from content_quality.core.alerts.alert import AlertKind, DeliveryState
from content_quality.core.document import front_matter
from content_quality.core.document.front_matter import FrontMatter
from content_quality.core.document.source_text import SourceText
from content_quality.core.settings import Limits, Recipient
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts, repair, retry, tell_maintainers
from content_quality.pipeline.gate.release_batch import publish
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import freeze, gate
from tests.pipeline.wire import Wire

UNREADABLE = b"---\ntitle: x\n---\n\xff\xfe\n"
TEN_MINUTES = timedelta(minutes=10)


def with_alerts(project: Project, **changes: object) -> Project:
    return replace(project, settings=replace(project.settings, alerts=replace(project.settings.alerts, **changes)))  # type: ignore[arg-type]


def held(project: Project, name: str = "2026-11-02-broken.md", now: datetime = NOW) -> None:
    write_post(project, name, UNREADABLE)
    gate(project, now)


def rounds(project: Project, wire: Wire, start: datetime, end: datetime) -> None:
    """Deliver every ten minutes, as the DAG does."""
    while start <= end:
        deliver_alerts(project, wire, start)
        start += TEN_MINUTES


@pytest.mark.parametrize(
    "fault",
    [NotDelivered("Connection refused"), NotDelivered("TimeoutError: timed out"), NotDelivered("451 greylisted")],
)
def test_an_hour_without_a_server_loses_and_doubles_nothing(project: Project, fault: NotDelivered):
    held(project)
    wire = Wire()
    wire.fault = fault
    rounds(project, wire, NOW, NOW + timedelta(hours=1))
    wire.fault = None
    rounds(project, wire, NOW + timedelta(hours=1), NOW + timedelta(hours=4))
    assert [alert_message.posts for alert_message in wire.letters] == [("posts/2026-11-02-broken.md",)]


def test_what_is_late_after_an_outage_comes_as_one_digest(project: Project):
    project = with_alerts(project, when="batch")
    wire = Wire()
    wire.fault = NotDelivered("Connection refused")
    for number in range(5):
        at = NOW + number * TEN_MINUTES
        held(project, f"2026-11-0{number + 1}-broken.md", at)
        deliver_alerts(project, wire, at)
    wire.fault = None
    rounds(project, wire, NOW + timedelta(hours=2), NOW + timedelta(hours=6))
    (alert_message,) = wire.letters
    assert alert_message.kind is AlertKind.DIGEST
    assert len(alert_message.posts) == 5


def test_a_process_that_dies_between_sending_and_noting_sends_twice_under_one_id(project: Project):
    held(project)
    wire = Wire()
    wire.crash = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        deliver_alerts(project, wire, NOW)
    wire.crash = None
    rounds(project, wire, NOW + TEN_MINUTES, NOW + timedelta(hours=1))
    first, second = wire.letters
    assert first.alert_id == second.alert_id


def test_a_process_that_dies_while_it_writes_the_journal_loses_nothing(project: Project):
    held(project)
    deliver_alerts(project, wire := Wire(), NOW)
    path = project.workspace.root / "alerts" / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    deliver_alerts(project, wire, NOW + TEN_MINUTES)
    assert len(wire.letters) == 2
    assert outbox.journal(project.workspace)[0].state is DeliveryState.SENT


def test_one_recipient_that_is_refused_costs_the_others_nothing_and_maintainers_hear_of_it(project: Project):
    project = with_alerts(project, editors=("gone@example.org", "desk@example.org"), maintainers=("ops@example.org",))
    held(project)
    wire = Wire()
    wire.refuses["gone@example.org"] = NotDelivered("550 No such user", refused=True)
    rounds(project, wire, NOW, NOW + timedelta(hours=3))
    assert [to for to, _ in wire.sent] == ["desk@example.org", "ops@example.org"]
    assert wire.letters[1].kind is AlertKind.UNDELIVERED
    assert not wire.letters[1].posts
    dead = [alert for alert in outbox.journal(project.workspace) if alert.state is DeliveryState.DEAD]
    assert [(alert.recipient, alert.attempts) for alert in dead] == [("gone@example.org", 3)]
    wire.refuses.clear()
    assert retry(project, None) == 1
    deliver_alerts(project, wire, NOW + timedelta(hours=4))
    assert wire.sent[-1][0] == "gone@example.org"


def test_nothing_new_is_nothing_sent_and_a_fixed_post_is_told_once(project: Project):
    project = with_alerts(project, when="batch")
    held(project)
    wire = Wire()
    rounds(project, wire, NOW, NOW + timedelta(hours=1))
    write_post(project, "2026-11-02-broken.md", CLEAN.format(title="Chairs"))
    gate(project, NOW + timedelta(hours=2))
    rounds(project, wire, NOW + timedelta(hours=2), NOW + timedelta(hours=3))
    assert [alert_message.subject for alert_message in wire.letters] == [
        "[Test] Held back: 2026-11-02-broken.md",
        "[Test] Fixed: Chairs",
    ]
    assert wire.letters[0].thread == wire.letters[1].thread != ""


def test_reminders_come_with_growing_pauses(project: Project):
    project = with_alerts(project, when="batch", weekly_on="")
    held(project)
    wire = Wire()
    for day in range(30):
        deliver_alerts(project, wire, NOW + timedelta(days=day, minutes=1))
    days = [(alert_message.kind.value) for alert_message in wire.letters]
    assert days == ["batch", "reminder", "reminder", "reminder"]  # after 3, 6 and 12 days more


def test_a_digest_tells_live_posts_at_once_and_the_rest_at_its_hour(project: Project):
    project = with_alerts(project, when="digest", digest_at="08:00")
    held(project)  # unreadable: taken for live
    write_post(project, "2026-12-24-later.md", CLEAN.format(title="").replace("2026-11-02", "2026-12-24"))
    gate(project, NOW + TEN_MINUTES)
    wire = Wire()
    rounds(project, wire, NOW + TEN_MINUTES, NOW + timedelta(hours=2))
    assert [alert_message.kind for alert_message in wire.letters] == [AlertKind.URGENT]
    rounds(project, wire, NOW + timedelta(hours=22), NOW + timedelta(hours=25))
    assert [
        (alert_message.kind, len(alert_message.new), len(alert_message.still)) for alert_message in wire.letters[1:]
    ] == [(AlertKind.DIGEST, 1, 1)]


def test_front_matter_at_which_its_reader_hangs_is_read_by_no_task_and_no_letter(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    read, here = front_matter.read, os.getpid()

    def hanging(source: SourceText) -> FrontMatter:
        while "hostile" in source.text:
            assert os.getpid() != here, "read outside of the child that may be killed"
        return read(source)

    monkeypatch.setattr(front_matter, "read", hanging)
    project = replace(project, settings=replace(project.settings, limits=Limits(seconds_per_post=1)))
    write_post(project, "2026-11-02-hostile.md", CLEAN.format(title="hostile"))
    gate(project)
    deliver_alerts(project, wire := Wire(), NOW)
    assert [(alert_message.kind, alert_message.posts) for alert_message in wire.letters] == [
        (AlertKind.URGENT, ("posts/2026-11-02-hostile.md",))
    ]


def test_the_weekly_sign_of_life_comes_once_a_week_even_when_all_is_quiet(project: Project):
    project = with_alerts(project, weekly_on="monday")
    write_post(project, "2026-11-02-clean.md", CLEAN.format(title="Chairs"))
    gate(project)  # on a Friday
    wire = Wire()
    for hour in range(0, 24 * 11, 6):
        deliver_alerts(project, wire, NOW + timedelta(hours=hour))
    assert [alert_message.kind for alert_message in wire.letters] == [AlertKind.WEEKLY, AlertKind.WEEKLY]
    assert wire.letters[0].trend


def test_one_cause_in_the_whole_site_is_one_line_with_a_count(project: Project):
    project = with_alerts(project, weekly_on="monday")
    excerpt = "Click here to read what our editors have to say about this."
    for number in range(4):
        write_post(
            project,
            f"2026-11-02-{number}.md",
            CLEAN.format(title=f"Chairs {number}").replace("---\n\n", f"excerpt: {excerpt}\n---\n\n"),
        )
    gate(project)
    wire = Wire()
    for hour in range(0, 24 * 4, 6):
        deliver_alerts(project, wire, NOW + timedelta(hours=hour))
    weekly = next(alert_message for alert_message in wire.letters if alert_message.kind is AlertKind.WEEKLY)
    assert [cause.message for cause in weekly.causes] == [f"4 posts have the same excerpt: “{excerpt}”."]


def test_the_dashboard_shows_a_day_that_was_not_decided_even_where_no_maintainer_is_named(project: Project):
    write_post(project, "2026-11-02-clean.md", CLEAN.format(title="Chairs"))
    gate(project)
    os.utime(project.workspace.listing, (NOW.timestamp(), NOW.timestamp()))
    tomorrow = (NOW + timedelta(days=1)).replace(hour=10)
    assert deliver_alerts(project, Wire(), tomorrow).changed
    publish(project)
    with Reader(project.workspace.published).session() as session:
        (shown,) = delivery_queries.alerts(session, limit=5)
    assert (shown.channel, shown.state, shown.subject) == (
        "dashboard",
        "sent",
        "[Test] Today's posts were not decided in time",
    )


def test_each_hears_of_their_own_posts_in_their_language(project: Project):
    project = with_alerts(project, when="batch")
    recipients = (
        Recipient(to="mika@example.org", authors=("Mika Sato",), language="ja"),
        Recipient(to="ops@example.org", role="maintainer"),
    )
    project = with_alerts(project, recipients=recipients)
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="").replace("---\n\n", "author: mika  sato\n---\n\n"))
    write_post(project, "2026-11-03-b.md", CLEAN.format(title="").replace("2026-11-02", "2026-11-03"))
    gate(project)
    wire = Wire()
    deliver_alerts(project, wire, NOW)
    assert {to: (alert_message.language, alert_message.posts) for to, alert_message in wire.sent} == {
        "mika@example.org": ("ja", ("posts/2026-11-02-a.md",)),
        "editors@example.org": ("en", ("posts/2026-11-03-b.md",)),
    }


def test_a_failed_task_is_told_to_maintainers_once_and_even_without_a_store(project: Project):
    project = with_alerts(project, maintainers=("ops@example.org",))
    project.workspace.store.parent.mkdir(parents=True)
    project.workspace.store.write_bytes(b"rotten")
    for _ in range(2):
        failures.write_failure(
            project.workspace,
            Failure(
                "gate_posts r", "gate_posts.judge.load_results, run r: StoreDamaged", "load_results StoreDamaged", NOW
            ),
        )
        tell_maintainers(project, wire := Wire(), NOW)
        if wire.sent:
            assert [(to, alert_message.about) for to, alert_message in wire.sent] == [
                ("ops@example.org", "gate_posts.judge.load_results, run r: StoreDamaged")
            ]
    assert not wire.sent


def test_maintainers_hear_when_the_day_was_not_decided_in_time(project: Project):
    project = with_alerts(project, maintainers=("ops@example.org",))
    write_post(project, "2026-11-02-clean.md", CLEAN.format(title="Chairs"))
    gate(project)
    wire = Wire()
    os.utime(project.workspace.listing, (NOW.timestamp(), NOW.timestamp()))
    tomorrow = (NOW + timedelta(days=1)).replace(hour=8)
    rounds(project, wire, tomorrow, tomorrow + timedelta(hours=3))
    assert [(to, alert_message.kind) for to, alert_message in wire.sent] == [("ops@example.org", AlertKind.LATE)]


def fail(project: Project, run: str, at: datetime, cause: str = "gate_posts.judge.decide StoreDamaged") -> None:
    failures.write_failure(project.workspace, Failure(f"gate_posts {run} 0", f"{cause}, run {run}", cause, at))


def test_a_task_that_fails_every_ten_minutes_fills_no_mailbox(project: Project):
    project = with_alerts(project, maintainers=("ops@example.org",))
    wire = Wire()
    for number in range(43):  # seven hours
        at = NOW + number * TEN_MINUTES
        fail(project, f"r{number}", at)
        tell_maintainers(project, wire, at)
    assert [alert_message.about for alert_message in wire.letters] == [
        "gate_posts.judge.decide StoreDamaged, run r0",
        "gate_posts.judge.decide StoreDamaged, run r36 (36 ×, 2026-11-20 09:10 –)",
    ]


def test_another_cause_is_told_at_once_and_one_run_only_once(project: Project):
    project = with_alerts(project, maintainers=("ops@example.org",))
    wire = Wire()
    fail(project, "r1", NOW)
    tell_maintainers(project, wire, NOW)
    fail(project, "r1", NOW, "gate_posts judge.decide")  # the scheduler says the same of the same run
    fail(project, "r2", NOW, "ingest_posts.read SourceVanished")
    tell_maintainers(project, wire, NOW + TEN_MINUTES)
    assert [alert_message.about for alert_message in wire.letters] == [
        "gate_posts.judge.decide StoreDamaged, run r1",
        "ingest_posts.read SourceVanished, run r2",
    ]


def test_failures_that_wait_for_a_mail_server_come_as_one_letter(project: Project):
    project = with_alerts(project, maintainers=("ops@example.org",), decided_by="")
    wire = Wire()
    wire.fault = NotDelivered("Connection refused", unreachable=True)
    for number in range(30):
        at = NOW + number * TEN_MINUTES
        fail(project, f"r{number}", at, f"cause {number}")
        deliver_alerts(project, wire, at)
    wire.fault = None
    rounds(project, wire, NOW + timedelta(hours=6), NOW + timedelta(hours=9))
    (alert_message,) = wire.letters
    assert alert_message.about.splitlines()[0] == "cause 0, run r0"
    assert alert_message.about.splitlines()[-1] == "… +10 · content-quality alerts list"


def test_where_no_maintainer_is_named_the_dashboard_alone_shows_the_failure(project: Project):
    fail(project, "r1", NOW)
    deliver_alerts(project, wire := Wire(), NOW)
    assert not wire.sent
    (alert,) = outbox.journal(project.workspace)
    assert (alert.channel, alert.state) == ("dashboard", DeliveryState.SENT)


def test_a_post_that_was_held_and_fixed_while_nothing_could_be_told_is_not_told_of(project: Project):
    project = with_alerts(project, when="batch")
    held(project)
    wire = Wire()
    wire.fault = NotDelivered("Connection refused")
    deliver_alerts(project, wire, NOW)
    write_post(project, "2026-11-02-broken.md", CLEAN.format(title="Chairs"))
    gate(project, NOW + TEN_MINUTES)
    deliver_alerts(project, wire, NOW + TEN_MINUTES)
    wire.fault = None
    rounds(project, wire, NOW + timedelta(hours=1), NOW + timedelta(hours=2))
    assert not wire.sent


def test_many_posts_that_break_at_once_are_one_letter_and_a_few_are_one_each(project: Project):
    for number in range(3):
        held(project, f"2026-11-0{number + 1}-a.md") if number == 2 else write_post(
            project, f"2026-11-0{number + 1}-a.md", UNREADABLE
        )
    deliver_alerts(project, wire := Wire(), NOW)
    assert [len(alert_message.new) for alert_message in wire.letters] == [1, 1, 1]
    assert len({alert_message.thread for alert_message in wire.letters}) == 3
    for number in range(3, 9):
        write_post(project, f"2026-11-0{number + 1}-a.md", UNREADABLE + bytes([64 + number]))
    gate(project, NOW + TEN_MINUTES)
    deliver_alerts(project, wire, NOW + TEN_MINUTES)
    assert (len(wire.letters), wire.letters[-1].kind, wire.letters[-1].held) == (4, AlertKind.URGENT, 6)


def test_a_letter_that_cannot_be_written_keeps_nobody_elses_back(project: Project, monkeypatch: pytest.MonkeyPatch):
    project = with_alerts(project, editors=("a@example.org", "b@example.org"))
    held(project)
    wire = Wire()
    wire.refuses["a@example.org"] = ValueError("no address")
    deliver_alerts(project, wire, NOW)
    assert [to for to, _ in wire.sent] == ["b@example.org"]
    assert [alert.error for alert in outbox.journal(project.workspace) if alert.recipient == "a@example.org"] == [
        "ValueError while it was written"
    ]


def test_a_round_in_which_nothing_happens_writes_nothing(project: Project):
    held(project)
    deliver_alerts(project, Wire(), NOW)
    before = project.workspace.ledger.read_bytes()
    assert not deliver_alerts(project, Wire(), NOW + TEN_MINUTES).changed
    assert project.workspace.ledger.read_bytes() == before


def test_a_batch_that_never_got_into_the_store_is_told_of_as_late(project: Project):
    project = with_alerts(project, maintainers=("ops@example.org",))
    held(project)
    write_post(project, "2026-11-03-b.md", CLEAN.format(title="Late"))
    tomorrow = NOW + timedelta(days=1)
    batch_id = freeze(project, tomorrow.replace(hour=6))
    os.utime(project.workspace.listing, (tomorrow.replace(hour=6).timestamp(),) * 2)
    wire = Wire()
    rounds(project, wire, tomorrow.replace(hour=8), tomorrow.replace(hour=11))
    (late,) = [alert_message for alert_message in wire.letters if alert_message.kind is AlertKind.LATE]
    assert late.about == f"2026-11-21 09:00 · {batch_id} (gate_posts)"
    assert late.faults[0].step.startswith("Look in Airflow whether the DAG is paused")


def test_a_round_sends_a_bounded_number_of_alerts_and_the_next_goes_on(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("content_quality.pipeline.alerts.deliver_alerts.MOST_IN_A_ROUND", 2)
    editors = tuple(f"editor{number}@example.org" for number in range(5))
    project = with_alerts(project, editors=editors)
    held(project)
    wire = Wire()
    first = deliver_alerts(project, wire, NOW)
    assert (first.sent, first.waiting) == (2, 3)
    assert "3 left for the next round" in first.describe()
    rounds(project, wire, NOW + TEN_MINUTES, NOW + 3 * TEN_MINUTES)
    assert sorted(to for to, _ in wire.sent) == sorted(editors)


def test_maintainers_hear_once_of_a_damaged_journal(project: Project):
    project = with_alerts(project, maintainers=("ops@example.org",))
    held(project)
    wire = Wire()
    deliver_alerts(project, wire, NOW)
    with (project.workspace.root / "alerts" / "journal.jsonl").open("ab") as file:
        file.write(b"rotten\n")
    rounds(project, wire, NOW + TEN_MINUTES, NOW + 3 * TEN_MINUTES)
    (letter,) = [letter for to, letter in wire.sent if to == "ops@example.org"]
    assert "alerts repair" in letter.faults[0].step
    assert repair(project)
    assert repair(project) is None
