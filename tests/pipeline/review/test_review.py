"""A person releases exactly the bytes they saw, in spite of exactly what they were shown."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state import reviews
from content_quality.adapters.state.reviews import Answer
from content_quality.adapters.store.writer import writing
from content_quality.core.alerts.alert import AlertKind
from content_quality.core.gate.answers import Outcome
from content_quality.core.gate.decide import Verdict
from content_quality.core.settings import Gate
from content_quality.pipeline.alerts.ask_authors import ask_author
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.archive.rebuild_store import rebuild_store
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.question_text import question
from content_quality.pipeline.review.review_posts import (
    NotHeld,
    answer_question,
    approved_batch,
    held_posts,
    load_answers,
)
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT, NAME
from tests.pipeline.steps import compare, finish, gate, inspect_all
from tests.pipeline.wire import Wire

SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)


def held(project: Project) -> dict[str, str]:
    (row,) = held_posts(project, [], NAME, NOW)
    return row


def answered(
    project: Project,
    outcome: Outcome = Outcome.APPROVED,
    reason: str = "a lesson about git",
    row: dict[str, str] | None = None,
) -> Answer:
    return answer_question(project, row or held(project), outcome, reason, "editor", "run", SOON)


def decide_again(project: Project, answer: Answer):
    batch_id = approved_batch(project, answer)
    assert batch_id
    inspect_all(project, batch_id, SOON)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, SOON)
    gate_batch.validate_batch(project, batch_id)
    return finish(project, batch_id, SOON)[NAME]


def test_an_approval_releases_these_bytes_and_the_next_edit_starts_anew(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    decision = decide_again(project, answered(project))
    assert decision.released
    assert {(one.waived.by, one.waived.reason) for one in decision.findings if one.waived} == {
        ("editor", "a lesson about git")
    }
    assert ReleaseFolder(project.workspace.release).target(NAME).read_text() == CUT
    write_post(project, "2026-11-02-a.md", CUT + "\nOne more.\n")
    assert gate(project, LATER)[NAME].verdict is Verdict.HOLD
    assert ReleaseFolder(project.workspace.release).target(NAME).read_text() == CUT


@pytest.mark.parametrize(
    ("outcome", "reason", "kept"),
    [
        (Outcome.REJECTED, "no", Outcome.REJECTED),
        (Outcome.AUTHOR_ASKED, "", Outcome.AUTHOR_ASKED),
        (Outcome.TIMED_OUT, "", Outcome.TIMED_OUT),
        (Outcome.APPROVED, "  ", Outcome.NO_REASON),
        (Outcome.APPROVED, "\u200b\ufeff", Outcome.NO_REASON),
        (Outcome.APPROVED, "…", Outcome.NO_REASON),
        (Outcome.APPROVED, "a" * 1_000_000, Outcome.NO_REASON),
    ],
)
def test_every_other_answer_keeps_it_held_and_is_kept(project: Project, outcome: Outcome, reason: str, kept: Outcome):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    answer = answered(project, outcome, reason)
    assert approved_batch(project, answer) is None
    assert [one.outcome for one in reviews.read(project.workspace.reviews)] == [kept]
    assert reviews.approval(project.workspace.reviews, NAME, answer.sha256) is None
    assert gate(project, LATER, force=True)[NAME].released is False


def test_a_later_rejection_takes_an_approval_back(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    row = held(project)
    answer = answered(project, row=row)
    assert reviews.approval(project.workspace.reviews, NAME, answer.sha256)
    answer_question(project, row, Outcome.REJECTED, "no", "admin", "run", LATER)
    assert reviews.approval(project.workspace.reviews, NAME, answer.sha256) is None


def test_an_approval_of_a_version_that_was_replaced_does_not_count(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    row = held(project)
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    assert gate(project, SOON)[NAME].verdict is Verdict.CLEAR
    assert answered(project, row=row).outcome is Outcome.SUPERSEDED


def test_an_approval_that_is_decided_late_does_not_replace_a_newer_version(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    answer = answered(project)
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project, SOON)
    decide_again(project, answer)
    assert ReleaseFolder(project.workspace.release).target(NAME).read_text() == CLEAN.format(title="Chairs")
    with writing(project.workspace) as store:
        assert store.query("SELECT count(*) FROM posts JOIN batches USING (batch_id) WHERE reason = 'approved'") == [
            (0,)
        ]


def test_answers_are_rows_of_the_store_and_survive_a_rebuild(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    answered(project)
    load_answers(project)
    load_answers(project)
    project.workspace.store.write_bytes(b"rotten")
    rebuild_store(project)
    with writing(project.workspace) as store:
        assert store.query("SELECT post_id, outcome, answered_by, reason FROM reviews") == [
            (NAME, "approved", "editor", "a lesson about git")
        ]


def test_text_of_posts_stands_in_a_question_only_as_code(project: Project):
    hostile = "<<<<<<< a\nx\n=======\ny\n>>>>>>> [click](javascript:alert(1)) ``` {{ 7*7 }} <img src=x onerror=alert(1)> https://evil.example\n"
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs") + "\n" + hostile)
    gate(project)
    asked = question(project, held(project), NOW)
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": True}).render(asked.body)
    assert "onerror" in html
    assert "<img" not in html
    assert html.count("<a ") == 1
    assert 'href="http://localhost:8080/content-quality/posts/posts/2026-11-02-a.md"' in html


def test_only_held_posts_are_asked_about(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project)
    for name in (NAME, "posts/nobody.md"):
        with pytest.raises(NotHeld):
            held_posts(project, [], name, NOW)


def stricter(project: Project) -> Project:
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, gate=Gate(release_review=False)))


def asked_again(project: Project, now: datetime) -> list[dict[str, str]]:
    """Decide again under another policy, and return what a person would be asked."""
    gate(stricter(project), now, force=True)
    newest = max(path.name for path in project.workspace.batches.iterdir())
    return held_posts(project, [newest], None, now)


def test_nobody_is_asked_again_what_was_rejected_or_is_still_asked(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    question(project, held(project), NOW)
    assert asked_again(project, SOON) == []
    assert asked_again(project, NOW + timedelta(days=8)) != []  # nobody answered in time
    answered(project, Outcome.REJECTED, "no")
    assert held_posts(project, [max(path.name for path in project.workspace.batches.iterdir())], None, LATER) == []
    assert held(project)  # by hand, by name, always


def test_what_is_new_to_see_is_asked_about(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    row = held(project)
    answer = answered(project, Outcome.REJECTED, "no", row)
    path = project.workspace.reviews / answer.sha256 / answer.file_name
    path.unlink()
    reviews.keep(project.workspace.reviews, dataclasses.replace(answer, seen=answer.seen[1:]))
    assert asked_again(project, LATER) != []


@pytest.mark.parametrize("first", [Outcome.APPROVED, Outcome.REJECTED])
def test_of_two_answers_in_the_same_moment_the_rejection_counts(project: Project, first: Outcome):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    row = held(project)
    second = Outcome.REJECTED if first is Outcome.APPROVED else Outcome.APPROVED
    for who, outcome in (("editor", first), ("admin", second)):
        answer = answer_question(project, row, outcome, "because", who, f"run of {who}", SOON)
    assert reviews.approval(project.workspace.reviews, NAME, answer.sha256) is None
    assert len(list(reviews.read(project.workspace.reviews))) == 2


def test_a_question_to_the_author_is_told_to_whoever_answers_for_the_post(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    wire = Wire()
    deliver_alerts(project, wire, NOW)
    answered(project, Outcome.AUTHOR_ASKED, "Which of the two\ntellings is meant?")
    load_answers(project)
    row = held(project)
    for _ in range(2):
        ask_author(project, wire, NAME, row["batch_id"], SOON)
    deliver_alerts(project, wire, NOW + timedelta(days=1))
    first, second = wire.letters
    assert second.posts == first.posts == (NAME,)
    assert second.kind is AlertKind.QUESTION
    assert second.asked is not None
    assert (second.asked.who, second.asked.question) == ("editor", "Which of the two tellings is meant?")
    assert second.asked.reply_to == ("editors@example.org",), "a name that is no address cannot be replied to"
    assert second.thread == first.thread


def test_a_question_that_cannot_be_sent_goes_out_with_the_next_delivery(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    deliver_alerts(project, Wire(), NOW)
    answered(project, Outcome.AUTHOR_ASKED, "Which one?")
    wire = Wire()
    wire.fault = NotDelivered("no mail server", unreachable=True)
    ask_author(project, wire, NAME, held(project)["batch_id"], SOON)
    wire.fault = None
    deliver_alerts(project, wire, SOON + timedelta(minutes=10))
    assert [letter.kind for letter in wire.letters] == [AlertKind.QUESTION]
