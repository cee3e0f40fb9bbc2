"""All that differs between the versions of Airflow that are supported, 3.2 and 3.3.

A question waits in Airflow 3.3 in a state of its own, and its answer wakes it. In 3.2 it is deferred, and its trigger
looks for the answer. A version that is asked about here is known by what it has, not by its number.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def waiting_state() -> str:
    """Return the state of a task whose question waits for a person."""
    from airflow.utils.state import TaskInstanceState

    return str(getattr(TaskInstanceState, "AWAITING_INPUT", TaskInstanceState.DEFERRED).value)


def wake(asked: Any, task: Any, session: Any) -> None:
    """Let a task go on whose question has just got its answer."""
    if not hasattr(asked, "as_resume_event_payload"):
        return  # 3.2: the trigger of the task finds the answer itself
    from airflow.models.trigger import handle_event_submit
    from airflow.triggers.base import TriggerEvent

    handle_event_submit(TriggerEvent(asked.as_resume_event_payload()), task_instance=task, session=session)


def metrics_backend() -> Any:
    """Return what takes metrics: a module since Airflow 3.3, a class of the same functions in 3.2."""
    from airflow.sdk.observability import stats

    return stats if hasattr(stats, "gauge") else stats.Stats
