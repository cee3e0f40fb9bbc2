"""The versions of a post: what was found in each, what was decided about it, and where the post is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from content_quality.adapters.store.finding_columns import finding_from_columns
from content_quality.adapters.store.reader import Session
from content_quality.core.findings import Finding
from content_quality.core.records import dataclass


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
class CheckRun:
    """One check of an inspection."""

    check: str
    version: int
    findings: int
    error: str | None


@dataclass(frozen=True, slots=True)
class DecidedPost:
    """One present post and what was decided about it, in words."""

    verdict: str  # with what readers see of the post, where that is not all of it
    path: str
    reasons: str


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
       s.until, 'kind', s.kind) END AS waived
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

_DECIDED_POSTS = """
SELECT d.verdict || CASE WHEN d.publication = 'live' THEN '' ELSE ' (' || d.publication || ')' END AS verdict,
       p.path, array_to_string(d.reasons, ', ') AS reasons
FROM posts p JOIN decisions d ON d.batch_id = p.batch_id AND d.post_id = p.post_id
ORDER BY CASE d.verdict WHEN 'hold' THEN 0 WHEN 'review' THEN 1 WHEN 'debt' THEN 2 ELSE 3 END, p.path
"""
_POST_OF_PATH = "SELECT post_id FROM posts WHERE path = $path OR post_id = $path ORDER BY post_id LIMIT 1"
_CURRENT_BATCH = "SELECT batch_id FROM posts WHERE post_id = $post_id"


def _text(**columns: Any) -> str:
    return str(next(iter(columns.values())))


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


def decided_posts(session: Session) -> list[DecidedPost]:
    """Return every present post, held ones first."""
    return session.rows(DecidedPost, _DECIDED_POSTS)


def post_of_path(session: Session, path: str) -> str | None:
    """Return the id of the post at `path`, for findings that point into another post."""
    return session.row(_text, _POST_OF_PATH, {"path": path})
