"""The course of a batch as bars on a common time axis: its stages, how long each took, and what came between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from content_quality.adapters.store.batch_queries import BatchRow
from content_quality.adapters.store.delivery_queries import AlertRow
from content_quality.dashboard.runs import Stage

WIDTH = 1000  # user units of the drawing
THINNEST = 6  # user units; a stage of no time still shows


@dataclass(frozen=True, slots=True)
class Bar:
    """One stage, and where its bar lies."""

    stage: Stage
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """All bars, and how long the whole took."""

    bars: list[Bar]
    seconds: float


def timeline(batch: BatchRow, stages: Sequence[Stage], alerts: Sequence[AlertRow]) -> Timeline | None:
    """Return the course of `batch`: the tasks of its run where they are known, else what the store knows.

    Then its alerts.
    """
    known = [*(stages or _stored(batch)), *_told(alerts)]
    ends = [stage.ended for stage in known if stage.ended]
    if not ends:
        return None
    start, end = min(stage.started for stage in known), max([*ends, *(stage.started for stage in known)])
    whole = max((end - start).total_seconds(), 0.001)

    def bar(stage: Stage) -> Bar:
        width = max(((stage.ended or end) - stage.started).total_seconds() / whole * WIDTH, THINNEST)
        return Bar(
            stage,
            round(min((stage.started - start).total_seconds() / whole * WIDTH, WIDTH - width), 1),
            round(width, 1),
        )

    return Timeline([bar(stage) for stage in known], whole)


def _stored(batch: BatchRow) -> list[Stage]:
    moments: list[tuple[str, datetime | None]] = [
        ("frozen", batch.created_at),
        ("loaded", batch.loaded_at),
        ("decided", batch.decided_at),
    ]
    known = [(name, moment) for name, moment in moments if moment]
    return [Stage(name, before, moment, "success") for (_, before), (name, moment) in pairwise(known)]


def _told(alerts: Sequence[AlertRow]) -> list[Stage]:
    """Return the time from the first alert's making to the last one's arrival."""
    sent = [alert.sent_at for alert in alerts if alert.sent_at]
    if not alerts or not sent:
        return []
    return [Stage("told", min(alert.queued_at for alert in alerts), max(sent), "success", len(sent))]
