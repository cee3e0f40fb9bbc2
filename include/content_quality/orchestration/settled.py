"""In the scheduler: answer the questions that a run of the gate has settled, so that no person has to.

Airflow's API lets a task answer its own question only, and a person theirs. The scheduler answers a question whose time
is up; this does the same for one that needs no answer any more.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from airflow.listeners import hookimpl

from content_quality.core.dag_ids import GATE_POSTS, REVIEW_HELD_POSTS, SETTLE_TASK
from content_quality.orchestration.airflow_site import owner_of
from content_quality.orchestration.airflow_versions import waiting_state, wake
from content_quality.orchestration.held_post_review import SETTLED
from content_quality.orchestration.run_session import session_of

log = logging.getLogger(__name__)
AT_ONCE = 200  # questions; the scheduler must not wait, and a site asks about 20 posts of a batch


@hookimpl  # type: ignore[untyped-decorator] # airflow is not followed
def on_dag_run_success(dag_run: Any, msg: str) -> None:  # noqa: ARG001 - Airflow's own interface
    """Answer what the run's task has named."""
    owner = owner_of(dag_run.dag_id)
    if owner is None or owner[1] != GATE_POSTS:
        return
    try:
        session = session_of(dag_run)
        if tasks := _named(dag_run, session):
            log.info("%s questions are settled", answer_settled(session, owner[0].dag_id(REVIEW_HELD_POSTS), tasks))
    except Exception:
        log.exception("Questions that %s settled stay open", dag_run.run_id)


def _named(dag_run: Any, session: Any) -> Sequence[str]:
    from airflow.models.xcom import XComModel

    query = XComModel.get_many(
        run_id=dag_run.run_id, dag_ids=dag_run.dag_id, task_ids=SETTLE_TASK, key="return_value", limit=1
    )
    found = session.scalars(query).first()
    return list(XComModel.deserialize_value(found) or ()) if found else ()


def answer_settled(session: Any, dag_id: str, tasks: Sequence[str]) -> int:
    """Answer the questions of these task instances that still wait, and return how many; others are left alone."""
    from airflow.models.hitl import HITLDetail
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.sqlalchemy import with_row_locks
    from sqlalchemy import select

    waiting = select(TaskInstance).where(
        TaskInstance.dag_id == dag_id,
        TaskInstance.id.in_(_ids(tasks[:AT_ONCE])),
        TaskInstance.state == waiting_state(),
    )
    # The task before its question, as Airflow's own API locks them; one that a person answers just now is skipped.
    locked = session.scalars(with_row_locks(waiting, of=TaskInstance, session=session, skip_locked=True)).all()
    answered = 0
    for task in locked:
        asked = session.scalar(select(HITLDetail).where(HITLDetail.ti_id == task.id))
        if asked is None or asked.responded_at is not None:
            continue
        asked.chosen_options, asked.params_input = [SETTLED], {"reason": ""}
        asked.responded_at = datetime.now(UTC)
        session.add(asked)
        wake(asked, task, session)
        answered += 1
    return answered


def _ids(tasks: Sequence[str]) -> list[Any]:
    from uuid import UUID

    return [UUID(task) for task in tasks]
