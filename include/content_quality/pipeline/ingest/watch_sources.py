"""Use case: look whether a source has changed, and let maintainers hear of it when nothing can be seen."""

from __future__ import annotations

from datetime import datetime

from content_quality.adapters.site.last_settings import keep_readable
from content_quality.adapters.site.site_config import NamedSite, state_folder
from content_quality.adapters.state.failures import Failure, write_failure
from content_quality.adapters.state.looks import FAILED_LOOKS, note_look
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.alerts.faults import fault_of
from content_quality.pipeline.ingest.read_sources import changed_since_ingestion
from content_quality.pipeline.project import Project, load_project


def open_site(site: NamedSite) -> Project:
    """Return the project of `site`, and keep its settings as the last readable ones."""
    project = load_project(site.config)
    keep_readable(site.config)
    return project


def look_at_sources(project: Project, site: NamedSite, now: datetime) -> str | None:
    """Return the digest of a listing that has changed and settled, else None; raise what stops the look."""
    changed = changed_since_ingestion(project, now)
    note_look(Workspace(state_folder(site.config)), None, now)
    return changed


def note_failed_look(site: NamedSite, error: Exception, now: datetime) -> bool:
    """Note that a look failed; return whether this one makes people hear of it: the third in a row, and only it."""
    workspace, fault = Workspace(state_folder(site.config)), fault_of(error)
    looks = note_look(workspace, fault, now)
    if looks.failed != FAILED_LOOKS:
        return False
    about = f"watch_sources ({looks.failed} ×)"
    write_failure(workspace, Failure(f"watcher {looks.since}", about, f"watcher {fault.what}", now, fault=fault))
    return True
