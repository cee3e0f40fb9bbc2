"""Open the dashboard of a site."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from content_quality.adapters.site.edit_pages import own_page
from content_quality.adapters.site.last_settings import settings_or_last
from content_quality.adapters.site.site_config import read_settings, state_folder
from content_quality.adapters.state.workspace import Workspace
from content_quality.checks import CHECKS
from content_quality.core.settings.post_settings import owner_of
from content_quality.dashboard.commands import Commands
from content_quality.dashboard.context import DashboardContext


def open_dashboard(
    config: Path, *, airflow_url: str | None = None, login_url: str = "", commands: Commands | None = None
) -> DashboardContext:
    """Return the dashboard of the site of the settings file `config`.

    Broken settings do not take the dashboard away: the last readable ones show it, with a banner. Raise `SettingsError`
    when there are none, so that Airflow shows it among the plugin's import errors.
    """
    settings = settings_or_last(config)[0] or read_settings(config)
    documentation = {check.name: check.documentation for check in CHECKS}
    return DashboardContext(
        Workspace(state_folder(config)),
        settings.site.name,
        settings.zone,
        documentation,
        airflow_url,
        login_url,
        commands,
        source_url=settings.desk.source_url,
        alerts=settings.alerts,
        waivers=settings.waivers,
        owner_named=partial(owner_of, settings),
        archive=settings.archive,
        edit_page_of=partial(own_page, settings),
    )
