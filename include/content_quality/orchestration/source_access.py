"""Sources on servers, reached over Airflow connections."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.site.source_place import Credentials, EnvironmentAccess, SourceUnusable
from content_quality.core.settings import Source
from content_quality.orchestration.connections import connection_named
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
            raise SourceUnusable(str(error), f"Add the connection {source.connection} in Airflow.") from error
        extra = found.extra_dejson
        return Credentials(
            found.login or "",
            found.password or "",
            str(extra.get("private_key", "")),
            str(extra.get("key_file", "")),
            str(extra.get("known_hosts", "")),
        )

    def storage(self, source: Source) -> Any:
        """Return the file system and the path of Airflow's ObjectStoragePath."""
        from airflow.sdk import ObjectStoragePath

        try:
            path = ObjectStoragePath(source.path, conn_id=source.connection or None)
            found = path.fs, path.path
        except (ImportError, ValueError) as error:
            raise SourceUnusable(
                f"no provider of Airflow knows {source.path.partition('://')[0]}://",
                "Install the provider, such as apache-airflow-providers-amazon[s3fs].",
            ) from error
        return found


def with_connections(project: Project) -> Project:
    """Return `project` with sources that are reached over Airflow's connections."""
    return replace(project, access=AirflowAccess())
