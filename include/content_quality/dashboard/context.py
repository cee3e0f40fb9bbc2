"""What the pages need from outside: where to read, whose site it is, and what time it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from fastapi import Request

from content_quality.adapters.state import repairs
from content_quality.adapters.state.snapshots import Snapshots
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store.reader import Reader, Session
from content_quality.core.alerts import routing
from content_quality.core.alerts.addresses import source_page
from content_quality.core.repair.repair_facts import RepairFacts
from content_quality.core.settings import Alerts, Archive, Recipient, WaiverRules
from content_quality.dashboard.commands import Commands

UTC_ZONE = ZoneInfo("UTC")
STALE_AFTER = timedelta(hours=26)  # the daily run, and two hours for a late one


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class DashboardContext:
    """One site's dashboard."""

    workspace: Workspace
    site: str = "site"
    zone: ZoneInfo = UTC_ZONE
    documentation: Mapping[str, str] = field(default_factory=dict)  # of each check, by name
    # of the Airflow that mounts the dashboard, empty at the root of its host; None: no links to runs
    airflow_url: str | None = None
    login_url: str = ""  # where an anonymous reader may log in; it takes where to go then as `next`
    commands: Commands | None = None  # what a reader may start
    clock: Callable[[], datetime] = now
    source_url: str = ""  # where a source is edited, with {path}; empty: no link
    alerts: Alerts = field(default_factory=Alerts)  # says who answers for a post
    waivers: WaiverRules = field(default_factory=WaiverRules)  # say how long a passage may be accepted
    owner_named: Callable[[str], str] = lambda _: ""  # the owner whom the settings name for a post_id; empty: none
    edit_page_of: Callable[[str], str] = lambda _: ""  # where the source itself lets people edit a post_id
    archive: Archive = field(default_factory=Archive)  # says whether there are first looks

    @cached_property
    def reader(self) -> Reader:
        """The published snapshot."""
        return Reader(self.workspace.published)

    @property
    def snapshots(self) -> Snapshots:
        """The bytes of posts."""
        return Snapshots(self.workspace.snapshots)

    def repair_of(self, sha256: str) -> RepairFacts | None:
        """Return the repair that is proposed of the version `sha256`; None where there is none."""
        facts = repairs.read(self.workspace.repairs, sha256)
        return None if facts is None or facts.is_empty else facts

    def source_of(self, post_id: str, path: str) -> str | None:
        """Return where the source of a post is edited: in WordPress, or where the site says.

        None when the site does not say, or says something that is no web address.
        """
        return self.edit_page_of(post_id) or source_page(self.source_url, path) or None

    def owners_of(self, post_id: str, author: str | None, section: str | None) -> str:
        """Return the addresses of those who answer for a post."""
        found = routing.owners(author, section, self._recipients, self.owner_named(post_id))
        return ", ".join(recipient.to for recipient in found)

    @cached_property
    def _recipients(self) -> tuple[Recipient, ...]:
        return routing.recipients(self.alerts)

    def is_stale(self) -> bool:
        """Return whether the last sign of life is too long ago to be trusted."""
        seen = self.last_sign_of_life()
        return seen is not None and self.clock() - seen > STALE_AFTER

    def last_sign_of_life(self) -> datetime | None:
        """Return when the pipeline last looked at its sources or published the store; None when it never did."""
        seen = []
        for path in (self.workspace.published, self.workspace.listing):
            try:
                seen.append(path.stat().st_mtime)
            except OSError:
                continue
        return datetime.fromtimestamp(max(seen), UTC) if seen else None


def dashboard_of(request: Request) -> DashboardContext:
    """Return the dashboard the request is for."""
    dashboard: DashboardContext = request.app.state.dashboard
    return dashboard


@contextmanager
def reading(request: Request) -> Iterator[Session]:
    """Open the published snapshot for one request."""
    with dashboard_of(request).reader.session() as session:
        yield session
