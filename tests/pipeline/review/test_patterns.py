"""Many posts that are held for the same cause are one question, and its answer is about exactly these versions."""

from __future__ import annotations

import dataclasses

import pytest

from content_quality.adapters.state import reviews
from content_quality.core.alerts.assignees import AirflowUser
from content_quality.core.gate.answers import Outcome, name_of, together_in
from content_quality.core.settings import Recipient
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.answered_posts import AnswerRefused, Matching, matching_posts
from content_quality.pipeline.review.held_patterns import is_pattern, people_of, posts_of
from content_quality.pipeline.review.keep_answers import keep_answer, keep_told
from content_quality.pipeline.review.pattern_text import pattern_question
from content_quality.pipeline.review.review_posts import GivenAnswer, Held, held_posts, keep_given
from content_quality.pipeline.review.run_summary import run_summary
from content_quality.pipeline.review.settle_questions import answered_questions, settled_questions
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.review.test_review import LATER, SOON
from tests.pipeline.steps import compare, finish, gate, inspect_all

TASK = "018f0000-0000-7000-8000-000000000001"
WORDS = {"a": "library", "b": "harbour", "c": "orchard", "d": "station"}
CONFLICT = "\n<<<<<<< HEAD\nOne telling of the {word}.\n=======\nAnother of the {word}.\n>>>>>>> theirs\n"


def post(word: str, *more: str) -> str:
    text = CLEAN.replace("library", word).replace("chair", f"{word} seat").format(title=f"The {word}")
    return text + "".join(part.format(word=word) for part in more)


def site(project: Project, **review: int) -> Project:
    rules = dataclasses.replace(project.settings.review, **review)
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, review=rules))


def with_people(project: Project, *recipients: Recipient) -> Project:
    alerts = dataclasses.replace(project.settings.alerts, recipients=recipients)
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, alerts=alerts))


def newest_batch(project: Project) -> str:
    return max(path.name for path in project.workspace.batches.iterdir())


def write_four(project: Project) -> None:
    for name, word in WORDS.items():
        write_post(project, f"2026-11-02-{name}.md", post(word, CONFLICT))


def asked(project: Project, now=NOW) -> list[dict]:
    return held_posts(project, [newest_batch(project)], None, now)


def given(outcome: Outcome = Outcome.APPROVED, who: str = "editor") -> GivenAnswer:
    return GivenAnswer(outcome, "an exercise in git", who, "run", SOON)


@pytest.fixture
def pattern(project: Project) -> tuple[Project, dict]:
    project = site(project, pattern_posts=3)
    write_four(project)
    gate(project)
    (row,) = asked(project)
    return project, row


def decide_again(project: Project, batch_id: str, now=SOON):
    inspect_all(project, batch_id, now)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, now)
    gate_batch.validate_batch(project, batch_id)
    return finish(project, batch_id, now)


def test_one_question_names_the_pattern_and_lists_its_posts(pattern):
    project, row = pattern
    assert is_pattern(row)
    assert [post_id for post_id, _ in posts_of(row)] == [f"posts/2026-11-02-{name}.md" for name in WORDS]
    question = pattern_question(project, row, NOW, TASK)
    assert question.subject == "4 posts are held for one cause: conflict-marker"
    for post_id, sha256 in posts_of(row):
        assert f"/posts/{post_id})" in question.body
        assert sha256[:8] in question.body
    assert together_in(question.body) == tuple(name_of(*version) for version in posts_of(row))
    assert asked(project, SOON) == [], "while it is open, nobody is asked about one of its posts"


def test_fewer_posts_or_a_pattern_turned_off_are_a_question_each(project: Project):
    write_four(project)
    gate(project)
    assert [is_pattern(row) for row in asked(site(project, pattern_posts=4))] == [False] * 4
    assert [is_pattern(row) for row in asked(site(project, pattern_posts=0))] == [False] * 4


def test_an_approval_releases_exactly_these_versions_and_nothing_later(pattern):
    project, row = pattern
    answers, batch_id = keep_answer(project, row, given())
    assert {answer.outcome for answer in answers} == {Outcome.APPROVED}
    assert batch_id
    decisions = decide_again(project, batch_id)
    assert {decision.released for decision in decisions.values()} == {True}
    write_post(project, "2026-11-02-a.md", post("library", CONFLICT, "\nOne more line about the {word}.\n"))
    write_post(project, "2026-11-03-e.md", post("museum", CONFLICT))
    assert not any(decision.released for decision in gate(project, LATER).values())


def test_a_post_that_changed_meanwhile_is_not_approved(pattern):
    project, row = pattern
    write_post(project, "2026-11-02-a.md", post("library", CONFLICT, "\nOne more line about the {word}.\n"))
    gate(project, SOON)
    answers, batch_id = keep_answer(project, row, given())
    assert [answer.outcome for answer in answers] == [Outcome.SUPERSEDED, *[Outcome.APPROVED] * 3]
    assert len(decide_again(project, batch_id, LATER)) == 3


def test_an_approval_of_a_pattern_accepts_its_causes_only(pattern):
    project, row = pattern
    row["causes"] = [["truncated-section", "another"]]  # the question showed other words than these posts hold
    answers, _ = keep_answer(project, row, given())
    assert {answer.seen for answer in answers} == {()}
    rejected, batch_id = keep_answer(project, row, given(Outcome.REJECTED))
    assert batch_id is None
    assert all(answer.seen for answer in rejected), "a rejection is about the whole post"


def test_a_post_with_another_cause_is_a_question_of_its_own(project: Project):
    project = site(project, pattern_posts=2)
    write_four(project)
    write_post(project, "2026-11-02-d.md", post("station", CONFLICT, "\nThe fa\ufffdade of the {word} is new.\n"))
    gate(project)
    rows = asked(project)
    assert [[post_id[-4] for post_id, _ in posts_of(row)] for row in rows] == [["a", "b", "c"], ["d"]]


def test_a_rejection_takes_back_nothing_that_was_released_meanwhile(pattern):
    project, row = pattern
    post_id, sha256 = posts_of(row)[0]
    keep_given(project, Held(row["batch_id"], post_id, sha256), given())
    from content_quality.pipeline.review.review_posts import decided_again

    decide_again(project, decided_again(project, Held(row["batch_id"], post_id, sha256), "approved", "x"))
    answers, _ = keep_answer(project, row, given(Outcome.REJECTED))
    assert [answer.outcome for answer in answers] == [Outcome.SETTLED, *[Outcome.REJECTED] * 3]
    assert reviews.approval(project.workspace.reviews, post_id, sha256)


def test_a_post_that_was_answered_about_alone_keeps_that_answer(pattern):
    project, row = pattern
    pattern_question(project, row, NOW, TASK)
    post_id, sha256 = posts_of(row)[0]
    alone = dataclasses.replace(given(Outcome.REJECTED), run_id="another run")
    keep_given(project, Held(row["batch_id"], post_id, sha256), alone)
    answers, batch_id = keep_answer(project, row, dataclasses.replace(given(), at=LATER))
    assert [answer.outcome for answer in answers] == [Outcome.SETTLED, *[Outcome.APPROVED] * 3]
    assert keep_answer(project, row, dataclasses.replace(given(), at=LATER))[1] == batch_id, (
        "a retried task says the same"
    )


def test_the_question_closes_when_it_is_needless_for_every_post(pattern):
    project, row = pattern
    pattern_question(project, row, NOW, TASK)
    for number, (name, word) in enumerate(WORDS.items()):
        assert settled_questions(project, newest_batch(project), LATER) == [], f"{number} of 4 are mended"
        write_post(project, f"2026-11-02-{name}.md", post(word))
        gate(project, SOON.replace(second=number + 1))
    assert settled_questions(project, newest_batch(project), LATER) == [TASK]


def test_more_posts_than_questions_are_told_of_and_never_asked_about_at_once(project: Project):
    project = site(project, most_posts=2)
    write_four(project)
    gate(project)
    rows = asked(project)
    assert [(len(posts_of(row)), row["untold"]) for row in rows] == [(1, 2), (1, 2)]
    from content_quality.pipeline.review.question_text import question

    assert "2 more posts of this batch are held, and no question is about it" in question(project, rows[0], NOW).body


def test_one_answer_about_all_that_match_is_about_the_versions_held_now(pattern):
    project, _ = pattern
    (row,) = matching_posts(project, Matching(pattern="posts/2026-11-02-[ab].md", held_by="conflict-marker"))
    assert [post_id for post_id, _ in posts_of(row)] == ["posts/2026-11-02-a.md", "posts/2026-11-02-b.md"]
    answers, batch_id = keep_told(project, row, given())
    assert {answer.outcome for answer in answers} == {Outcome.APPROVED}
    assert batch_id
    decide_again(project, batch_id)
    ((post_id, _), *others) = posts_of(matching_posts(project, Matching(pattern="*"))[0])
    assert (post_id, len(others)) == ("posts/2026-11-02-c.md", 1)


@pytest.mark.parametrize(
    "matching", [Matching(post="posts/none.md"), Matching("", "*.txt"), Matching("", "*", "links")]
)
def test_an_answer_about_nothing_is_refused_in_words(pattern, matching: Matching):
    project, _ = pattern
    with pytest.raises(AnswerRefused, match="No held post matches"):
        matching_posts(project, matching)


def test_an_answer_about_too_many_posts_is_refused(pattern, monkeypatch):
    project, _ = pattern
    monkeypatch.setattr("content_quality.pipeline.review.answered_posts.MOST_OF_PATTERN", 3)
    with pytest.raises(AnswerRefused, match="4 held posts match, and one answer is about at most 3"):
        matching_posts(project, Matching(pattern="*"))


DESK = Recipient(to="desk@example.org", role="desk", airflow_users=("7=nora",))
AUTHOR = Recipient(to="mika@example.org", authors=("Mika Sato",), airflow_users=("mika",))


def test_the_writers_users_and_those_of_the_editors_are_asked(project: Project):
    project = with_people(project, DESK, AUTHOR)
    write_post(project, "2026-11-02-a.md", post("library", CONFLICT).replace("---\n", "---\nauthor: mika sato\n", 1))
    write_post(project, "2026-11-02-b.md", post("harbour", CONFLICT))
    gate(project)
    nora, mika = AirflowUser("7", "nora"), AirflowUser("mika", "mika")
    assert [people_of(row) for row in asked(project)] == [(mika, nora), (nora,)]


def test_posts_of_different_people_are_different_questions(project: Project):
    project = site(with_people(project, DESK, AUTHOR), pattern_posts=1)
    write_four(project)
    write_post(project, "2026-11-02-a.md", post("library", CONFLICT).replace("---\n", "---\nauthor: Mika Sato\n", 1))
    gate(project)
    assert [(len(posts_of(row)), len(people_of(row))) for row in asked(project)] == [(3, 1), (1, 2)]


def test_an_answer_without_a_question_by_somebody_who_is_not_asked_does_not_count(project: Project):
    project = with_people(project, DESK)
    write_post(project, "2026-11-02-a.md", post("library", CONFLICT))
    gate(project)
    (row,) = asked(project)
    answers, batch_id = keep_told(project, row, given(who="stranger"))
    assert ([answer.outcome for answer in answers], batch_id) == ([Outcome.NOT_ASKED], None)
    (answer,), batch_id = keep_told(project, row, given(who="nora"))
    assert answer.outcome is Outcome.APPROVED
    assert batch_id


def test_a_run_that_answers_closes_the_questions_about_the_same_posts(pattern):
    project, row = pattern
    pattern_question(project, row, NOW, TASK)
    versions = posts_of(row)
    keep_given(project, Held(row["batch_id"], *versions[0]), given(Outcome.REJECTED))
    assert answered_questions(project, versions, LATER) == [], "three of its posts wait"
    keep_told(project, row, given(Outcome.REJECTED))
    assert answered_questions(project, versions, LATER) == [TASK]


def test_a_run_says_in_one_line_what_people_answered(pattern):
    project, row = pattern
    assert run_summary(project, [row], "run") == ""
    write_post(project, "2026-11-02-a.md", post("library", CONFLICT, "\nOne more line about the {word}.\n"))
    gate(project, SOON)
    keep_answer(project, row, given())
    assert run_summary(project, [row], "run") == "3 approved, 1 changed meanwhile"
    assert run_summary(project, [row], "another run") == ""
