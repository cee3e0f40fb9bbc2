"""What a maintainer must act on: why, where the log is, what to do, and what may be tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content_quality.adapters.state.failures import fault_of_run
from content_quality.adapters.state.looks import Looks, read_looks
from content_quality.core.alerts.faults import PipelineFault
from content_quality.dashboard.context import DashboardContext
from content_quality.dashboard.runs import Run

UNKNOWN = PipelineFault("killed")  # of a run whose failure nothing has noted


@dataclass(frozen=True, slots=True)
class Trouble:
    """One banner. Without a DAG, the watcher cannot look at the sources."""

    fault: PipelineFault
    since: datetime | None
    dag_id: str = ""
    run_id: str = ""
    log: str = ""


def troubles(dashboard: DashboardContext, runs: Sequence[Run]) -> list[Trouble]:
    """Return what is wrong now: the watcher first, for what it cannot read stops everything."""
    looks = read_looks(dashboard.workspace)
    blind = [Trouble(looks.fault, looks.since)] if looks and looks.is_blind and looks.fault else []
    return blind + [of_run(dashboard, run) for run in runs if run.state == "failed"]


def of_run(dashboard: DashboardContext, run: Run) -> Trouble:
    """Return why a run failed."""
    noted = fault_of_run(dashboard.workspace, run.dag_id, run.run_id)
    log = run.log or (noted.log if noted else "")
    return Trouble(noted or UNKNOWN, run.ended, run.dag_id, run.run_id, log)


def looks_of(dashboard: DashboardContext) -> Looks | None:
    """Return how the watcher's newest looks at the sources went."""
    return read_looks(dashboard.workspace)
