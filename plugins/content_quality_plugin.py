"""Registers the desk with Airflow: its pages behind Airflow's login, and where the Airflow UI shows them."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

from content_quality.dashboard.mounted import Mounted
from content_quality.orchestration import failures
from content_quality.orchestration.links import BatchLink

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

PROJECT = Path(__file__).resolve().parent.parent
MOUNT = "/content-quality"
DECIDES = "gate_posts"  # whoever may see this DAG may see what it decided
READS = "ingest_posts"  # whoever may start this DAG may have a post checked again


def build() -> FastAPI:
    """Return the desk behind Airflow's login: 401 to anonymous callers and 403 to those who may not read the DAG."""
    # These cost a second, and every task's process imports plugins.
    from airflow.api_fastapi.core_api.security import get_user, requires_access_dag

    from content_quality.dashboard.app import create_app
    from content_quality.dashboard.commands import remember_reader
    from content_quality.dashboard.site import open_desk

    desk = open_desk(PROJECT, airflow_url=_base(), login_url=f"{_base()}/auth/login?next={_base()}{MOUNT}/", commands=Airflow())
    return create_app(desk, login=[remember_reader(get_user), requires_access_dag(method="GET", param_dag_id=DECIDES)])


class Airflow:
    """Starts runs through Airflow's own API, with the credentials of the request: its rules, its audit log."""

    def allowed(self, request: Request) -> bool:
        """Return whether the reader may start a run of the DAG that reads posts."""
        from airflow.api_fastapi.app import get_auth_manager
        from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails

        details = DagDetails(id=READS)
        return bool(get_auth_manager().is_authorized_dag(method="POST", access_entity=DagAccessEntity.RUN, details=details, user=request.state.reader))

    async def recheck(self, request: Request, source: str, pattern: str) -> None:
        """Start a run that reads the matching files again."""
        import httpx
        from airflow.api_fastapi.app import cached_app
        from fastapi import HTTPException

        application = cached_app(apps=os.environ.get("AIRFLOW_API_APPS", "all"))  # the one that serves this request
        credentials = {name: request.headers[name] for name in ("authorization", "cookie") if name in request.headers}
        body = {"logical_date": None, "conf": {"source": source, "glob": pattern, "force": True}}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url="http://airflow") as airflow:
            answer = await airflow.post(f"/api/v2/dags/{READS}/dagRuns", json=body, headers=credentials)
        if answer.status_code >= 400:
            raise HTTPException(answer.status_code, "Airflow did not start the run.")


def _base() -> str:
    """Return the path below which Airflow is served; empty at the root of its host."""
    return urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")


DESK = f"{_base()}{MOUNT}/"
RUN = f"{DESK}runs?dag_id={{DAG_ID}}&run_id={{RUN_ID}}"


def _picture(name: str) -> str:
    """Return an icon as an address that holds it: every file of the desk is behind login, and Airflow's own pages are not."""
    return f"data:image/svg+xml,{quote(resources.files('content_quality.dashboard').joinpath('static', name).read_text('utf-8'))}"


ICON = {"icon": _picture("icon.svg"), "icon_dark_mode": _picture("icon-dark.svg")}


class ContentQualityPlugin(AirflowPlugin):
    """The desk in Airflow's navigation, on its DAGs, their runs and tasks; and an ear for what breaks."""

    name = "content_quality"
    fastapi_apps: list[Any] = [{"name": "Content quality", "app": Mounted(build), "url_prefix": MOUNT}]  # noqa: RUF012 - Airflow's own interface
    external_views: list[Any] = [  # noqa: RUF012 - the same
        {"name": "Quality", "href": DESK, "destination": "nav", "url_route": "content-quality", "nav_top_level": True, **ICON},
        {"name": "Content quality", "href": DESK, "destination": "dag", "url_route": "content-quality-desk", **ICON},
        {"name": "Content quality", "href": RUN, "destination": "dag_run", "url_route": "content-quality-run", **ICON},
        {"name": "Content quality", "href": RUN, "destination": "task_instance", "url_route": "content-quality-task", **ICON},
    ]
    operator_extra_links: list[Any] = [BatchLink(DESK)]  # noqa: RUF012 - the same
    listeners: list[Any] = [failures]  # noqa: RUF012 - the same
