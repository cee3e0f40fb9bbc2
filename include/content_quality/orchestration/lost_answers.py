"""In the scheduler: keep the answer of a question whose task Airflow counts as failed.

An answer that comes within about a second of its question wakes the task before the scheduler has noted that the task's
first process ended. Airflow then takes the task for killed, tries it again, and forgets the answer. The task itself
cannot ask for the answer: Airflow lets it write its question only. The scheduler can read it, and the second try takes
it from the file that is written here.
"""

from __future__ import annotations

import logging
from typing import Any

from airflow.listeners import hookimpl

from content_quality.core.dag_ids import QUESTION_TASK, REVIEW_HELD_POSTS
from content_quality.orchestration.airflow_site import owner_of

log = logging.getLogger(__name__)


@hookimpl  # type: ignore[untyped-decorator] # airflow is not followed
def on_task_instance_failed(previous_state: Any, task_instance: Any, error: Any) -> None:  # noqa: ARG001 - Airflow's own interface
    """Write what a person has answered, if this is a question of ours and the scheduler speaks."""
    try:
        owner = owner_of(task_instance.dag_id)
        if owner is None or owner[1] != REVIEW_HELD_POSTS or task_instance.task_id != QUESTION_TASK:
            return
        if (answered := _answered(task_instance)) is not None:
            _keep(owner[0].config, task_instance, answered)
            log.info("The answer of %s is kept for its next try", task_instance.run_id)
    except Exception:
        log.exception("The answer of %s may be lost: the question is asked again", task_instance.run_id)


def _answered(task_instance: Any) -> Any:
    """Return what a person has answered; None in the process of the task itself, which has no session.

    Columns are read, not objects: the scheduler's session may hold an older state of the question, and reading that
    anew would undo what the scheduler is about to write of the task.
    """
    from airflow.models.hitl import HITLDetail
    from airflow.models.taskinstance import TaskInstance
    from sqlalchemy import select
    from sqlalchemy.orm import object_session

    if not isinstance(task_instance, TaskInstance) or (session := object_session(task_instance)) is None:
        return None
    answer = select(
        HITLDetail.responded_at, HITLDetail.responded_by, HITLDetail.chosen_options, HITLDetail.params_input
    ).where(HITLDetail.ti_id == task_instance.id)
    with session.no_autoflush:  # the scheduler has not finished with this task
        found = session.execute(answer).first()
    return found if found is not None and found.responded_at and found.responded_by else None


def _keep(config: Any, task_instance: Any, answered: Any) -> None:
    from content_quality.adapters.state.lost_answers import LostAnswer, QuestionPlace, keep_lost
    from content_quality.pipeline.project import project_for_alerts

    (option,) = answered.chosen_options
    user, reason = answered.responded_by, str((answered.params_input or {}).get("reason") or "")
    lost = LostAnswer(option, reason, str(user.get("name") or user.get("id") or ""), answered.responded_at)
    place = QuestionPlace(task_instance.run_id, task_instance.map_index)
    keep_lost(project_for_alerts(config).workspace.reviews, place, lost)
