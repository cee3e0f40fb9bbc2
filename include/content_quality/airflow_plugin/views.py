"""Where Airflow's pages show the dashboard."""

from __future__ import annotations

from importlib import resources
from typing import Any
from urllib.parse import quote

from content_quality.airflow_plugin.mounts import MOUNT, airflow_base, mount_of
from content_quality.orchestration.airflow_site import AirflowSite

ENTRANCE = f"{airflow_base()}{MOUNT}/"
RUN = f"{ENTRANCE}runs?dag_id={{DAG_ID}}&run_id={{RUN_ID}}"
TASK = f"{RUN}&task_id={{TASK_ID}}&map_index={{MAP_INDEX}}"


def _picture(name: str) -> str:
    """Return an icon as an address that holds it.

    Every file of the dashboard is behind login, and Airflow's own pages are not.
    """
    drawing = resources.files("content_quality.dashboard").joinpath("static", name).read_text("utf-8")
    return f"data:image/svg+xml,{quote(drawing)}"


ICON = {"icon": _picture("icon.svg"), "icon_dark_mode": _picture("icon-dark.svg")}


def views(sites: tuple[AirflowSite, ...]) -> list[dict[str, Any]]:
    """Return the pages of Airflow's UI that show the dashboard: one per site in the navigation, and beside DAGs."""
    several = any(site.name for site in sites)
    navigation = [
        {
            "name": " ".join(("Quality", site.name)).strip(),
            "href": f"{airflow_base()}{mount_of(site.name)}/",
            "destination": "nav",
            "url_route": mount_of(site.name).strip("/"),
            "nav_top_level": True,
        }
        for site in sites
    ]
    beside = (
        ("dag", f"{ENTRANCE}?dag_id={{DAG_ID}}" if several else ENTRANCE, "content-quality-desk"),
        ("dag_run", RUN, "content-quality-run"),
        ("task_instance", TASK, "content-quality-task"),
    )
    return [one | ICON for one in navigation] + [
        {"name": "Content quality", "href": href, "destination": where, "url_route": route, **ICON}
        for where, href, route in beside
    ]
