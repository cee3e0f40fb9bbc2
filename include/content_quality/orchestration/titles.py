"""What Airflow's pages call the DAGs: in words, with the site's name where there are several, and with its clock."""

from __future__ import annotations

from content_quality.core.dag_ids import (
    ACCEPT_PRESENT_STATE,
    AUDIT_ARCHIVE,
    DELIVER_ALERTS,
    GATE_POSTS,
    INGEST_POSTS,
    REVIEW_HELD_POSTS,
    SEND_REPAIR,
)
from content_quality.orchestration.airflow_site import AirflowSite

TITLES = {
    INGEST_POSTS: "1 Read posts",
    GATE_POSTS: "2 Decide about posts",
    DELIVER_ALERTS: "3 Alert editors",
    REVIEW_HELD_POSTS: "4 Ask people about held posts",
    SEND_REPAIR: "Send a repaired post",
    AUDIT_ARCHIVE: "Look at the whole archive",
    ACCEPT_PRESENT_STATE: "Accept the present state",
}


def title(site: AirflowSite, plain: str) -> str:
    """Return the title of the DAG that is called `plain`; the clock is the site's, whatever zone Airflow shows."""
    name = f"{site.name}: " if site.name else ""
    return f"{name}{TITLES[plain]}{_clock(site, plain)}"


def _clock(site: AirflowSite, plain: str) -> str:
    if not site.clock_is_known:
        return ""
    settings = site.settings
    return {
        INGEST_POSTS: f" (daily at {settings.schedule.daily_at}, {settings.site.timezone})",
        AUDIT_ARCHIVE: f" (weekly, {settings.site.timezone})",
    }.get(plain, "")
