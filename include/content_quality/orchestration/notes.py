"""The note of a gate's run in the Airflow UI: what came of it, in one line."""

from __future__ import annotations

import logging
from typing import Any

from airflow.listeners import hookimpl

from content_quality.core.dag_ids import DECIDE_TASK, GATE_POSTS
from content_quality.orchestration.airflow_site import owner_of
from content_quality.orchestration.run_session import session_of

log = logging.getLogger(__name__)


@hookimpl  # type: ignore[untyped-decorator] # airflow is not followed
def on_dag_run_success(dag_run: Any, msg: str) -> None:  # noqa: ARG001 - Airflow's own interface
    """In the scheduler: write the line below the run's name, unless a person has written there."""
    try:
        owner = owner_of(dag_run.dag_id)
        if owner and owner[1] == GATE_POSTS and not dag_run.note and (line := _summary(dag_run)):
            dag_run.note = line
    except Exception:
        log.exception("The run %s has no note", dag_run.run_id)


def _summary(dag_run: Any) -> str | None:
    """Return what the deciding task said."""
    from airflow.models.xcom import XComModel

    query = XComModel.get_many(
        run_id=dag_run.run_id, dag_ids=dag_run.dag_id, task_ids=DECIDE_TASK, key="return_value", limit=1
    )
    found = session_of(dag_run).scalars(query).first()
    return str(XComModel.deserialize_value(found)) if found else None
