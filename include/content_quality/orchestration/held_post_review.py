"""Airflow's human in the loop, asked about one held post, or told the answer that a run was started with."""

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
WAIVE = "Accept a passage"  # an answer of a run, not of a form: a form is about a whole post
ANSWERS = (*OUTCOMES, WAIVE)
SETTLED = "Settled"  # what the scheduler answers when no answer is needed any more; no button


class HeldPostReview(HITLOperator):  # type: ignore[misc] # airflow is not followed
    """Asks a person about the held post that the mapped task before names by its ids, and keeps the answer.

    Nothing is templated: the provider's operator renders subject and body with Jinja, and these hold text of posts.
    Returns the id of the batch that an approval made, else None. Nobody's answer is an answer too: the post stays held.
    A run that was started with an answer is not asked: the person who started the run has answered.
    """

    template_fields: Collection[str] = ()

    def __init__(self, *, site: AirflowSite, held_by: str, **kwargs: Any) -> None:
        reason = Param(
            "",  # with a type that is not null, Airflow's form asks for it
            type="string",
            maxLength=1000,
            title="Reason",
            description="Say why, in a sentence. The dashboard shows the reason with the post.",
        )
        kwargs["params"] = {"reason": reason}  # in place of the DAG's own, which Airflow hands on
        super().__init__(subject="A post is held", options=[APPROVE, REJECT, ASK], **kwargs)
        self.held_by = held_by
        self.site = site

    def execute(self, context: Any) -> Any:
        """Keep the answer of the run, or ask and wait without a process."""
        from content_quality.pipeline.review.question_text import question

        row = self._row(context)
        told = context["dag_run"].conf or {}
        if told.get("answer"):
            return self._keep_told(context, row, told)
        asked = question(self.site.load_project(), row, datetime.now(UTC), str(context["ti"].id))
        self.subject, self.body = asked.subject, asked.body
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keep the answer, or that there was none in time."""
        row = self._row(context)
        if "error" in event and event.get("error_type") != "timeout":
            self.process_trigger_event_error(event)
        if "error" in event:
            return self._keep(context, row, Outcome.TIMED_OUT, "", "", datetime.now(UTC))
        if event["chosen_options"] == [SETTLED]:
            return self._keep(context, row, Outcome.SETTLED, "", "", event["responded_at"])
        answered = super().execute_complete(context, event)
        (chosen,) = answered["chosen_options"]
        user = answered["responded_by_user"] or {}
        reason, who = str(answered["params_input"].get("reason") or ""), str(user.get("name") or user.get("id") or "")
        return self._keep(context, row, OUTCOMES[chosen], reason, who, answered["responded_at"])

    def _keep_told(self, context: Any, row: dict[str, str], told: dict[str, Any]) -> Any:
        """Keep what the person who started this run answered."""
        from content_quality.pipeline.review.waive_finding import WaivedFinding, waive_finding

        who, reason = context["dag_run"].triggering_user_name or "", str(told.get("reason") or "")
        if told["answer"] == WAIVE:
            passage = WaivedFinding(str(told["check"]), str(told["fingerprint"]), reason, int(told["days"]))
            return waive_finding(self.site.load_project(), row, passage, who)
        return self._keep(context, row, OUTCOMES[told["answer"]], reason, who, datetime.now(UTC))

    def _keep(self, context: Any, row: dict[str, str], outcome: Outcome, reason: str, who: str, at: datetime) -> Any:
        from content_quality.pipeline.review.review_posts import answer_question, approved_batch

        project = self.site.load_project()
        answer = answer_question(project, row, outcome, reason, who, context["run_id"], at)
        self.log.info("%s was %s by %s", answer.post_id, answer.outcome.value, answer.answered_by or "nobody")
        return approved_batch(project, answer)

    def _row(self, context: Any) -> dict[str, str]:
        instance = context["ti"]
        rows = instance.xcom_pull(task_ids=self.held_by)
        row: dict[str, str] = rows[instance.map_index]
        return row
