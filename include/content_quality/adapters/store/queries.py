"""What readers ask the metrics store. Statements are constants; everything else is a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from content_quality.adapters.store.finding_columns import finding_from_columns
from content_quality.adapters.store.reader import Session
from content_quality.core.findings import Finding


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


@dataclass(frozen=True, slots=True)
class DayCounts:
    """What was decided in a stretch of time: each post once, as the last of its batches decided it."""

    batches: int
    posts: int
    clear: int
    review: int
    hold: int
    decided_at: datetime | None  # the last decision


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """How many alerts are in one state."""

    state: str
    alerts: int


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its number within the decision; the number names it in links."""

    number: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a post as one batch saw it: its bytes, its facts, what was decided.

    `verdict` is None until then.
    """

    post_id: str
    path: str
    source: str
    sha256: str
    bytes: int
    inspection_id: str
    batch_id: str
    run_id: str | None
    seen_at: datetime
    verdict: str | None
    released: bool | None
    reasons: list[str] | None
    decided_at: datetime | None
    readable: bool | None
    title: str | None
    author: str | None
    section: str | None
    language: str | None
    date: str | None
    characters: int | None
    words: int | None
    paragraphs: int | None
    repeated_share: float | None
    longest_repeat: int | None
    reading_time_declared: float | None
    reading_time_computed: int | None
    reading_time_without_repeats: int | None


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
class AlertRow:
    """One alert and how far its delivery got."""

    alert_id: str
    batch_id: str
    channel: str
    recipient: str
    subject: str
    posts: int
    state: str
    attempts: int
    queued_at: datetime
    sent_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class CheckRun:
    """One check of an inspection."""

    check: str
    version: int
    findings: int
    error: str | None


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One transaction of the writer."""

    load_id: str
    kind: str
    rows: int
    digest: str
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class CheckTally:
    """How often a check fires on the newest versions of all posts."""

    check: str
    category: str
    findings: int
    posts: int
    held: int
    waived: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Newest versions of all posts, by verdict."""

    posts: int
    clear: int
    review: int
    hold: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a batch's prose is told again, in [0, 1]."""

    batch_id: str
    repeated: float


_BATCH = "SELECT batch_id, created_at, reason, policy, run_id, posts, loaded_at, decided_at, clear, review, hold, broken FROM batches"
_BETWEEN = "($since IS NULL OR created_at >= $since) AND ($until IS NULL OR created_at < $until)"
_BATCHES = f"{_BATCH} WHERE {_BETWEEN} ORDER BY created_at DESC, batch_id DESC LIMIT $limit OFFSET $offset"
_BATCH_COUNT = f"SELECT count(*) FROM batches WHERE {_BETWEEN}"  # noqa: S608 - a constant
_ONE_BATCH = f"{_BATCH} WHERE batch_id = $batch_id"
_BATCH_OF_RUN = f"{_BATCH} WHERE run_id = $run_id ORDER BY created_at DESC LIMIT 1"

_DAY = """
SELECT (SELECT count(*) FROM batches WHERE decided_at >= $since) AS batches, count(*) AS posts, count(*) FILTER
(verdict = 'clear') AS clear,
       count(*) FILTER (verdict = 'review') AS review, count(*) FILTER (verdict = 'hold') AS hold, max(decided_at) AS
       decided_at
FROM (
    SELECT post_id, arg_max(verdict, (decided_at, batch_id)) AS verdict, max(decided_at) AS decided_at
    FROM decisions WHERE decided_at >= $since GROUP BY post_id
)
"""

_VERSION = """
SELECT bp.post_id, bp.path, bp.source, bp.sha256, bp.bytes, bp.inspection_id, bp.batch_id, b.run_id, b.created_at AS
seen_at,
       d.verdict, d.released, d.reasons, d.decided_at, f.readable, f.title, f.author, f.section, f.language, f.date,
       f.characters, f.words, f.paragraphs, f.repeated_share, f.longest_repeat,
       f.reading_time_declared, f.reading_time_computed, f.reading_time_without_repeats
FROM batch_posts bp
JOIN batches b ON b.batch_id = bp.batch_id
LEFT JOIN decisions d ON d.batch_id = bp.batch_id AND d.post_id = bp.post_id
LEFT JOIN post_facts f ON f.inspection_id = bp.inspection_id
"""
_VERSIONS = f"{_VERSION} WHERE bp.post_id = $post_id ORDER BY b.created_at DESC, bp.batch_id DESC LIMIT $limit"
_ONE_VERSION = f"{_VERSION} WHERE bp.post_id = $post_id AND bp.batch_id = $batch_id"

_FINDINGS = """
SELECT f."check", category, severity, line, "column", end_line, end_column, message, suggestion, excerpt,
f.fingerprint, related, evidence,
       CASE WHEN s.reason IS NULL THEN waived ELSE json_object('reason', s.reason, 'by', s.granted_by, 'until',
       s.until) END AS waived
FROM findings f LEFT JOIN set_aside s
     ON s.batch_id = $batch_id AND s.inspection_id = f.inspection_id AND s."check" = f."check" AND s.fingerprint =
     f.fingerprint
WHERE f.inspection_id = $inspection_id AND (f.batch_id IS NULL OR f.batch_id = $batch_id)
ORDER BY line, "column", CASE severity WHEN 'blocker' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f."check", end_line,
end_column, f.fingerprint
"""
_CHECK_RUNS = (
    'SELECT "check", version, findings, error FROM check_results WHERE inspection_id = $inspection_id ORDER BY "check"'
)
_EXPECTATIONS = """
SELECT suite, expectation, columns, severity, success, rows, unexpected, description, error
FROM expectation_results WHERE batch_id = $batch_id ORDER BY success, suite, ordinal
"""
_ALERT = "SELECT alert_id, batch_id, channel, recipient, subject, posts, state, attempts, queued_at, sent_at, error FROM alerts"
_ALERTS = f"{_ALERT} ORDER BY queued_at DESC, alert_id LIMIT $limit"
_ALERTS_OF_BATCH = f"{_ALERT} WHERE batch_id = $batch_id ORDER BY queued_at, alert_id"
_DELIVERIES = "SELECT state, count(*) AS alerts FROM alerts WHERE queued_at >= $since AND state <> 'merged' GROUP BY state ORDER BY state"
_LOADS = (
    "SELECT load_id, kind, rows, digest, loaded_at FROM loads WHERE batch_id = $batch_id ORDER BY loaded_at, load_id"
)

_TOTALS = """
SELECT count(*) AS posts, count(*) FILTER (verdict = 'clear') AS clear, count(*) FILTER (verdict = 'review') AS review,
       count(*) FILTER (verdict = 'hold') AS hold, count(*) FILTER (verdict IS NULL) AS undecided
FROM memory.listed
"""
_TALLY = 'SELECT "check", category, findings, posts, held, waived FROM memory.tallied ORDER BY held DESC, findings DESC, "check"'
_SHARES = "SELECT batch_id, repeated / characters AS repeated FROM memory.measured WHERE characters > 0 ORDER BY decided_at DESC LIMIT 500"
_POST_OF_PATH = "SELECT post_id FROM posts WHERE path = $path OR post_id = $path ORDER BY post_id LIMIT 1"
_CURRENT_BATCH = "SELECT batch_id FROM posts WHERE post_id = $post_id"


def _text(**columns: Any) -> str:
    return str(next(iter(columns.values())))


def batches(
    session: Session, *, limit: int, offset: int = 0, since: datetime | None = None, until: datetime | None = None
) -> list[BatchRow]:
    """Return batches that were frozen from `since` on and before `until`, newest first."""
    return session.rows(
        BatchRow, _BATCHES, {"limit": limit, "offset": offset, "since": _stored(since), "until": _stored(until)}
    )


def count_batches(session: Session, *, since: datetime | None = None, until: datetime | None = None) -> int:
    """Return how many batches there are."""
    return session.number(_BATCH_COUNT, {"since": _stored(since), "until": _stored(until)})


def _stored(moment: datetime | None) -> datetime | None:
    """Return a moment as the store's columns hold it: in UTC, without a zone."""
    return moment and moment.astimezone(UTC).replace(tzinfo=None)


def decided_since(session: Session, since: datetime) -> DayCounts:
    """Return what was decided from `since` on."""
    return session.rows(DayCounts, _DAY, {"since": _stored(since)})[0]


def batch(session: Session, batch_id: str) -> BatchRow | None:
    """Return one batch."""
    return session.row(BatchRow, _ONE_BATCH, {"batch_id": batch_id})


def batch_of_run(session: Session, run_id: str) -> BatchRow | None:
    """Return the batch that the Airflow run `run_id` decided."""
    return session.row(BatchRow, _BATCH_OF_RUN, {"run_id": run_id})


def version(session: Session, post_id: str, batch_id: str | None = None) -> Version | None:
    """Return a post as `batch_id` saw it, or its newest version."""
    if batch_id is None:
        batch_id = session.row(_text, _CURRENT_BATCH, {"post_id": post_id})
    if batch_id is None:
        return None
    return session.row(Version, _ONE_VERSION, {"post_id": post_id, "batch_id": batch_id})


def versions(session: Session, post_id: str, *, limit: int = 50) -> list[Version]:
    """Return a post's versions, newest first."""
    return session.rows(Version, _VERSIONS, {"post_id": post_id, "limit": limit})


def findings(session: Session, of: Version) -> list[Located]:
    """Return the findings of one version by place, numbered from 1."""
    found = session.rows(finding_from_columns, _FINDINGS, {"inspection_id": of.inspection_id, "batch_id": of.batch_id})
    return [Located(number, finding) for number, finding in enumerate(found, start=1)]


def check_runs(session: Session, of: Version) -> list[CheckRun]:
    """Return which checks ran on one version."""
    return session.rows(CheckRun, _CHECK_RUNS, {"inspection_id": of.inspection_id})


def expectations(session: Session, batch_id: str) -> list[Expectation]:
    """Return the expectation results of a batch, failed ones first."""
    return session.rows(Expectation, _EXPECTATIONS, {"batch_id": batch_id})


def alerts(session: Session, *, limit: int) -> list[AlertRow]:
    """Return alerts, newest first."""
    return session.rows(AlertRow, _ALERTS, {"limit": limit})


def alerts_of(session: Session, batch_id: str) -> list[AlertRow]:
    """Return the alerts of one batch."""
    return session.rows(AlertRow, _ALERTS_OF_BATCH, {"batch_id": batch_id})


def deliveries(session: Session, since: datetime) -> list[DeliveryRow]:
    """Return how many alerts that were made from `since` on are in which state."""
    return session.rows(DeliveryRow, _DELIVERIES, {"since": _stored(since)})


def loads(session: Session, batch_id: str) -> list[LoadRow]:
    """Return what the writer loaded for a batch."""
    return session.rows(LoadRow, _LOADS, {"batch_id": batch_id})


def totals(session: Session) -> Totals:
    """Return the newest versions of all posts by verdict."""
    return session.once(Totals, _TOTALS)[0]


def tallies(session: Session) -> Sequence[CheckTally]:
    """Return how often each check fires, the one that holds most posts first."""
    return session.once(CheckTally, _TALLY)


def repeated_shares(session: Session) -> dict[str, Share]:
    """Return the shares of repeated text of the last 500 decided batches, by batch."""
    return {share.batch_id: share for share in session.once(Share, _SHARES)}


def post_of_path(session: Session, path: str) -> str | None:
    """Return the id of the post at `path`, for findings that point into another post."""
    return session.row(_text, _POST_OF_PATH, {"path": path})
