"""Sources on servers, reached over Airflow connections."""

from __future__ import annotations

from dataclasses import replace

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.object_storage import ObjectStorage
from content_quality.adapters.site.source_place import Credentials, EnvironmentAccess, SourceUnusable, opened
from content_quality.core.settings import Source
from content_quality.orchestration.connections import connection_named
from content_quality.orchestration.object_store import login_of
from content_quality.pipeline.project import Project


class AirflowAccess:
    """Reads what servers ask for from the Airflow connection that a source names, and else from the environment."""

    def credentials(self, source: Source) -> Credentials:
        """Return login and password of the connection, and from its extra `private_key` and `known_hosts`.

        The keys of the extra are those of Airflow's git and ssh connections.
        """
        if not source.connection:
            return EnvironmentAccess().credentials(source)
        try:
            found = connection_named(source.connection)
        except NotDelivered as error:
            raise _missing(source, error) from error
        extra = found.extra_dejson
        return Credentials(
            found.login or "",
            found.password or "",
            str(extra.get("private_key", "")),
            str(extra.get("key_file", "")),
            str(extra.get("known_hosts", "")),
        )

    def storage(self, source: Source) -> ObjectStorage:
        """Return the objects below the address, opened with what the connection holds."""
        if not source.connection:
            return EnvironmentAccess().storage(source)
        try:
            login = login_of(source.connection)
        except NotDelivered as error:
            raise _missing(source, error) from error
        return opened(source, login)


def _missing(source: Source, error: NotDelivered) -> SourceUnusable:
    return SourceUnusable(str(error), f"Add the connection {source.connection} in Airflow.")


def with_connections(project: Project) -> Project:
    """Return `project` with sources that are reached over Airflow's connections."""
    return replace(project, access=AirflowAccess())
