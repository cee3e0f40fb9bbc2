"""Object stores, reached over Airflow connections."""

from __future__ import annotations

from content_quality.adapters.object_storage import Login, ObjectStorage, open_storage
from content_quality.adapters.release.targets import TARGETS
from content_quality.core.settings import Release
from content_quality.orchestration.connections import connection_named


def login_of(connection: str) -> Login:
    """Return what the Airflow connection holds for a store; raise `NotDelivered` when Airflow cannot read it.

    Its fields and the keys of its extra mean what they mean to Airflow's own connections of Amazon, Google and Azure.
    """
    found = connection_named(connection)
    extra = found.extra_dejson
    endpoint = (extra.get("service_config") or {}).get("s3", {}).get("endpoint_url")
    named = {"endpoint_url": endpoint} if endpoint else {}
    return Login(found.login or "", found.password or "", found.host or "", {**extra, **named})


def object_store(release: Release) -> ObjectStorage | None:
    """Return where a site's posts are released to; None when the target is no object store."""
    if not TARGETS[release.policy].over_connection:
        return None
    login = login_of(release.connection) if release.connection else None
    return open_storage(release.prefix, login, makes_folder=True)
