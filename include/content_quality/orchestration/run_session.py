"""Reading Airflow's database where it tells a listener about a run."""

from __future__ import annotations

from typing import Any


def session_of(dag_run: Any) -> Any:
    """Return the session that a run belongs to; raise `RuntimeError` when it belongs to none.

    The scheduler holds locks in this session while it tells its listeners. A helper of Airflow's that opens a session
    of its
    own gets the same one and commits it, which the scheduler takes for a broken lock: it ends.
    """
    from sqlalchemy.orm import object_session

    session = object_session(dag_run)
    if session is None:
        raise RuntimeError(f"The run {dag_run.run_id} belongs to no session")
    return session


def result_of(dag_run: Any, task_id: str) -> Any:
    """Return what a task of the run returned; None when it returned nothing."""
    from airflow.models.xcom import XComModel

    query = XComModel.get_many(
        run_id=dag_run.run_id, dag_ids=dag_run.dag_id, task_ids=task_id, key="return_value", limit=1
    )
    found = session_of(dag_run).scalars(query).first()
    return XComModel.deserialize_value(found) if found else None
