"""The note of a run in the Airflow UI, for reading, gate and review: what came of it, in one line."""

from __future__ import annotations

import logging
from typing import Any

from airflow.listeners import hookimpl

from content_quality.core.dag_ids import (
    DECIDE_TASK,
    GATE_POSTS,
    HELD_POSTS_TASK,
    INGEST_POSTS,
    READ_TASK,
    REVIEW_HELD_POSTS,
)
from content_quality.orchestration.airflow_site import AirflowSite, owner_of
from content_quality.orchestration.run_session import result_of

log = logging.getLogger(__name__)

MOST_OF_NOTE = 1_000  # characters that Airflow keeps


@hookimpl  # type: ignore[untyped-decorator] # airflow is not followed
def on_dag_run_success(dag_run: Any, msg: str) -> None:  # noqa: ARG001 - Airflow's own interface
    """In the scheduler: write the line below the run's name, unless a person has written there."""
    try:
        owner = owner_of(dag_run.dag_id)
        if owner and not dag_run.note and (line := _summary(*owner, dag_run)):
            dag_run.note = line[:MOST_OF_NOTE]
    except Exception:
        log.exception("The run %s has no note", dag_run.run_id)


def _summary(site: AirflowSite, plain: str, dag_run: Any) -> str | None:
    """Return what was read, what the deciding task said, or what people answered; nothing for another DAG."""
    if plain == INGEST_POSTS:
        read: tuple[Any, ...] = tuple(result_of(dag_run, READ_TASK) or ())
        return str(read[2]) if len(read) > 2 else None  # a run of an earlier version has two parts
    if plain == GATE_POSTS:
        line = result_of(dag_run, DECIDE_TASK)
        return str(line) if line else None
    if plain == REVIEW_HELD_POSTS:
        from content_quality.pipeline.review.run_summary import run_summary

        return run_summary(site.load_project(), result_of(dag_run, HELD_POSTS_TASK) or (), dag_run.run_id)
    return None
