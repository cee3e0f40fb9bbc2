"""Tell maintainers that a task failed for good. The words are names of ours; no exception's text: it may quote a post."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

log = logging.getLogger(__name__)


def tell_maintainers(context: dict[str, Any]) -> None:
    """Keep the failure in the outbox, then try to send it at once; what cannot be sent goes out with the next delivery.

    A callback that raises is lost, so this one only logs.
    """
    try:
        from content_quality.adapters import outbox
        from content_quality.orchestration.connections import AirflowChannels
        from content_quality.pipeline import deliver_alerts
        from content_quality.pipeline.project import load_project

        project, now = load_project(), datetime.now(UTC)
        task = context["task_instance"]
        outbox.write_failure(project.workspace, describe(context), f"{task.dag_id} {task.task_id} {task.run_id} {task.map_index}", now)
        log.info(deliver_alerts.tell_maintainers(project, AirflowChannels(project.settings.alerts), now).describe())
    except Exception:
        log.exception("Maintainers could not be told at once")


def describe(context: dict[str, Any]) -> str:
    """Return what failed: DAG, task, run and the exception's type."""
    task, error = context["task_instance"], context.get("exception")
    return f"{task.dag_id}.{task.task_id}, run {task.run_id}, attempt {task.try_number}: {type(error).__name__ if error else 'failed'}"
