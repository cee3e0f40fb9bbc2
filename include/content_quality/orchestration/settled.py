"""In the scheduler: answer the questions that a run of ours has settled, so that no person has to.

Airflow's API lets a task answer its own question only, and a person theirs. The scheduler answers a question whose time
is up; this does the same for one that needs no answer any more.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from airflow.listeners import hookimpl

from content_quality.core.dag_ids import GATE_POSTS, HELD_POSTS_TASK, REVIEW_HELD_POSTS, SETTLE_TASK
from content_quality.orchestration.airflow_site import AirflowSite, owner_of
from content_quality.orchestration.airflow_versions import waiting_state, wake
from content_quality.orchestration.held_post_review import SETTLED
from content_quality.orchestration.run_session import result_of, session_of

log = logging.getLogger(__name__)
AT_ONCE = 200  # questions; the scheduler must not wait, and a site asks about 20 posts of a batch


@hookimpl  # type: ignore[untyped-decorator] # airflow is not followed
def on_dag_run_success(dag_run: Any, msg: str) -> None:  # noqa: ARG001 - Airflow's own interface
    """Answer what the run of the gate has named, or what a run of the review has answered."""
    owner = owner_of(dag_run.dag_id)
    if owner is None or owner[1] not in (GATE_POSTS, REVIEW_HELD_POSTS):
        return
    try:
        site, plain = owner
        tasks = result_of(dag_run, SETTLE_TASK) if plain == GATE_POSTS else _told(site, dag_run)
        if tasks:
            log.info(
                "%s questions are settled", answer_settled(session_of(dag_run), site.dag_id(REVIEW_HELD_POSTS), tasks)
            )
    except Exception:
        log.exception("Questions that %s settled stay open", dag_run.run_id)


def _told(site: AirflowSite, dag_run: Any) -> Sequence[str]:
    """Return the open questions that a run which carries an answer has answered."""
    if not (dag_run.conf or {}).get("answer"):
        return ()
    from content_quality.pipeline.review.held_patterns import posts_of
    from content_quality.pipeline.review.settle_questions import answered_questions

    versions = [version for row in result_of(dag_run, HELD_POSTS_TASK) or () for version in posts_of(row)]
    return answered_questions(site.load_project(), versions, datetime.now(UTC))


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
