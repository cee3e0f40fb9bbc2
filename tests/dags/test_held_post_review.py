"""A question of Airflow's human in the loop: who may answer it, and what becomes of an answer that was lost."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import pytest

from content_quality.adapters.state import reviews
from content_quality.adapters.state.lost_answers import LostAnswer, QuestionPlace, keep_lost
from content_quality.core.gate.answers import Outcome
from content_quality.core.settings import Recipient
from content_quality.orchestration.held_post_review import APPROVE, ASK, REJECT, HeldPostReview
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.review_posts import held_posts
from tests.conftest import NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT
from tests.pipeline.steps import gate

RUN = "manual__2026-11-20T09:00:00+00:00"
DESK = Recipient(to="desk@example.org", role="desk", airflow_users=("7=nora",))


class Asked(Exception):  # noqa: N818 - stands for Airflow's own way to wait
    pass


@pytest.fixture
def held(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    def wait(self: HeldPostReview, context: Any) -> None:
        raise Asked

    monkeypatch.setattr("airflow.providers.standard.operators.hitl.HITLOperator.execute", wait)
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    return project


def context(project: Project, **conf: Any) -> dict[str, Any]:
    newest = max(path.name for path in project.workspace.batches.iterdir())
    rows = held_posts(project, [newest], None, NOW)
    task = SimpleNamespace(id="018f0000-0000-7000-8000-000000000000", map_index=0, xcom_pull=lambda task_ids: rows)
    run = SimpleNamespace(conf=conf, triggering_user_name="mika")
    return {"ti": task, "task_instance": task, "dag_run": run, "run_id": RUN}


def review(project: Project) -> HeldPostReview:
    return HeldPostReview(task_id="review", site=SimpleNamespace(load_project=lambda: project), held_by="held_posts")


def with_people(project: Project) -> Project:
    alerts = dataclasses.replace(project.settings.alerts, recipients=(DESK,))
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, alerts=alerts))


def test_without_a_setting_a_question_is_assigned_to_nobody(held: Project):
    operator = review(held)
    with pytest.raises(Asked):
        operator.execute(context(held))
    assert operator.assigned_users is None
    assert operator.options == [APPROVE, REJECT, ASK]


def test_a_question_is_assigned_by_the_routing(held: Project):
    operator = review(with_people(held))
    with pytest.raises(Asked):
        operator.execute(context(with_people(held)))
    assert operator.assigned_users == [{"id": "7", "name": "nora"}]


def test_an_answer_that_was_lost_is_kept_by_the_next_try_and_only_once(held: Project):
    keep_lost(held.workspace.reviews, QuestionPlace(RUN, 0), LostAnswer(APPROVE, "a lesson about git", "mika", NOW))
    given = context(held)
    batch_id = review(held).execute(given)
    assert (held.workspace.batches / batch_id).is_dir()
    (answer,) = reviews.read(held.workspace.reviews)
    assert (answer.outcome, answer.answered_by, answer.answered_at) == (Outcome.APPROVED, "mika", NOW)
    with pytest.raises(Asked):  # a person cleared the question to be asked anew
        review(held).execute(given)


def test_a_lost_answer_that_is_no_button_is_asked_for_again(held: Project):
    keep_lost(held.workspace.reviews, QuestionPlace(RUN, 0), LostAnswer("Publish", "", "mika", NOW))
    with pytest.raises(Asked):
        review(held).execute(context(held))


def test_a_run_with_an_answer_of_somebody_who_is_not_asked_approves_nothing(held: Project):
    project = with_people(held)
    assert review(project).execute(context(project, answer=APPROVE, reason="a lesson about git")) is None
    (answer,) = reviews.read(held.workspace.reviews)
    assert answer.outcome is Outcome.NOT_ASKED
