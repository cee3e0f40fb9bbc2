"""A person approves a repaired text before the source has it: its bytes, and the findings that were shown."""

from __future__ import annotations

from datetime import UTC, datetime

from content_quality.adapters.state import reviews
from content_quality.adapters.state.reviews import Answer
from content_quality.adapters.store.known import present_versions
from content_quality.core.alerts.assignees import may_answer
from content_quality.core.gate.answers import Outcome
from content_quality.core.gate.reasons import is_reason
from content_quality.core.records import dataclass
from content_quality.pipeline.project import Project
from content_quality.pipeline.repair.repaired_post import RepairedPost, RepairEnded
from content_quality.pipeline.review.asked_people import asked_people


@dataclass(frozen=True, slots=True)
class RepairApproval:
    """Who approves a repaired text, why, when, and in which run."""

    reason: str
    granted_by: str
    run_id: str
    at: datetime


def refuse_unfounded(project: Project, post_id: str, approval: RepairApproval) -> None:
    """Raise `RepairEnded` where the approval would not count."""
    if not (is_reason(approval.reason) and is_reason(approval.granted_by)):
        raise RepairEnded("An approval needs a reason in words, and the name of the person who grants it.")
    if not may_answer(asked_people(project, post_id), approval.granted_by):
        raise RepairEnded(f"{approval.granted_by} is not asked about this post, and cannot approve the repair.")


def approve_repaired(project: Project, repaired: RepairedPost, approval: RepairApproval) -> str:
    """Keep the approval of exactly the repaired bytes, and return one line about it.

    It accepts the findings that the page of the repair showed. The gate holds these bytes for any other finding, such
    as one about other posts of the batch.
    """
    _, batch_id = present_versions(project.workspace.published).get(repaired.post_id, ("", ""))
    answer = Answer(
        batch_id,
        repaired.post_id,
        repaired.result,
        project.policy,
        Outcome.APPROVED,
        approval.reason.strip(),
        approval.granted_by,
        approval.at.astimezone(UTC),
        approval.run_id,
        repaired.facts.remaining,
    )
    reviews.keep(project.workspace.reviews, answer)
    return f"Approved: the gate releases the version {repaired.result[:8]} without a question."
