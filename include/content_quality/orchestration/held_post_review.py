"""Airflow's human in the loop, asked about one held post, or told the answer that a run was started with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param

from content_quality.core.gate.answers import Outcome
from content_quality.orchestration.airflow_site import AirflowSite

if TYPE_CHECKING:
    from content_quality.adapters.state.reviews import Answer
    from content_quality.pipeline.review.review_posts import GivenAnswer

APPROVE, REJECT, ASK = "Approve", "Reject", "Ask the author"
OUTCOMES = {APPROVE: Outcome.APPROVED, REJECT: Outcome.REJECTED, ASK: Outcome.AUTHOR_ASKED}
WAIVE = "Accept a passage"  # an answer of a run, not of a form: a form is about a whole post
ANSWERS = (*OUTCOMES, WAIVE)
SETTLED = "Settled"  # what the scheduler answers when no answer is needed any more; no button


class HeldPostReview(HITLOperator):  # type: ignore[misc] # airflow is not followed
    """Asks a person about the held post, or the pattern of posts, that the mapped task before names by its ids.

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
        """Keep the answer of the run, or one that Airflow lost; else ask and wait without a process."""
        row = self._row(context)
        told = context["dag_run"].conf or {}
        if told.get("answer"):
            return self._keep_told(context, row, told)
        if (lost := self._lost(context, row)) is not None:
            return self._keep(row, lost)
        self._ask(row, str(context["ti"].id))
        return super().execute(context)

    def _ask(self, row: dict[str, Any], task: str) -> None:
        from content_quality.pipeline.review.held_patterns import is_pattern, people_of
        from content_quality.pipeline.review.pattern_text import pattern_question
        from content_quality.pipeline.review.question_text import question

        project, now = self.site.load_project(), datetime.now(UTC)
        if is_pattern(row):
            asked, self.options = pattern_question(project, row, now, task), [APPROVE, REJECT]
        else:
            asked = question(project, row, now, task)
        self.subject, self.body = asked.subject, asked.body
        self.assigned_users = [{"id": user.user_id, "name": user.name} for user in people_of(row)] or None

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keep the answer, or that there was none in time."""
        row = self._row(context)
        if "error" in event and event.get("error_type") != "timeout":
            self.process_trigger_event_error(event)
        if "error" in event:
            return self._keep(row, _given(context, Outcome.TIMED_OUT, datetime.now(UTC)))
        if event["chosen_options"] == [SETTLED]:
            return self._keep(row, _given(context, Outcome.SETTLED, event["responded_at"]))
        answered = super().execute_complete(context, event)
        (chosen,) = answered["chosen_options"]
        user = answered["responded_by_user"] or {}
        reason, who = str(answered["params_input"].get("reason") or ""), str(user.get("name") or user.get("id") or "")
        return self._keep(row, _given(context, OUTCOMES[chosen], answered["responded_at"], reason, who))

    def _lost(self, context: Any, row: dict[str, Any]) -> GivenAnswer | None:
        """Return the answer of an earlier try that Airflow lost, unless it was kept after all."""
        from content_quality.adapters.state.lost_answers import QuestionPlace, lost_answer
        from content_quality.pipeline.review.keep_answers import is_kept

        project = self.site.load_project()
        lost = lost_answer(project.workspace.reviews, QuestionPlace(context["run_id"], context["ti"].map_index))
        if lost is None or lost.option not in OUTCOMES:
            return None
        given = _given(context, OUTCOMES[lost.option], lost.at, lost.reason, lost.who)
        return None if is_kept(project, row, given) else given

    def _keep_told(self, context: Any, row: dict[str, Any], told: dict[str, Any]) -> Any:
        """Keep what the person who started this run answered."""
        from content_quality.pipeline.review.keep_answers import keep_told
        from content_quality.pipeline.review.waive_finding import WaivedFinding, waive_finding

        who, reason = context["dag_run"].triggering_user_name or "", str(told.get("reason") or "")
        if told["answer"] == WAIVE:
            passage = WaivedFinding(str(told["check"]), str(told["fingerprint"]), reason, int(told["days"]))
            return waive_finding(self.site.load_project(), row, passage, who)
        given = _given(context, OUTCOMES[told["answer"]], datetime.now(UTC), reason, who)
        return self._said(keep_told(self.site.load_project(), row, given))

    def _keep(self, row: dict[str, Any], given: GivenAnswer) -> Any:
        from content_quality.pipeline.review.keep_answers import keep_answer

        return self._said(keep_answer(self.site.load_project(), row, given))

    def _said(self, kept: tuple[list[Answer], str | None]) -> str | None:
        answers, batch_id = kept
        for answer in answers:
            self.log.info("%s was %s by %s", answer.post_id, answer.outcome.value, answer.answered_by or "nobody")
        return batch_id

    def _row(self, context: Any) -> dict[str, Any]:
        instance = context["ti"]
        rows = instance.xcom_pull(task_ids=self.held_by)
        row: dict[str, Any] = rows[instance.map_index]
        return row


def _given(context: Any, outcome: Outcome, at: datetime, reason: str = "", who: str = "") -> GivenAnswer:
    from content_quality.pipeline.review.review_posts import GivenAnswer

    return GivenAnswer(outcome, reason, who, context["run_id"], at)
