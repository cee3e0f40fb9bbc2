"""Tell maintainers that the pipeline failed. The words are names of ours; no exception's text: it may quote a post.

A task that fails says so itself, from its worker. One that was killed cannot: the scheduler sees its run fail. And a
DAG that
cannot be imported has no runs: the DAG processor sees that. Each writes one file and lets a thread send; what could
not be
sent goes out with the next delivery.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from airflow.listeners import hookimpl

from content_quality.core.dag_ids import DAG_IDS
from content_quality.orchestration.airflow_site import AirflowSite, all_sites, owner_of
from content_quality.orchestration.run_session import session_of

log = logging.getLogger(__name__)

PACKAGE = "content_quality"  # stands in the stack trace of every file that makes our DAGs
SAID_OTHERWISE = ("given_up", "faulty_sources")  # tasks that are red to be seen in Airflow; their letter says more


def tell_maintainers(context: dict[str, Any]) -> None:
    """Keep the failure of a task in the outbox, then try to send it at once.

    A callback that raises is lost, so this one only logs.
    """
    try:
        task, run, error = context["task_instance"], context.get("dag_run"), context.get("exception")
        what = type(error).__name__ if error else "failed"
        about = f"{task.dag_id}.{task.task_id}, run {task.run_id}, attempt {task.try_number}: {what}"
        if owner := owner_of(task.dag_id):
            site, _ = owner
            _keep(site, _of_run(task.dag_id, task.run_id, run), about, f"{task.dag_id}.{task.task_id} {what}")
            _send(site)
    except Exception:
        log.exception("Maintainers could not be told at once")


@hookimpl  # type: ignore[untyped-decorator] # airflow is not followed
def on_dag_run_failed(dag_run: Any, msg: str) -> None:  # noqa: ARG001 - Airflow's own interface
    """In the scheduler: a run failed. Its tasks may have been killed, and said nothing."""
    try:
        owner = owner_of(dag_run.dag_id)
        if owner is None:
            return
        failed = sorted(
            {task.task_id for task in dag_run.get_task_instances(state=["failed"], session=session_of(dag_run))}
        )
        if failed and all(task in SAID_OTHERWISE for task in failed):
            return
        about = f"{dag_run.dag_id}, run {dag_run.run_id}: {', '.join(failed[:5]) or 'no task'} failed or was killed"
        occasion = _of_run(dag_run.dag_id, dag_run.run_id, dag_run)
        _keep(owner[0], occasion, about, f"{dag_run.dag_id} {' '.join(failed[:5])}")
        threading.Thread(
            target=_send_or_log, args=owner[:1], daemon=True
        ).start()  # the scheduler does not wait for a mail server
    except Exception:
        log.exception("Maintainers could not be told at once")


@hookimpl  # type: ignore[untyped-decorator] # airflow is not followed
def on_new_dag_import_error(filename: str, stacktrace: str) -> None:
    """In the DAG processor: a file that makes our DAGs cannot be imported, so no run of them can fail."""
    name = PurePath(filename)
    if name.stem not in DAG_IDS and PACKAGE not in stacktrace:
        return
    try:
        last = stacktrace.strip().splitlines()[-1] if stacktrace.strip() else ""
        kind = last.partition(":")[0].rpartition(".")[2] or "Error"
        today = f"{datetime.now(UTC):%Y-%m-%d}"
        for site in all_sites():
            _keep(
                site,
                f"import {name.name} {kind} {today}",
                f"{name.name} cannot be imported: {kind}. None of its runs start.",
                f"import {name.name} {kind}",
            )
            threading.Thread(target=_send_or_log, args=(site,), daemon=True).start()
    except Exception:
        log.exception("Maintainers could not be told at once")


def _of_run(dag_id: str, run_id: str, run: Any) -> str:
    """Return the occasion: one run; a run that somebody cleared and that fails again is another."""
    return f"{dag_id} {run_id} {getattr(run, 'clear_number', 0) or 0}"


def _keep(site: AirflowSite, key: str, about: str, cause: str) -> None:
    from content_quality.adapters.state import outbox
    from content_quality.adapters.state.outbox import Failure

    outbox.write_failure(site.load_project().workspace, Failure(key, about, cause, datetime.now(UTC)))


def _send(site: AirflowSite) -> None:
    from content_quality.orchestration.channels import AirflowChannels
    from content_quality.pipeline.alerts import deliver_alerts

    project = site.load_project()
    log.info(
        deliver_alerts.tell_maintainers(project, AirflowChannels(project.settings.alerts), datetime.now(UTC)).describe()
    )


def _send_or_log(site: AirflowSite) -> None:
    try:
        _send(site)
    except Exception:
        log.exception("Maintainers could not be told at once")
