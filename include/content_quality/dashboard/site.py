"""Open the dashboard of the site that the environment names."""

from __future__ import annotations

import os
from pathlib import Path

from content_quality.adapters.state.workspace import Workspace
from content_quality.checks import CHECKS
from content_quality.core.settings import reader
from content_quality.dashboard.commands import Commands
from content_quality.dashboard.context import DashboardContext

CONFIG_VARIABLE = "CONTENT_QUALITY_CONFIG"  # the site's content-quality.toml
STATE_VARIABLE = "CONTENT_QUALITY_STATE"  # the folder for everything the pipeline writes


def open_dashboard(
    project: Path, *, airflow_url: str | None = None, login_url: str = "", commands: Commands | None = None
) -> DashboardContext:
    """Return the dashboard of the site; `project` is the folder of its settings when the environment names none.

    Raise `SettingsError` when the settings cannot be used, so that Airflow shows it among the plugin's import errors.
    """
    config = Path(os.environ.get(CONFIG_VARIABLE, project / "content-quality.toml")).resolve()
    settings = reader.loads(config.read_text("utf-8"))
    state = Path(os.environ.get(STATE_VARIABLE, config.parent / "var")).resolve()
    documentation = {check.name: check.documentation for check in CHECKS}
    return DashboardContext(
        Workspace(state),
        settings.site.name,
        settings.zone,
        documentation,
        airflow_url,
        login_url,
        commands,
        source_url=settings.desk.source_url,
        alerts=settings.alerts,
    )
