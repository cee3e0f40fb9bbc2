"""The exchange of a site, reached over an Airflow connection."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from content_quality.adapters.exchange.exchange import Exchange
from content_quality.adapters.exchange.objects import SharedFolder, SharedObjects
from content_quality.adapters.object_storage import open_storage
from content_quality.core.settings import Settings
from content_quality.core.settings.cluster import Cluster
from content_quality.orchestration.object_store import login_of


def exchange_of(settings: Settings) -> Exchange | None:
    """Return where workers of this site hand files to each other; None where one worker does all."""
    return Exchange(_objects(settings.cluster)) if settings.cluster.exchange else None


def _objects(cluster: Cluster) -> SharedObjects:
    if cluster.exchange.startswith("file://"):
        return SharedFolder(Path(unquote(urlsplit(cluster.exchange).path)))
    return open_storage(cluster.exchange, login_of(cluster.connection) if cluster.connection else None)
