"""Use case: keep what a person answered about a post, or about posts together, and let the gate decide again."""

from __future__ import annotations

from dataclasses import replace

from content_quality.adapters.state import reviews
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.reviews import Answer
from content_quality.adapters.store.known import present_versions
from content_quality.core.alerts.assignees import may_answer
from content_quality.core.gate.answers import Outcome
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.asked_people import asked_people
from content_quality.pipeline.review.held_patterns import Row, covers, is_pattern, posts_of
from content_quality.pipeline.review.review_posts import (
    APPROVED,
    GivenAnswer,
    Held,
    approved_batch,
    decided_together,
    keep_given,
)
from content_quality.pipeline.review.settle_questions import is_answered


def keep_answer(project: Project, row: Row, given: GivenAnswer) -> tuple[list[Answer], str | None]:
    """Keep an answer for each post of a question; return them, and the batch that an approval made.

    The answer to a pattern is about the very bytes that the question listed. An approval accepts the causes that the
    question named: another finding of such a post still holds it. A post that something else released meanwhile keeps
    its release, and one that was answered about alone keeps that answer.
    """
    if not is_pattern(row):
        answer = keep_given(project, Held.of(row), given)
        return [answer], approved_batch(project, answer)
    batch_id = str(row["batch_id"])
    settled = _released_since(project, row) | _answered_alone(project, row, given.run_id)
    approves = given.outcome is Outcome.APPROVED
    answers = [
        keep_given(
            project,
            Held(batch_id, post_id, sha256),
            replace(given, outcome=Outcome.SETTLED) if (post_id, sha256) in settled else given,
            lambda finding: not approves or covers(row, finding.check, finding.message.template),
        )
        for post_id, sha256 in posts_of(row)
    ]
    approved = [answer for answer in answers if answer.outcome is Outcome.APPROVED]
    if not approved:
        return answers, None
    versions = {(answer.post_id, answer.sha256) for answer in approved}
    return answers, decided_together(
        project, batch_id, versions, APPROVED, "".join(answer.answer_id for answer in approved)
    )


def keep_told(project: Project, row: Row, given: GivenAnswer) -> tuple[list[Answer], str | None]:
    """Keep an answer that was given without a question, which Airflow has not compared with those who are asked."""
    outsider = any(not may_answer(asked_people(project, post_id), given.who) for post_id, _ in posts_of(row))
    return keep_answer(project, row, replace(given, outcome=Outcome.NOT_ASKED) if outsider else given)


def is_kept(project: Project, row: Row, given: GivenAnswer) -> bool:
    """Return whether this very answer has been kept: of the same moment, in the same run, about the first post."""
    ((post_id, sha256), *_) = posts_of(row)
    kept, _ = reviews.readable(project.workspace.reviews, sha256 or "*")
    return any((one.post_id, one.run_id, one.answered_at) == (post_id, given.run_id, given.at) for one in kept)


def _answered_alone(project: Project, row: Row, run_id: str) -> frozenset[tuple[str, str]]:
    """Return the versions that another run has an answer about, given while the question about the pattern waited."""
    folder = project.workspace.reviews
    return frozenset(
        (post_id, sha256)
        for post_id, sha256 in (posts_of(row) if row.get("causes") else ())
        for asked in reviews.questions(folder, post_id, sha256)
        if asked.together > 1 and is_answered(folder, asked, run_id)
    )


def _released_since(project: Project, row: Row) -> frozenset[tuple[str, str]]:
    """Return the versions that left by another decision after the question was asked."""
    present = present_versions(project.workspace.published)
    found, decided = set(), {}
    for post_id, sha256 in posts_of(row):
        newest, batch_id = present.get(post_id, ("", ""))
        if newest != sha256 or batch_id == row["batch_id"]:
            continue
        if batch_id not in decided:
            verdicts = BatchFiles.of(project.workspace, batch_id).read_verdicts()
            decided[batch_id] = {one.post_id: one.released for one in verdicts}
        if decided[batch_id].get(post_id):
            found.add((post_id, sha256))
    return frozenset(found)
