"""Airflow's human in the loop, asked about one held post."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param

from content_quality.core.gate.answers import Outcome
from content_quality.orchestration.airflow_site import AirflowSite

APPROVE, REJECT, ASK = "Approve", "Reject", "Ask the author"
OUTCOMES = {APPROVE: Outcome.APPROVED, REJECT: Outcome.REJECTED, ASK: Outcome.AUTHOR_ASKED}


class HeldPostReview(HITLOperator):  # type: ignore[misc] # airflow is not followed
    """Asks a person about the held post that the mapped task before names by its ids, and keeps the answer.

    Nothing is templated: the provider's operator renders subject and body with Jinja, and these hold text of posts.
    Returns the id of the batch that an approval made, else None. Nobody's answer is an answer too: the post stays held.
    """

    template_fields: Collection[str] = ()

    def __init__(self, *, site: AirflowSite, held_by: str, **kwargs: Any) -> None:
        reason = Param(
            None,
            type=["null", "string"],
            maxLength=1000,
            title="Reason",
            description="Needed to approve; the dashboard shows it with the post.",
        )
        kwargs["params"] = {"reason": reason}  # in place of the DAG's own, which Airflow hands on
        super().__init__(subject="A post is held", options=[APPROVE, REJECT, ASK], **kwargs)
        self.held_by = held_by
        self.site = site

    def execute(self, context: Any) -> Any:
        """Ask, and wait without a process."""
        from content_quality.pipeline.review.review_posts import question

        row = self._row(context)
        asked = question(self.site.load_project(), row, datetime.now(UTC))
        self.subject, self.body = asked.subject, asked.body
        context["post_label"] = row["post_id"]
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keep the answer, or that there was none in time."""
        from content_quality.pipeline.review.review_posts import answer_question, approved_batch

        row = self._row(context)
        context["post_label"] = row["post_id"]
        if "error" in event and event.get("error_type") != "timeout":
            self.process_trigger_event_error(event)
        if "error" in event:
            outcome, reason, who, at = Outcome.TIMED_OUT, "", "", datetime.now(UTC)
        else:
            answered = super().execute_complete(context, event)
            (chosen,) = answered["chosen_options"]
            user = answered["responded_by_user"] or {}
            outcome, reason, who = (
                OUTCOMES[chosen],
                str(answered["params_input"].get("reason") or ""),
                str(user.get("name") or user.get("id") or ""),
            )
            at = answered["responded_at"]
        project = self.site.load_project()
        answer = answer_question(project, row, outcome, reason, who, context["run_id"], at)
        self.log.info("%s was %s by %s", answer.post_id, answer.outcome.value, answer.answered_by or "nobody")
        return approved_batch(project, answer)

    def _row(self, context: Any) -> dict[str, str]:
        instance = context["ti"]
        rows = instance.xcom_pull(task_ids=self.held_by)
        row: dict[str, str] = rows[instance.map_index]
        return row
