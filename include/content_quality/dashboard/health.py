"""Whether the pipeline is well: its newest runs, what runs and watches them, and batches that wait too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content_quality.adapters.state.looks import SILENT_AFTER, Looks
from content_quality.adapters.store.batch_queries import BatchRow
from content_quality.core.i18n.catalogue import marked
from content_quality.dashboard.runs import AirflowProcess, Run

WAITS_TOO_LONG = timedelta(hours=1)  # the longest batch measured takes minutes


@dataclass(frozen=True, slots=True)
class Health:
    """What a maintainer should look at; nothing when all is well."""

    runs: list[Run]
    stuck: list[BatchRow]
    processes: list[AirflowProcess]
    paused: list[str]
    looks: Looks | None
    is_silent: bool  # the watcher has not looked for longer than it ever pauses

    @classmethod
    def of(cls, now: datetime, running: Running, batches: Sequence[BatchRow], looks: Looks | None) -> Health:
        """Return the state of the newest runs and batches, and of what keeps them going."""
        waiting = [batch for batch in batches if batch.decided_at is None]
        return cls(
            list(running.runs),
            [batch for batch in waiting if now - batch.created_at > WAITS_TOO_LONG],
            list(running.processes),
            list(running.paused),
            looks,
            looks is not None and now - looks.at > SILENT_AFTER,
        )

    @property
    def watcher_tone(self) -> str:
        """How the watcher does, as a colour."""
        return "hold" if self.is_silent or (self.looks and self.looks.is_blind) else "clear"

    @property
    def watcher_state(self) -> str:
        """How the watcher does, as a sentence of the catalogue."""
        if self.is_silent:
            return marked("inactive")
        return marked("cannot look") if self.looks and self.looks.is_blind else marked("active")


@dataclass(frozen=True, slots=True)
class Running:
    """What Airflow says of itself to this reader."""

    runs: Sequence[Run] = ()
    processes: Sequence[AirflowProcess] = ()
    questions: frozenset[str] = frozenset()  # names of versions that a question is open about
    may_retry: bool = False
    paused: Sequence[str] = ()  # DAGs
