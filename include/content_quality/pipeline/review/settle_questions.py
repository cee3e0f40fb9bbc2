"""Use case: find the open questions that a fix, a waiver or another answer has settled."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from content_quality.adapters.state import reviews
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.reviews import Asked
from content_quality.adapters.state.stored_rows import StoredRows
from content_quality.adapters.store.known import present_versions
from content_quality.core.gate.answers import Outcome
from content_quality.core.gate.decide import Decision
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.review_posts import seen_in

BY_A_PERSON = (Outcome.APPROVED, Outcome.REJECTED, Outcome.AUTHOR_ASKED)  # answers that count


def settled_questions(project: Project, batch_id: str, now: datetime) -> list[str]:
    """Return the task instances that wait for an answer which the decisions of `batch_id` made needless.

    A question about posts together is needless when it is for each of them.
    """
    state = _PresentDecisions(project)
    settled = [asked for asked in _settled(project, batch_id, state) if asked.task and asked.until > now]
    alone = {asked.task for asked in settled if asked.together == 1}
    together = {asked.task for asked in settled if asked.together > 1}
    folder = project.workspace.reviews
    return sorted(alone | {task for task in together if all(map(state.is_needless, reviews.asked_by(folder, task)))})


def answered_questions(project: Project, versions: Collection[tuple[str, str]], now: datetime) -> list[str]:
    """Return the task instances that wait although all that they ask about was answered after they asked."""
    folder = project.workspace.reviews
    asked = [one for post_id, sha256 in versions for one in reviews.questions(folder, post_id, sha256)]
    waiting = [one for one in asked if one.task and one.until > now and is_answered(folder, one)]
    alone = {one.task for one in waiting if one.together == 1}
    together = {one.task for one in waiting if one.together > 1}
    return sorted(
        alone | {task for task in together if all(is_answered(folder, one) for one in reviews.asked_by(folder, task))}
    )


def is_answered(folder: Path, asked: Asked, but_in: str = "") -> bool:
    """Return whether a person answered about these bytes after they were asked about; not in the run `but_in`."""
    answers, _ = reviews.readable(folder, asked.sha256)
    return any(
        one.post_id == asked.post_id
        and one.answered_at > asked.asked_at
        and one.outcome in BY_A_PERSON
        and one.run_id != but_in
        for one in answers
    )


def _settled(project: Project, batch_id: str, state: _PresentDecisions) -> Iterator[Asked]:
    files = BatchFiles.of(project.workspace, batch_id)
    posts = {*state.decisions(batch_id).post_ids, *files.manifest().removed}
    for asked in reviews.every_question(project.workspace.reviews, posts):
        newest, decided_in = state.present.get(asked.post_id, ("", ""))
        if (newest != asked.sha256 or decided_in == batch_id) and state.is_needless(asked):
            yield asked


class _PresentDecisions:
    """What the newest decisions say, read once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._decisions: dict[str, StoredRows[Decision]] = {}
        self.present = present_versions(project.workspace.published)

    def decisions(self, batch_id: str) -> StoredRows[Decision]:
        """Return the decisions of a batch."""
        if batch_id not in self._decisions:
            files = BatchFiles.of(self._project.workspace, batch_id)
            self._decisions[batch_id] = files.read_decisions()[1]
        return self._decisions[batch_id]

    def is_needless(self, asked: Asked) -> bool:
        """Return whether the version is not the newest, or left, or is asked about with more findings."""
        newest, decided_in = self.present.get(asked.post_id, ("", ""))
        if newest != asked.sha256:
            return True
        decision = self.decisions(decided_in).get(asked.post_id)
        return decision is not None and (decision.released or not set(seen_in(decision)) <= set(asked.shown))
