"""Use cases: a process that does not see the state folder leaves a failure in the exchange for the next delivery.

While the exchange is away, the failure is kept on that machine; the next attempt or the next task there relays it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from content_quality.adapters.exchange.exchange import Exchange
from content_quality.adapters.state.failures import (
    Failure,
    failure_from_json,
    failure_to_json,
    forget_unsent,
    unsent,
    write_failure,
)
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.alerts.alert import digest
from content_quality.pipeline.project import Project

FAILURES = "failures"
UNREACHABLE = (
    "The exchange of the workers cannot be read. Batches are not decided, and failures of other workers are not told."
)


def leave_failure(exchange: Exchange, failure: Failure) -> None:
    """Leave `failure` for the worker of the state folder; a repeat changes nothing."""
    exchange.send(f"{FAILURES}/{digest(failure.key)}", Path(), [], failure_to_json(failure))


def relay_unsent(workspace: Workspace, exchange: Exchange) -> int:
    """Leave in the exchange the failures that this machine has kept; return how many."""
    waiting = unsent(workspace)
    for failure in waiting:
        leave_failure(exchange, failure)
        forget_unsent(workspace, failure)
    return len(waiting)


def collect_failures(project: Project, exchange: Exchange, now: datetime) -> int:
    """Keep what others left, and return how many there were.

    An exchange that cannot be read is a failure itself, told once a day.
    """
    for failure in unsent(project.workspace):
        write_failure(project.workspace, failure)
        forget_unsent(project.workspace, failure)
    try:
        keys = exchange.parcels(FAILURES)
        for key in keys:
            write_failure(project.workspace, failure_from_json(exchange.about(key)))
            exchange.objects.remove(key)
    except OSError:
        write_failure(project.workspace, Failure(f"exchange {now:%Y-%m-%d}", UNREACHABLE, "exchange unreachable", now))
        return 0
    return len(keys)
