"""Whether the pipeline is well: its newest runs, and batches that wait too long for their decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content_quality.adapters.store.batch_queries import BatchRow
from content_quality.dashboard.runs import Run

WAITS_TOO_LONG = timedelta(hours=1)  # the longest batch measured takes minutes


@dataclass(frozen=True, slots=True)
class Health:
    """What a maintainer should look at; nothing when all is well."""

    runs: list[Run]
    failed: list[Run]
    stuck: list[BatchRow]

    @classmethod
    def of(cls, now: datetime, runs: Sequence[Run], batches: Sequence[BatchRow]) -> Health:
        """Return the state of the newest runs and of the newest batches."""
        waiting = [batch for batch in batches if batch.decided_at is None]
        return cls(
            list(runs),
            [run for run in runs if run.state == "failed"],
            [batch for batch in waiting if now - batch.created_at > WAITS_TOO_LONG],
        )
