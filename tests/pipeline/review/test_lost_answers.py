"""An answer that Airflow took and lost is kept for the next try of its question."""

from __future__ import annotations

from pathlib import Path

from content_quality.adapters.state import reviews
from content_quality.adapters.state.lost_answers import LostAnswer, QuestionPlace, keep_lost, lost_answer
from content_quality.core.gate.answers import Outcome
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.keep_answers import is_kept, keep_answer
from content_quality.pipeline.review.review_posts import GivenAnswer
from tests.conftest import NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT
from tests.pipeline.review.test_review import held
from tests.pipeline.steps import gate

PLACE = QuestionPlace("manual__2026-11-20T09:00:00+00:00", 3)
LOST = LostAnswer("Approve", "a lesson about git", "mika", NOW)


def test_it_is_found_by_its_question_alone(tmp_path: Path):
    keep_lost(tmp_path, PLACE, LOST)
    assert lost_answer(tmp_path, PLACE) == LOST
    assert lost_answer(tmp_path, QuestionPlace(PLACE.run_id, 4)) is None
    assert lost_answer(tmp_path, QuestionPlace("another", 3)) is None


def test_one_that_cannot_be_read_is_asked_for_again(tmp_path: Path):
    keep_lost(tmp_path, PLACE, LOST)
    (path,) = tmp_path.rglob("*.answer")
    path.write_text("{")
    assert lost_answer(tmp_path, PLACE) is None


def test_it_is_no_answer_until_its_question_has_taken_it(tmp_path: Path):
    keep_lost(tmp_path, PLACE, LOST)
    assert list(reviews.read(tmp_path)) == []


def test_an_answer_that_was_kept_is_not_taken_again_when_a_person_clears_the_question(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    row, given = held(project), GivenAnswer(Outcome.APPROVED, LOST.reason, LOST.who, PLACE.run_id, LOST.at)
    assert not is_kept(project, row, given)
    keep_answer(project, row, given)
    assert is_kept(project, row, given)
