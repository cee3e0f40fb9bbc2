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
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from airflow.listeners import hookimpl

from content_quality.adapters.site.site_config import NamedSite
from content_quality.core.alerts.addresses import path_of_run
from content_quality.core.alerts.faults import PipelineFault, fault_of
from content_quality.core.dag_ids import DAG_IDS
from content_quality.orchestration.airflow_site import AirflowSite, all_sites, owner_of
from content_quality.orchestration.run_session import session_of

log = logging.getLogger(__name__)

PACKAGE = "content_quality"  # stands in the stack trace of every file that makes our DAGs
SAID_OTHERWISE = ("given_up", "faulty_sources")  # tasks that are red to be seen in Airflow; their letter says more
ATTEMPTS, PAUSE_SECONDS = 60, 60.0  # of a process that lives on, to relay a failure


def tell_maintainers(context: dict[str, Any]) -> None:
    """Keep the failure of a task in the outbox, then try to send it at once.

    A callback that raises is lost, so this one only logs.
    """
    try:
        task, run, error = context["task_instance"], context.get("dag_run"), context.get("exception")
        what = type(error).__name__ if error else "failed"
        about = f"{task.dag_id}.{task.task_id} · {task.run_id} · {what} ({task.try_number} ×)"
        if owner := owner_of(task.dag_id):
            site, _ = owner
            run_path = path_of_run(task.dag_id, task.run_id)
            fault = fault_of(error or RuntimeError(), _log_of(task, run_path), run_path)
            _keep(site, _of_run(task.dag_id, task.run_id, run), about, f"{task.dag_id}.{task.task_id} {what}", fault)
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
        tasks = dag_run.get_task_instances(state=["failed"], session=session_of(dag_run))
        failed = sorted({task.task_id for task in tasks})
        if failed and all(task in SAID_OTHERWISE for task in failed):
            return
        about = " · ".join([dag_run.dag_id, dag_run.run_id, ", ".join(failed[:5])]).rstrip(" ·")
        occasion = _of_run(dag_run.dag_id, dag_run.run_id, dag_run)
        run_path = path_of_run(dag_run.dag_id, dag_run.run_id)
        fault = fault_of(None, _log_of(tasks[0], run_path) if tasks else "", run_path)
        _keep_and_send(owner[0], occasion, about, f"{dag_run.dag_id} {' '.join(failed[:5])}", fault)
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
            _keep_and_send(
                site,
                f"import {name.name} {kind} {today}",
                f"{name.name} · {kind}",
                f"import {name.name} {kind}",
                PipelineFault("import", name.name),
            )
    except Exception:
        log.exception("Maintainers could not be told at once")


def _of_run(dag_id: str, run_id: str, run: Any) -> str:
    """Return the occasion: one run; a run that somebody cleared and that fails again is another."""
    return f"{dag_id} {run_id} {getattr(run, 'clear_number', 0) or 0}"


def _log_of(task: Any, run_path: str) -> str:
    """Return where Airflow shows the log of a task, also of a mapped one."""
    index = getattr(task, "map_index", -1)
    mapped = f"/mapped/{index}" if isinstance(index, int) and index >= 0 else ""
    return f"{run_path}/tasks/{quote(task.task_id, safe='')}{mapped}"


def _keep(site: AirflowSite, key: str, about: str, cause: str, fault: PipelineFault) -> None:
    from content_quality.adapters.state.failures import Failure, keep_unsent, write_failure
    from content_quality.orchestration.exchange_access import exchange_of
    from content_quality.pipeline.cluster.relayed_failures import leave_failure
    from content_quality.pipeline.project import project_for_alerts

    project = project_for_alerts(site.config)
    failure = Failure(key, about, cause, datetime.now(UTC), fault=fault)
    if not project.settings.cluster.exchange:
        write_failure(project.workspace, failure)
        return
    try:
        keep_unsent(project.workspace, failure)  # the scheduler does not wait for the exchange
    except OSError:
        log.exception("The failure cannot be kept on this machine; it is left in the exchange")
        if exchange := exchange_of(project.settings):
            leave_failure(exchange, failure)


def _send(site: AirflowSite | NamedSite) -> None:
    from content_quality.orchestration.channels import AirflowChannels
    from content_quality.orchestration.exchange_access import exchange_of
    from content_quality.pipeline.alerts import deliver_alerts
    from content_quality.pipeline.cluster.relayed_failures import relay_unsent
    from content_quality.pipeline.project import project_for_alerts

    project = project_for_alerts(site.config)
    if exchange := exchange_of(project.settings):
        relay_unsent(project.workspace, exchange)
        return  # this process may not see the journal: the next delivery sends it
    log.info(
        deliver_alerts.tell_maintainers(project, AirflowChannels(project.settings.alerts), datetime.now(UTC)).describe()
    )


def send_or_log(site: AirflowSite | NamedSite) -> None:
    """Send what maintainers have to hear; what cannot be sent now goes out with the next delivery."""
    try:
        _send(site)
    except Exception:
        log.exception("Maintainers could not be told at once")


def _keep_and_send(site: AirflowSite, key: str, about: str, cause: str, fault: PipelineFault) -> None:
    """In a process that lives on: keep the failure, and let a thread send it, because the process may not wait."""
    keep: Callable[[], None] | None = partial(_keep, site, key, about, cause, fault)
    try:
        _keep(site, key, about, cause, fault)
        keep = None
    except OSError:
        log.exception("The failure cannot be kept; it is tried again")
    threading.Thread(target=_send_patiently, args=(site, keep), daemon=True).start()


def _send_patiently(site: AirflowSite, keep: Callable[[], None] | None) -> None:
    """Keep what could not be kept, and send; try for an hour where a disk is full or the exchange does not answer."""
    for _ in range(ATTEMPTS):
        try:
            if keep is not None:
                keep()
                keep = None
            _send(site)
        except OSError:
            log.warning("Maintainers could not be told; the next attempt is in %s s", PAUSE_SECONDS)
            time.sleep(PAUSE_SECONDS)
        except Exception:
            log.exception("Maintainers could not be told at once")
            return
        else:
            return
