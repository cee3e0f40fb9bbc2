"""Sources that a command reads from a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from content_quality.pipeline.project import Project


def from_this_terminal(project: Project) -> Project:
    """Return `project` for a command: where a source names a connection, it is read as Airflow's own commands do."""
    if not any(source.connection for source in project.settings.sources):
        return project
    from content_quality.orchestration.connections import from_a_terminal  # Airflow takes seconds
    from content_quality.orchestration.source_access import with_connections

    from_a_terminal()
    return with_connections(project)
