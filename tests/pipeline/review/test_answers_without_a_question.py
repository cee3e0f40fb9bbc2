"""An answer that a person gives on the dashboard, and questions that need no answer any more."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from content_quality.adapters.site import acceptances_file
from content_quality.adapters.state import reviews
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.answers import Outcome, marker_of, version_of
from content_quality.core.gate.decide import Verdict
from content_quality.pipeline.gate.accept import NothingToWaive
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.answered_posts import answered_posts
from content_quality.pipeline.review.question_text import question
from content_quality.pipeline.review.settle_questions import settled_questions
from content_quality.pipeline.review.waive_finding import WaivedFinding, waive_finding
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT, NAME
from tests.pipeline.review.test_review import LATER, SOON, answered, asked_again, decide_again, held
from tests.pipeline.steps import compare, finish, gate, inspect_all

FILE = "2026-11-02-a.md"
TASK = "018f0000-0000-7000-8000-000000000000"


def newest_batch(project: Project) -> str:
    return max(path.name for path in project.workspace.batches.iterdir())


def found(project: Project) -> tuple[str, str]:
    """Return check and fingerprint of what holds the post."""
    (decision,) = BatchFiles.of(project.workspace, held(project)["batch_id"]).read_decisions()[1]
    return next((one.check, one.fingerprint) for one in decision.findings if one.check in decision.reasons)


def test_an_answer_without_a_question_is_about_the_version_its_reader_saw(project: Project):
    write_post(project, FILE, CUT)
    gate(project)
    sha256 = held(project)["sha256"]
    (row,) = answered_posts(project, {NAME: sha256, "posts/gone.md": "a" * 64})
    assert answered(project, Outcome.REJECTED, "no", row).outcome is Outcome.REJECTED
    (row,) = answered_posts(project, {NAME: "a" * 64})
    assert answered(project, Outcome.APPROVED, "yes", row).outcome is Outcome.SUPERSEDED
    write_post(project, FILE, CLEAN.format(title="Chairs"))
    gate(project, LATER)
    assert answered_posts(project, {NAME: sha256}) == [], "it needs no answer any more"


def test_a_passage_accepted_on_the_dashboard_is_a_waiver_and_the_post_is_decided_again(project: Project):
    write_post(project, FILE, CUT)
    gate(project)
    check, fingerprint = found(project)
    passage = WaivedFinding(check, fingerprint, "a lesson about git", 30)
    batch_id = waive_finding(project, held(project), passage, "mika")
    assert waive_finding(project, held(project), passage, "mika") == batch_id, "a retried task writes nothing new"
    (waiver,) = acceptances_file.read_waivers(project.root, project.settings.waivers)
    assert (waiver.granted_by, waiver.reason, waiver.until) == (
        "mika", "a lesson about git", project.today + timedelta(days=30),
    )  # fmt: skip
    inspect_all(project, batch_id, SOON)
    compare(project, batch_id)
    decision = finish(project, batch_id, SOON)[NAME]
    assert any(one.waived and one.waived.by == "mika" for one in decision.findings)


@pytest.mark.parametrize(
    ("changed", "who"),
    [
        ({"reason": "…"}, "mika"),
        ({"reason": "\u200b"}, "mika"),
        ({"days": 0}, "mika"),
        ({"days": 10_000}, "mika"),
        ({"fingerprint": "f" * 16}, "mika"),
        ({}, ""),
    ],
)
def test_a_passage_is_not_accepted_without_reason_name_end_or_finding(project: Project, changed: dict, who: str):
    write_post(project, FILE, CUT)
    gate(project)
    passage = dataclasses.replace(WaivedFinding(*found(project), "a lesson about git", 30), **changed)
    with pytest.raises(NothingToWaive):
        waive_finding(project, held(project), passage, who)
    assert acceptances_file.read_waivers(project.root, project.settings.waivers) == ()


def test_a_question_names_its_post_and_version_and_reads_as_an_editors(project: Project):
    write_post(project, FILE, CUT.replace("---\n", "---\nauthor: Nora Lindqvist\n", 1))
    gate(project)
    row = held(project)
    asked = question(project, row, NOW)
    assert asked.subject.startswith("Held: ")
    assert asked.subject.endswith(" — Nora Lindqvist")
    assert NAME not in asked.subject
    assert row["sha256"][:8] in asked.body
    assert row["sha256"][:9] not in asked.body
    assert version_of(asked.body) == version_of(marker_of(NAME, row["sha256"]))
    from markdown_it import MarkdownIt

    assert "about" not in MarkdownIt("commonmark").render(asked.body.rpartition("\n\n")[2]), "the marker is not seen"


def test_a_fix_settles_the_question_about_the_older_version(project: Project):
    write_post(project, FILE, CUT)
    gate(project)
    question(project, held(project), NOW, TASK)
    assert settled_questions(project, newest_batch(project), SOON) == [], "nothing has changed"
    write_post(project, FILE, CLEAN.format(title="Chairs"))
    assert gate(project, SOON)[NAME].verdict is Verdict.CLEAR
    assert settled_questions(project, newest_batch(project), SOON) == [TASK]
    assert settled_questions(project, newest_batch(project), NOW + timedelta(days=8)) == [], "its time was up"


def test_another_answer_settles_the_question(project: Project):
    write_post(project, FILE, CUT)
    gate(project)
    question(project, held(project), NOW, TASK)
    decide_again(project, answered(project))
    assert settled_questions(project, newest_batch(project), SOON) == [TASK]


def test_a_settled_question_may_be_asked_again(project: Project):
    write_post(project, FILE, CUT)
    gate(project)
    question(project, held(project), NOW, TASK)
    assert asked_again(project, SOON) == []
    answered(project, Outcome.SETTLED, "")
    assert [one.outcome for one in reviews.read(project.workspace.reviews)] == [Outcome.SETTLED]
    assert asked_again(project, LATER) != []
