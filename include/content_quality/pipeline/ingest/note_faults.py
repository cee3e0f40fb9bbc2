"""Use case: let maintainers hear of sources that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content_quality.adapters.state.failures import Failure, write_failure
from content_quality.core.alerts.faults import PipelineFault
from content_quality.pipeline.ingest.source_listing import SourceFault
from content_quality.pipeline.project import Project


def note_faults(project: Project, faults: Sequence[SourceFault], now: datetime) -> None:
    """Keep each fault for an alert to maintainers; the same one is told again after some hours, not at every look."""
    for fault in faults:
        key = f"source {fault.source} {now:%Y-%m-%dT%H:%M}"
        about = fault.source
        why = PipelineFault("source", fault.describe())
        write_failure(project.workspace, Failure(key, about, f"source {fault.source}", now, fault=why))
