"""What people said about findings, as readers ask the store for it.

Answers about held posts, and how often a check was overruled.
"""

from __future__ import annotations

from datetime import date, datetime

from content_quality.adapters.store.reader import Session
from content_quality.adapters.store.summaries import BY_PEOPLE
from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer about one version of a post; `answered_by` is empty when nobody answered in time."""

    batch_id: str
    sha256: str
    outcome: str
    reason: str
    answered_by: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """The passages that a check found in one month's batches, and how many of them people accepted as they are."""

    month: str  # such as 2026-11, UTC
    passages: int
    accepted: int

    @property
    def first(self) -> date:
        """The month's first day."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def share(self) -> float:
        """The accepted ones, in [0, 1]."""
        return self.accepted / self.passages


@dataclass(frozen=True, slots=True)
class Accepted:
    """A passage that somebody accepted as it is, in the newest batch that it was set aside in."""

    post_id: str
    path: str
    title: str | None
    line: int
    excerpt: str
    reason: str
    granted_by: str
    until: str  # ISO date; empty: as long as the bytes stay the same
    decided_at: datetime


_ANSWERS = """
SELECT batch_id, sha256, outcome, reason, answered_by, answered_at
FROM reviews WHERE post_id = $post_id ORDER BY answered_at DESC, answer_id LIMIT $limit
"""
_ACCEPTED = f"""
SELECT s.post_id, bp.path, m.title, f.line, f.excerpt, s.reason, s.granted_by, s.until, coalesce(b.decided_at, b.created_at) AS decided_at
FROM set_aside s
JOIN batches b ON b.batch_id = s.batch_id
JOIN batch_posts bp ON bp.batch_id = s.batch_id AND bp.post_id = s.post_id
JOIN findings f ON f.inspection_id = s.inspection_id AND f."check" = s."check" AND f.fingerprint = s.fingerprint
     AND (f.batch_id IS NULL OR f.batch_id = s.batch_id)
LEFT JOIN post_facts m ON m.inspection_id = s.inspection_id
WHERE s."check" = $check AND {BY_PEOPLE}
QUALIFY row_number() OVER (PARTITION BY s.post_id, s.fingerprint ORDER BY b.created_at DESC, f.line) = 1
ORDER BY decided_at DESC, s.post_id, f.line LIMIT $limit
"""  # noqa: E501, S608 - SQL of names of ours
_MONTHS = (
    'SELECT month, passages, accepted FROM memory.overruled WHERE "check" = $check ORDER BY month DESC LIMIT $limit'
)


def answers(session: Session, post_id: str, *, limit: int = 20) -> list[Answered]:
    """Return what people answered about a post, the newest first."""
    return session.rows(Answered, _ANSWERS, {"post_id": post_id, "limit": limit})


def months(session: Session, check: str, *, limit: int = 12) -> list[Month]:
    """Return how often people overruled a check, the newest month first: an estimate of its false alarms."""
    return session.rows(Month, _MONTHS, {"check": check, "limit": limit})


def accepted(session: Session, check: str, *, limit: int = 20) -> list[Accepted]:
    """Return the passages of a check that people accepted as they are, the newest first."""
    return session.rows(Accepted, _ACCEPTED, {"check": check, "limit": limit})
