"""What people said about findings, as readers ask the store for it: answers about held posts, and how often a check was overruled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content_quality.adapters.store.reader import Session


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
    def share(self) -> float:
        """The accepted ones, in [0, 1]."""
        return self.accepted / self.passages


_ANSWERS = """
SELECT batch_id, sha256, outcome, reason, answered_by, answered_at
FROM reviews WHERE post_id = $post_id ORDER BY answered_at DESC, answer_id LIMIT $limit
"""
# A passage counts once a month, however often its post came in. The baseline and the settings are not about one passage:
# only a waiver, which has an end, and an approval, which somebody gave with a reason, say that a finding was wrong.
_MONTHS = """
SELECT strftime(date_trunc('month', b.created_at), '%Y-%m') AS month,
       count(DISTINCT (f.post_id, f.fingerprint)) AS passages,
       count(DISTINCT (f.post_id, f.fingerprint)) FILTER (s.reason IS NOT NULL) AS accepted
FROM findings f
JOIN batch_posts bp ON bp.inspection_id = f.inspection_id AND (f.batch_id IS NULL OR f.batch_id = bp.batch_id)
JOIN batches b ON b.batch_id = bp.batch_id
LEFT JOIN set_aside s ON s.inspection_id = f.inspection_id AND s.batch_id = bp.batch_id AND s."check" = f."check" AND s.fingerprint = f.fingerprint
     AND (s.until <> '' OR EXISTS (SELECT 1 FROM reviews r WHERE r.post_id = s.post_id AND r.outcome = 'approved' AND r.reason = s.reason))
WHERE f."check" = $check GROUP BY 1 ORDER BY 1 DESC LIMIT $limit
"""


def answers(session: Session, post_id: str, *, limit: int = 20) -> list[Answered]:
    """Return what people answered about a post, the newest first."""
    return session.rows(Answered, _ANSWERS, {"post_id": post_id, "limit": limit})


def months(session: Session, check: str, *, limit: int = 12) -> list[Month]:
    """Return how often people overruled a check, the newest month first: an estimate of its false alarms."""
    return session.rows(Month, _MONTHS, {"check": check, "limit": limit})
