"""Whom a site asks about a held post: users of Airflow, by the routing of its alerts."""

from __future__ import annotations

from content_quality.adapters.store.known import author_and_section
from content_quality.core.alerts.assignees import AirflowUser, assignees
from content_quality.core.alerts.routing import owners, recipients
from content_quality.core.settings.post_settings import owner_of
from content_quality.pipeline.project import Project


def asked_people(project: Project, post_id: str) -> tuple[AirflowUser, ...]:
    """Return who may answer about a post; empty where the site names no users for it: whoever Airflow lets."""
    everyone = recipients(project.settings.alerts)
    if not any(one.airflow_users for one in everyone):
        return ()
    author, section = author_and_section(project.workspace.published, post_id)
    return assignees(owners(author, section, everyone, owner_of(project.settings, post_id)), everyone)
