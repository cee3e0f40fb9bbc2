"""Use case: find the open questions that a fix, a waiver or another answer has settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from content_quality.adapters.state import reviews
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.reviews import Asked
from content_quality.adapters.store.known import present_versions
from content_quality.core.gate.decide import Decision
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.review_posts import seen_in


def settled_questions(project: Project, batch_id: str, now: datetime) -> list[str]:
    """Return the task instances that wait for an answer which the decisions of `batch_id` made needless."""
    return sorted({asked.task for asked in _settled(project, batch_id, now)})


def _settled(project: Project, batch_id: str, now: datetime) -> Iterator[Asked]:
    files = BatchFiles.of(project.workspace, batch_id)
    decisions = {decision.post_id: decision for decision in files.read_decisions()[1]}
    present = present_versions(project.workspace.published)
    posts = {*decisions, *files.manifest().removed}
    for asked in reviews.every_question(project.workspace.reviews, posts):
        if asked.task and asked.until > now:
            newest, decided_in = present.get(asked.post_id, ("", ""))
            decision = decisions.get(asked.post_id) if decided_in == batch_id else None
            if newest != asked.sha256 or (decision and _needs_no_answer(asked, decision)):
                yield asked


def _needs_no_answer(asked: Asked, decision: Decision) -> bool:
    """Return whether the version left, or a newer question shows more than `asked` does."""
    return decision.released or not set(seen_in(decision)) <= set(asked.shown)
