"""What `content-quality doctor` says about Airflow: its settings, and the connections that alerts need."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from content_quality.adapters.channels import NotDelivered
from content_quality.core.alerts.routing import DASHBOARD, maintainers, recipients
from content_quality.core.diagnosis import Diagnosis, fail, ok, warn
from content_quality.core.settings import Settings

MAKES_DAGS = "content_quality.orchestration.dags"  # what a file imports that makes them


def diagnose_airflow(settings: Settings) -> Iterator[Diagnosis]:
    """Yield what would stop the pipeline or its alerts.

    Loading Airflow makes files in its home: without a home, Airflow is not loaded.
    """
    if "AIRFLOW_HOME" not in os.environ and not (Path.home() / "airflow" / "airflow.cfg").exists():
        yield warn("Airflow is installed, but it has no home yet", "Set AIRFLOW_HOME, if the pipeline runs here.")
        return
    from airflow import __version__
    from airflow.configuration import conf

    yield ok(f"Airflow {__version__}")
    folder = Path(conf.get("core", "dags_folder"))
    makers = sorted(path.name for path in folder.glob("*.py") if MAKES_DAGS in path.read_text("utf-8", "replace"))
    if makers:
        yield ok(f"DAGs in {folder}: {', '.join(makers)}")
    else:
        yield warn(
            f"no file in Airflow's dags_folder {folder} makes the DAGs",
            "Put one there, or name the folder dags/ of this project: docs/airflow.md shows how.",
        )
    plugin = Path(conf.get("core", "plugins_folder")) / "content_quality_plugin.py"
    if entry_points(group="airflow.plugins", name="content_quality"):
        yield ok("dashboard: the installed package registers it")
    elif plugin.is_file():
        yield ok(f"dashboard: {plugin}")
    else:
        yield warn(
            f"no dashboard: the package is not installed, and {plugin} is missing",
            "Set AIRFLOW__CORE__PLUGINS_FOLDER to the folder plugins/.",
        )
    yield from _connections(settings)


def _connections(settings: Settings) -> Iterator[Diagnosis]:
    from content_quality.orchestration.connections import connection_named, from_a_terminal

    from_a_terminal()
    alerts = settings.alerts
    people = [one for one in (*recipients(alerts), *maintainers(alerts)) if one.channel != DASHBOARD]
    names = [
        one.connection or (alerts.connection if one.channel == "email" else f"{one.channel}_default") for one in people
    ]
    for name in dict.fromkeys(names):
        try:
            connection = connection_named(name)
        except NotDelivered as error:
            yield fail(str(error), "docs/alerts.md shows what each channel needs.")
        else:
            yield ok(f"connection {name}: {connection.conn_type}")
