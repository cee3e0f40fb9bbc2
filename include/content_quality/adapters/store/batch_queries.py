"""What the store knows about batches: what came in, what was decided, what the suites found.

Every parameter is bound.
"""

from __future__ import annotations

from datetime import datetime

from content_quality.adapters.store.reader import Session, stored_moment
from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch and what was decided about it; counts are None until then."""

    batch_id: str
    created_at: datetime
    reason: str
    policy: str
    run_id: str | None
    posts: int
    loaded_at: datetime | None
    decided_at: datetime | None
    clear: int | None
    review: int | None
    hold: int | None
    broken: list[str] | None
    debt: int | None = None  # published, with accepted findings; None also where an earlier version decided


@dataclass(frozen=True, slots=True)
class DayCounts:
    """What was decided in a stretch of time: each post once, as the last of its batches decided it."""

    batches: int
    posts: int
    clear: int
    review: int
    hold: int
    decided_at: datetime | None  # the last decision
    debt: int = 0  # published, with accepted findings


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation's result for a batch."""

    suite: str
    expectation: str
    columns: str
    severity: str
    success: bool
    rows: int
    unexpected: int
    description: str
    error: str | None


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One transaction of the writer."""

    load_id: str
    kind: str
    rows: int
    digest: str
    loaded_at: datetime


_BATCH = "SELECT batch_id, created_at, reason, policy, run_id, posts, loaded_at, decided_at, clear, review, hold, broken, debt FROM batches"  # noqa: E501 - SQL
_BETWEEN = "($since IS NULL OR created_at >= $since) AND ($until IS NULL OR created_at < $until)"
_BATCHES = f"{_BATCH} WHERE {_BETWEEN} ORDER BY created_at DESC, batch_id DESC LIMIT $limit OFFSET $offset"
_BATCH_COUNT = f"SELECT count(*) FROM batches WHERE {_BETWEEN}"  # noqa: S608 - a constant
_ONE_BATCH = f"{_BATCH} WHERE batch_id = $batch_id"
_BATCH_OF_RUN = f"{_BATCH} WHERE run_id = $run_id ORDER BY created_at DESC LIMIT 1"

_DAY = """
SELECT (SELECT count(*) FROM batches WHERE decided_at >= $since) AS batches, count(*) AS posts, count(*) FILTER
(verdict = 'clear') AS clear, count(*) FILTER (verdict = 'debt') AS debt,
       count(*) FILTER (verdict = 'review') AS review, count(*) FILTER (verdict = 'hold') AS hold, max(decided_at) AS
       decided_at
FROM (
    SELECT post_id, arg_max(verdict, (decided_at, batch_id)) AS verdict, max(decided_at) AS decided_at
    FROM decisions WHERE decided_at >= $since GROUP BY post_id
)
"""


_EXPECTATIONS = """
SELECT suite, expectation, columns, severity, success, rows, unexpected, description, error
FROM expectation_results WHERE batch_id = $batch_id ORDER BY success, suite, ordinal
"""
_LOADS = (
    "SELECT load_id, kind, rows, digest, loaded_at FROM loads WHERE batch_id = $batch_id ORDER BY loaded_at, load_id"
)


def batches(
    session: Session, *, limit: int, offset: int = 0, since: datetime | None = None, until: datetime | None = None
) -> list[BatchRow]:
    """Return batches that were frozen from `since` on and before `until`, newest first."""
    return session.rows(
        BatchRow,
        _BATCHES,
        {"limit": limit, "offset": offset, "since": stored_moment(since), "until": stored_moment(until)},
    )


def count_batches(session: Session, *, since: datetime | None = None, until: datetime | None = None) -> int:
    """Return how many batches there are."""
    return session.number(_BATCH_COUNT, {"since": stored_moment(since), "until": stored_moment(until)})


def decided_since(session: Session, since: datetime) -> DayCounts:
    """Return what was decided from `since` on."""
    return session.rows(DayCounts, _DAY, {"since": stored_moment(since)})[0]


def batch(session: Session, batch_id: str) -> BatchRow | None:
    """Return one batch."""
    return session.row(BatchRow, _ONE_BATCH, {"batch_id": batch_id})


def batch_of_run(session: Session, run_id: str) -> BatchRow | None:
    """Return the batch that the Airflow run `run_id` decided."""
    return session.row(BatchRow, _BATCH_OF_RUN, {"run_id": run_id})


def expectations(session: Session, batch_id: str) -> list[Expectation]:
    """Return the expectation results of a batch, failed ones first."""
    return session.rows(Expectation, _EXPECTATIONS, {"batch_id": batch_id})


def loads(session: Session, batch_id: str) -> list[LoadRow]:
    """Return what the writer loaded for a batch."""
    return session.rows(LoadRow, _LOADS, {"batch_id": batch_id})
