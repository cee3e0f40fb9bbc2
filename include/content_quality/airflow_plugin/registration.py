"""What Airflow is given: applications, pages of its UI that show them, links on tasks, and listeners."""

from __future__ import annotations

from typing import Any

from airflow.plugins_manager import AirflowPlugin

from content_quality.airflow_plugin.mounts import applications
from content_quality.airflow_plugin.views import ENTRANCE, views
from content_quality.orchestration import failures, lost_answers, notes, pools, settled, stats
from content_quality.orchestration.airflow_site import all_sites
from content_quality.orchestration.links import BatchLink, PostLink

SITES = all_sites()


class ContentQualityPlugin(AirflowPlugin):  # type: ignore[misc] # airflow is not followed
    """The dashboard in Airflow's navigation, on its DAGs, their runs and tasks; and an ear for what breaks."""

    name = "content_quality"
    fastapi_apps: list[Any] = applications(SITES)
    external_views: list[Any] = views(SITES)
    operator_extra_links: list[Any] = [BatchLink(ENTRANCE), PostLink(ENTRANCE)]  # noqa: RUF012 - Airflow's own interface
    listeners: list[Any] = [failures, lost_answers, notes, pools, settled, stats]  # noqa: RUF012 - the same
