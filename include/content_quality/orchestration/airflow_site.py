"""A site as Airflow sees it: the ids of its DAGs, its assets, its writer's pool.

One Airflow may have several sites. Each has a name, which the ids of its DAGs begin with; an only site has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, AssetWatcher

from content_quality.adapters.site import site_config
from content_quality.adapters.site.last_settings import settings_or_last
from content_quality.adapters.site.site_config import NamedSite
from content_quality.core import dag_ids
from content_quality.core.settings import Settings
from content_quality.orchestration.airflow_api import GROUP_TAG as GROUP
from content_quality.orchestration.watchers import SourceChangedTrigger

if TYPE_CHECKING:
    from pathlib import Path

    from content_quality.pipeline.project import Project

OWNER = "content-quality"  # of all DAGs and tasks
WRITER_POOL = "content_quality_writer"  # one slot: the metrics store has one writer


@dataclass(frozen=True)
class AirflowSite:
    """One site of this Airflow."""

    site: NamedSite

    @property
    def name(self) -> str:
        """What the ids of its DAGs begin with; empty for an only site."""
        return self.site.name

    def dag_id(self, plain: str) -> str:
        """Return the id of the DAG that is called `plain` where there is one site."""
        return dag_ids.of_site(plain, self.name)

    @property
    def pool(self) -> str:
        """The pool of the tasks that write the site's store; it has one slot."""
        return f"{WRITER_POOL}_{self.name}" if self.name else WRITER_POOL

    @property
    def tags(self) -> list[str]:
        """The tags of its DAGs."""
        found = [GROUP, self.name] if self.name else [GROUP]
        return [*found, "settings unreadable"] if self.trouble else found

    @property
    def owner_links(self) -> dict[str, str]:
        """Where the owner of a DAG leads to in Airflow's lists: the site's dashboard, where its address is known."""
        address = site_config.dashboard_of_site(self.settings.alerts.dashboard_url, self.name)
        return {OWNER: address} if re.match(r"https?://[\w.-]", address) else {}

    @property
    def config(self) -> Path:
        """Its settings file."""
        return self.site.config

    @cached_property
    def _read(self) -> tuple[Settings | None, str]:
        """The settings, or the last readable ones, and what is wrong with the file.

        They are read at parse, because a schedule is part of a DAG: one small TOML file, a millisecond. Broken settings
        must not make the DAGs vanish: the daily run still starts, and its first task fails with the reason.
        """
        return settings_or_last(self.site.config)

    @property
    def settings(self) -> Settings:
        """The site's settings for the schedule, else the last readable ones, else the defaults."""
        return self._read[0] or Settings()

    @property
    def trouble(self) -> str:
        """What is wrong with the settings file; empty when nothing is. Pages of Airflow show it."""
        return self._read[1]

    @property
    def clock_is_known(self) -> bool:
        """Whether the site's hour and time zone are known; while they are not, nothing starts by the clock."""
        return self._read[0] is not None

    def described(self, doc: str) -> str:
        """Return the documentation of a DAG, below what is wrong with the settings file and what follows from it."""
        if not self.trouble:
            return doc
        hour = (
            "The schedule is that of the last settings that could be read."
            if self.clock_is_known
            else "The hour of the daily run is not known, so nothing starts by the clock."
        )
        return f"**The settings cannot be used.** {' '.join(self.trouble.split())}\n{hour}\n{doc}"

    def load_project(self) -> Project:
        """Return the site's project; raise `SettingsError` when it cannot be read."""
        from content_quality.pipeline.ingest.watch_sources import open_site

        return open_site(self.site)

    @cached_property
    def source(self) -> Asset:
        """Emitted by: the watcher, within seconds of a change. Consumed by: ingest_posts."""
        trigger = SourceChangedTrigger(self.settings.schedule.poll_seconds, self.name)
        watchers = [AssetWatcher(name="source_changed", trigger=trigger)]
        about = "Where posts come from: one event within seconds of a change"
        return self._asset("source", watchers=watchers, extra={"about": about})

    @cached_property
    def batch(self) -> Asset:
        """Emitted by: ingest_posts, once per batch, with {"batch_id"}. Consumed by: gate_posts."""
        return self._asset("batch", extra={"about": "Posts that wait for a decision: one event for each batch"})

    @cached_property
    def decisions(self) -> Asset:
        """Emitted by: gate_posts, once per decided batch, with {"batch_id", "summary"}. Consumed by: deliver_alerts."""
        return self._asset("decisions", extra={"about": "What was decided: one event for each batch, with its summary"})

    @cached_property
    def release(self) -> Asset:
        """Emitted by: gate_posts, when all posts of a batch that may leave have left. Consumed by: a site's deploy."""
        return self._asset("release", extra={"about": "Posts that may be published: one event when a batch has left"})

    def _asset(self, what: str, **more: Any) -> Asset:
        name = f"{self.name}_posts_{what}" if self.name else f"posts_{what}"
        return Asset(
            name=name, uri=f"content-quality://{'/'.join(filter(None, (self.name, what)))}", group=GROUP, **more
        )


def all_sites() -> tuple[AirflowSite, ...]:
    """Return the sites that the environment names; raise `SettingsError` when it cannot be understood."""
    return tuple(AirflowSite(site) for site in site_config.sites())


def owner_of(dag_id: str) -> tuple[AirflowSite, str] | None:
    """Return whose DAG this is, and its name without the site's; None for a DAG that is not ours."""
    for site in all_sites():
        for plain in dag_ids.DAG_IDS:
            if site.dag_id(plain) == dag_id:
                return site, plain
    return None
