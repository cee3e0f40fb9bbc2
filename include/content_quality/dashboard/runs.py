"""What the dashboard and the orchestrator that mounts it say to each other.

Imports nothing heavy: every Airflow process reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Command(Enum):
    """What a reader may start; the value names it in templates."""

    RECHECK = "recheck"
    REVIEW = "review"  # answer about a post
    REPAIR = "repair"
    ACCEPT = "accept"  # the present state of the archive
    RETRY = "retry"  # a run that failed


WAIVED = "waived"  # beside the outcomes of a question: one passage is accepted


@dataclass(frozen=True, slots=True)
class AcceptedPassage:
    """A finding that a reader accepts, and for how many days."""

    check: str
    fingerprint: str
    days: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reader answers about versions of posts: an outcome of a question, or `WAIVED` with a passage."""

    outcome: str
    reason: str
    versions: Mapping[str, str]  # sha256 of the version that the reader saw, by post_id
    passage: AcceptedPassage | None = None


@dataclass(frozen=True, slots=True)
class RepairOrder:
    """A repair that a reader sends: of which version, what is taken of which choice, and why the result is approved."""

    post_id: str
    sha256: str
    options: Mapping[int, int]
    reason: str = ""  # empty: the result is not approved


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that Airflow has taken and the store does not know yet."""

    outcome: str
    reason: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What is asked and answered about one version at this moment."""

    question: str = ""  # its path below Airflow's own; empty: no question is open
    given: tuple[Given, ...] = ()
    together: int = 0  # posts that the question is about, where it is about more than this one


@dataclass(frozen=True, slots=True)
class Run:
    """The newest run of one DAG."""

    dag_id: str
    run_id: str
    state: str  # queued, running, success, failed
    started: datetime | None
    ended: datetime | None
    log: str = ""  # of the task that failed: its path below Airflow's own; empty where that is not known

    @property
    def seconds(self) -> float | None:
        """How long it took; None until it has ended."""
        return (self.ended - self.started).total_seconds() if self.started and self.ended else None


@dataclass(frozen=True, slots=True)
class AirflowProcess:
    """One of Airflow's own processes: scheduler, triggerer, dag_processor."""

    name: str
    is_healthy: bool
    seen: datetime | None  # its newest sign of life


@dataclass(frozen=True, slots=True)
class Stage:
    """A task of a run, or all of its mapped ones together."""

    name: str
    started: datetime
    ended: datetime | None
    state: str
    tasks: int = 1

    @property
    def seconds(self) -> float | None:
        """How long it took; None until it has ended."""
        return (self.ended - self.started).total_seconds() if self.ended else None

    def joined(self, other: Stage | None) -> Stage:
        """Return this and another task of the same name as one stage.

        It ends with the last and is as well as the worst.
        """
        if other is None:
            return self
        ends = [stage.ended for stage in (self, other)]
        ended = max(end for end in ends if end) if all(ends) else None
        state = max(self.state, other.state, key=lambda state: (state == "failed", state != "success"))
        return Stage(self.name, min(self.started, other.started), ended, state, self.tasks + other.tasks)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a run or task is about."""

    batch_id: str | None = None
    post_id: str | None = None
