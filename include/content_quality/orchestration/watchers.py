"""The watcher that starts an ingestion when a source has changed and settled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

log = logging.getLogger(__name__)

MOST_SECONDS = 60  # between looks while the sources or settings cannot be read


class SourceChangedTrigger(BaseEventTrigger):  # type: ignore[misc] # airflow is not followed
    """Fires when the listing of the sources differs from the one last ingested, once per listing.

    What it compares with lies in a file that the ingestion writes, so that a restarted triggerer neither misses a
    change
    nor repeats one. If an ingestion fails, the same listing does not fire again: the daily run picks it up.
    """

    def __init__(self, poll_seconds: int, site: str = "") -> None:
        super().__init__()
        self.poll_seconds = poll_seconds
        self.site = site  # the site's name, empty for the only one

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return how the triggerer makes this trigger again."""
        named = {"site": self.site} if self.site else {}  # the only site's trigger is kept as it was stored
        return f"{type(self).__module__}.{type(self).__qualname__}", {"poll_seconds": self.poll_seconds, **named}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield an event per change."""
        fired: str | None = None
        wait = self.poll_seconds
        while True:
            try:
                changed = await asyncio.to_thread(_look, self.site)
            except Exception:
                log.exception("The sources cannot be looked at; the next look is in %s s", wait)
                wait = min(MOST_SECONDS, 2 * wait)
            else:
                wait = self.poll_seconds
                if changed and changed != fired:
                    fired = changed
                    yield TriggerEvent({"listing": changed})
            await asyncio.sleep(wait)


def _look(site: str) -> str | None:
    from content_quality.adapters.site.site_config import site_named
    from content_quality.orchestration.failures import send_or_log
    from content_quality.orchestration.source_access import with_connections
    from content_quality.pipeline.ingest import watch_sources

    named = site_named(site)
    try:
        project = with_connections(watch_sources.open_site(named))
        return watch_sources.look_at_sources(project, named, datetime.now(UTC))
    except Exception as error:
        if watch_sources.note_failed_look(named, error, datetime.now(UTC)):
            send_or_log(named)
        raise
