"""Registers the desk with Airflow: its pages behind Airflow's login, and where the Airflow UI shows them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

from content_quality.dashboard.mounted import Mounted

if TYPE_CHECKING:
    from fastapi import FastAPI

PROJECT = Path(__file__).resolve().parent.parent
MOUNT = "/content-quality"
READERS_MAY_READ = "gate_posts"  # whoever may see this DAG may see what it decided


def build() -> FastAPI:
    """Return the desk behind Airflow's login: 401 to anonymous callers and 403 to those who may not read the DAG."""
    # These cost a second, and every task's process imports plugins.
    from airflow.api_fastapi.core_api.security import requires_access_dag

    from content_quality.dashboard.app import create_app
    from content_quality.dashboard.site import open_desk

    desk = open_desk(PROJECT, airflow_url=_base(), login_url=f"{_base()}/auth/login?next={_base()}{MOUNT}/")
    return create_app(desk, login=[requires_access_dag(method="GET", param_dag_id=READERS_MAY_READ)])


def _base() -> str:
    """Return the path below which Airflow is served; empty at the root of its host."""
    return urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")


RUN = f"{_base()}{MOUNT}/runs?dag_id={{DAG_ID}}&run_id={{RUN_ID}}"
ICON = {"icon": f"{_base()}{MOUNT}/static/icon.svg"}


class ContentQualityPlugin(AirflowPlugin):
    """The desk in Airflow's navigation, on its DAGs, their runs and tasks."""

    name = "content_quality"
    fastapi_apps: list[Any] = [{"name": "Content quality", "app": Mounted(build), "url_prefix": MOUNT}]  # noqa: RUF012 - Airflow's own interface
    external_views: list[Any] = [  # noqa: RUF012 - the same
        {"name": "Content quality", "href": f"{_base()}{MOUNT}/", "destination": "nav", "url_route": "content-quality", "nav_top_level": True, **ICON},
        {"name": "Content quality", "href": f"{_base()}{MOUNT}/", "destination": "dag", "url_route": "content-quality-desk", **ICON},
        {"name": "Content quality", "href": RUN, "destination": "dag_run", "url_route": "content-quality-run", **ICON},
        {"name": "Content quality", "href": RUN, "destination": "task_instance", "url_route": "content-quality-task", **ICON},
    ]
