"""Failures of the pipeline that maintainers hear of, one small file each. The dashboard shows what it reads here."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from content_quality.adapters.state.files import read_json, write_json
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.alerts.alert import digest
from content_quality.core.alerts.faults import PipelineFault
from content_quality.core.records import dataclass

FAILURES_KEPT = timedelta(days=30)  # a run that fails again after that is told of again


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure of the pipeline, or damage that it has repaired itself. `about` and `cause` are names of ours.

    The first of each `key` counts.
    """

    key: str  # the occasion: a run of a DAG, a file that cannot be imported
    about: str
    cause: str  # what the same failure has in common, whatever the run
    at: datetime
    repaired: bool = False
    fault: PipelineFault | None = None  # the cause in a sentence, where its log is, what to do


def write_failure(workspace: Workspace, failure: Failure) -> None:
    """Keep `failure` until maintainers have been told, and its key for `FAILURES_KEPT`."""
    path = _failure_path(workspace, failure.key)
    if not path.exists():
        write_json(path, {**failure_to_json(failure), "told": False})


def failures(workspace: Workspace) -> list[Failure]:
    """Return the failures that maintainers have not been told of, the oldest first."""
    found = [failure_from_json(row) for row in _rows(workspace) if not row["told"]]
    return sorted(found, key=lambda failure: (failure.at, failure.key))


def keep_unsent(workspace: Workspace, failure: Failure) -> None:
    """Keep `failure` on a machine that does not see the state folder until it is relayed."""
    write_json(_unsent_path(workspace, failure), failure_to_json(failure))


def unsent(workspace: Workspace) -> list[Failure]:
    """Return the failures that are kept on this machine until they are relayed."""
    return [failure_from_json(dict(read_json(path))) for path in sorted(_unsent_folder(workspace).glob("*.json"))]


def forget_unsent(workspace: Workspace, failure: Failure) -> None:
    """Note that `failure` was relayed."""
    _unsent_path(workspace, failure).unlink(missing_ok=True)


def fault_of_run(workspace: Workspace, dag_id: str, run_id: str) -> PipelineFault | None:
    """Return why a run failed, told or not; the newest fault of a run that was cleared and failed again."""
    occasion = f"{dag_id} {run_id} "
    found = [failure_from_json(row) for row in _rows(workspace) if str(row["key"]).startswith(occasion)]
    newest = max(found, key=lambda failure: failure.at, default=None)
    return newest.fault if newest else None


def _rows(workspace: Workspace) -> list[dict[str, Any]]:
    return [dict(read_json(path)) for path in (_folder(workspace)).glob("*.json")]


def failure_to_json(failure: Failure) -> dict[str, Any]:
    """Return `failure` as JSON with everything needed to read it back."""
    return {**asdict(failure), "at": failure.at.isoformat()}


def failure_from_json(row: dict[str, Any]) -> Failure:
    """Return the failure in `row`."""
    return Failure(
        str(row["key"]),
        str(row["about"]),
        str(row["cause"]),
        datetime.fromisoformat(str(row["at"])),
        repaired=bool(row.get("repaired")),
        fault=PipelineFault(**fault) if (fault := row.get("fault")) else None,
    )


def told(workspace: Workspace, failure: Failure, now: datetime) -> None:
    """Note that an alert about `failure` is in the journal; forget those of long ago."""
    write_json(_failure_path(workspace, failure.key), {**failure_to_json(failure), "told": True})
    for path in _folder(workspace).glob("*.json"):
        row = read_json(path)
        if row["told"] and datetime.fromisoformat(str(row["at"])) < now - FAILURES_KEPT:
            path.unlink(missing_ok=True)


def _folder(workspace: Workspace) -> Path:
    return workspace.root / "alerts" / "failures"


def _failure_path(workspace: Workspace, key: str) -> Path:
    return _folder(workspace) / f"{digest(key)}.json"


def _unsent_folder(workspace: Workspace) -> Path:
    return workspace.root / "alerts" / "unsent-failures"


def _unsent_path(workspace: Workspace, failure: Failure) -> Path:
    return _unsent_folder(workspace) / f"{digest(failure.key)}.json"
