"""Use case: say in one line what people answered in a run of the review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from content_quality.adapters.state import reviews
from content_quality.core.gate.answers import Outcome
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.held_patterns import Row, posts_of

WORDS = {
    Outcome.APPROVED: "approved",
    Outcome.REJECTED: "rejected",
    Outcome.AUTHOR_ASKED: "author asked",
    Outcome.TIMED_OUT: "not answered in time",
    Outcome.NO_REASON: "approved without a reason",
    Outcome.SUPERSEDED: "changed meanwhile",
    Outcome.NOT_ASKED: "answered by a person who is not asked",
    Outcome.SETTLED: "needed no answer any more",
}


def run_summary(project: Project, rows: Iterable[Row], run_id: str) -> str:
    """Return how many posts were answered how; empty when nothing was answered."""
    count: Counter[Outcome] = Counter()
    for post_id, sha256 in (version for row in rows for version in posts_of(row)):
        answers, _ = reviews.readable(project.workspace.reviews, sha256 or "*")
        mine = [one.outcome for one in answers if (one.post_id, one.run_id) == (post_id, run_id)]
        count.update(mine[-1:])
    return ", ".join(f"{count[outcome]} {words}" for outcome, words in WORDS.items() if count[outcome])
