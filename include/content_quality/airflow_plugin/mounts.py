"""The applications that Airflow's API server mounts: the dashboard of every site, and the way to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from airflow.configuration import conf

from content_quality.airflow_plugin.reader_commands import Airflow
from content_quality.dashboard.mounted import Mounted
from content_quality.orchestration.airflow_api import SiteDags
from content_quality.orchestration.airflow_site import AirflowSite, owner_of

if TYPE_CHECKING:
    from fastapi import FastAPI

MOUNT = "/content-quality"


def airflow_base() -> str:
    """Return the path below which Airflow is served; empty at the root of its host."""
    return str(urlsplit(conf.get("api", "base_url", fallback="")).path).rstrip("/")


def mount_of(name: str) -> str:
    """Return where the dashboard of a site lies below Airflow."""
    return f"{MOUNT}-{name}" if name else MOUNT


def applications(sites: tuple[AirflowSite, ...]) -> list[dict[str, Any]]:
    """Return what Airflow mounts for `sites`.

    Pages of Airflow know a DAG's id and not its site. Where there are several sites, the way to them leads on by it.
    """
    found = [
        {
            "name": " ".join(("Content quality", site.name)).strip(),
            "app": Mounted(_Dashboard(site)),
            "url_prefix": mount_of(site.name),
        }
        for site in sites
    ]
    if any(site.name for site in sites):
        found.append({"name": "Content quality", "app": Mounted(way_to_sites), "url_prefix": MOUNT})
    return found


class _Dashboard:
    """Builds the dashboard of a site at its first request."""

    def __init__(self, site: AirflowSite) -> None:
        self._site = site

    def __call__(self) -> FastAPI:
        return dashboard(self._site)


def dashboard(site: AirflowSite) -> FastAPI:
    """Return a site's dashboard behind Airflow's login.

    Anonymous callers get 401, and those who may not read the DAG get 403.
    """
    # These cost a second, and every task's process imports plugins.
    from airflow.api_fastapi.core_api.security import get_user, requires_access_dag

    from content_quality.dashboard.app import create_app
    from content_quality.dashboard.commands import remember_reader
    from content_quality.dashboard.site import open_dashboard

    base, dags = airflow_base(), SiteDags(site.name)
    opened = open_dashboard(site.site.config, airflow_url=base, login_url=f"{base}/auth/login", commands=Airflow(dags))
    guard = requires_access_dag(method="GET", param_dag_id=dags.decides)
    return create_app(opened, login=[remember_reader(get_user), guard])


def way_to_sites() -> FastAPI:
    """Return an application that leads from a DAG's id to the dashboard of its site. It shows nothing itself."""
    from airflow.api_fastapi.core_api.security import requires_authenticated
    from fastapi import Depends, FastAPI, HTTPException, Request
    from fastapi.responses import RedirectResponse

    app = FastAPI(dependencies=[Depends(requires_authenticated())], docs_url=None, redoc_url=None, openapi_url=None)

    async def lead_on(request: Request) -> RedirectResponse:
        owner = owner_of(request.query_params.get("dag_id", ""))
        if owner is None:
            raise HTTPException(404, "No site of content-quality has this DAG.")
        place = f"{airflow_base()}{mount_of(owner[0].name)}"
        return RedirectResponse(
            f"{place}/runs?{request.url.query}" if "run_id" in request.query_params else f"{place}/"
        )

    lead_on.__annotations__["request"] = Request  # FastAPI is imported here only
    app.add_api_route("/{path:path}", lead_on, methods=["GET", "HEAD"], include_in_schema=False)
    return app
