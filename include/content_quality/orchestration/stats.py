"""Metrics through the set-up that this Airflow has: StatsD or OpenTelemetry. All that differs between both is here.

OpenTelemetry and the tagged kinds of StatsD keep labels apart from names. Plain StatsD has names only, and Airflow
drops the labels: there, the values of labels become parts of the name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from airflow.listeners import hookimpl

from content_quality.core.metric import Metric, MetricKind
from content_quality.orchestration.airflow_site import AirflowSite, owner_of
from content_quality.orchestration.airflow_versions import metrics_backend

log = logging.getLogger(__name__)

PREFIX = "content_quality"
ONLY_SITE = "site"  # the label of a site without a name


def emit(site: AirflowSite, metrics: Iterable[Metric]) -> None:
    """Hand metrics to Airflow. A collector that cannot be reached never fails a task; the log has the reason."""
    try:
        backend, tagged = metrics_backend(), _has_tags()
        for metric in metrics:
            _send(backend, metric, site.name or ONLY_SITE, tagged=tagged)
    except Exception:
        log.exception("Metrics could not be handed to Airflow")


@hookimpl  # type: ignore[untyped-decorator] # airflow is not followed
def on_task_instance_success(previous_state: Any, task_instance: Any) -> None:  # noqa: ARG001 - Airflow's own interface
    """In the task's process: say how long a stage took."""
    try:
        owner, started = owner_of(task_instance.dag_id), getattr(task_instance, "start_date", None)
        if owner and started:
            took = (datetime.now(UTC) - started).total_seconds() * 1_000
            label = (("stage", f"{owner[1]}.{task_instance.task_id}"),)
            emit(owner[0], [Metric("stage.duration", MetricKind.TIMING, took, label)])
    except Exception:
        log.exception("The duration of a stage could not be handed to Airflow")


def _send(backend: Any, metric: Metric, site: str, *, tagged: bool) -> None:
    labels = (("site", site), *metric.labels)
    name = f"{PREFIX}.{metric.name}"
    if not tagged:
        name = ".".join((name, *(value.replace(".", "_") for _, value in labels)))
    tags = dict(labels)
    if metric.kind is MetricKind.COUNTER:
        backend.incr(name, count=int(metric.value), tags=tags)
    elif metric.kind is MetricKind.GAUGE:
        backend.gauge(name, metric.value, tags=tags)
    else:
        backend.timing(name, metric.value, tags=tags)


def _has_tags() -> bool:
    """Return whether the set-up keeps labels. Airflow takes the first that is on: Datadog, StatsD, OpenTelemetry."""
    from airflow.configuration import conf

    if conf.getboolean("metrics", "statsd_datadog_enabled", fallback=False):
        return True
    if conf.getboolean("metrics", "statsd_on", fallback=False):
        return bool(conf.getboolean("metrics", "statsd_influxdb_enabled", fallback=False))
    return bool(conf.getboolean("metrics", "otel_on", fallback=False))
