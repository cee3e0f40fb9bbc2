"""An alert leads to the questions about its posts, as long as one waits."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.alerts.addresses import Addresses
from content_quality.core.alerts.alert import Mention, MentionRole
from content_quality.core.gate.answers import Outcome
from content_quality.pipeline.alerts.compose_questions import questions_wait
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.question_text import question
from tests.conftest import NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT, NAME
from tests.pipeline.review.test_review import LATER, answered, held
from tests.pipeline.steps import gate


def mentioned(project: Project, role: MentionRole):
    batch_id = held(project)["batch_id"]
    (decision,) = BatchFiles.of(project.workspace, batch_id).read_decisions()[1]
    return [(Mention(role, "n", NAME, batch_id), decision)]


def test_the_link_is_there_for_new_posts_where_people_are_asked_by_themselves(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    new = mentioned(project, MentionRole.NEW)
    assert questions_wait(project, new, NOW)
    by_hand = dataclasses.replace(
        project.settings, review=dataclasses.replace(project.settings.review, automatic=False)
    )
    assert not questions_wait(dataclasses.replace(project, settings=by_hand), new, NOW)
    assert not questions_wait(project, mentioned(project, MentionRole.FIXED), NOW)


def test_a_reminder_has_the_link_until_the_question_is_answered_or_over(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    still = mentioned(project, MentionRole.STILL)
    assert not questions_wait(project, still, NOW), "nobody was asked"
    question(project, held(project), NOW)
    assert questions_wait(project, still, LATER)
    assert not questions_wait(project, still, NOW + timedelta(days=8))
    answered(project, Outcome.REJECTED, "no")
    assert not questions_wait(project, still, LATER)


def test_the_link_leads_to_the_questions_of_the_site():
    assert Addresses("https://airflow.example/content-quality-news", "news").inbox == (
        "https://airflow.example/dags/news_review_held_posts/required_actions?response_received=false"
    )
