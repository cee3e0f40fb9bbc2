"""What the site owes: findings that a person accepted with the state of an archive and that are still there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from content_quality.adapters.store.reader import Session
from content_quality.core.records import dataclass

_OWED = """
FROM set_aside s
JOIN posts p ON p.batch_id = s.batch_id AND p.post_id = s.post_id AND p.inspection_id = s.inspection_id
JOIN findings f ON f.inspection_id = s.inspection_id AND f."check" = s."check" AND f.fingerprint = s.fingerprint
     AND (f.batch_id IS NULL OR f.batch_id = s.batch_id)
WHERE s.kind = 'baseline' AND f.severity <> 'info'
"""
_POSTS = f"""
SELECT l.post_id, l.path, l.title, l.verdict, o.blockers, o.warnings FROM (
    SELECT p.post_id, count(*) FILTER (f.severity = 'blocker') AS blockers, count(*) FILTER (f.severity = 'warning') AS warnings
    {_OWED} GROUP BY p.post_id
) AS o JOIN memory.listed l ON l.post_id = o.post_id
ORDER BY blockers DESC, warnings DESC, l.post_id
"""  # noqa: E501, S608 - SQL of names of ours
_CHECKS = f"""
SELECT f."check", f.severity, count(*) AS findings, count(DISTINCT p.post_id) AS posts {_OWED}
GROUP BY f."check", f.severity ORDER BY f.severity, findings DESC, f."check"
"""
# What each decision changed in the debt of its post. A post that is gone owes nothing more: its last word is zero.
_CHANGES = """
WITH told AS (
    SELECT decided_at, coalesce(debt, 0) - coalesce(lag(debt) OVER (PARTITION BY post_id ORDER BY decided_at, batch_id), 0) AS change
    FROM decisions
)
SELECT decided_at, sum(change)::BIGINT AS change FROM told WHERE change <> 0 GROUP BY decided_at ORDER BY decided_at
"""  # noqa: E501 - SQL


@dataclass(frozen=True, slots=True)
class OwingPost:
    """A post and the findings that it owes."""

    post_id: str
    path: str
    title: str | None
    verdict: str | None
    blockers: int
    warnings: int


@dataclass(frozen=True, slots=True)
class OwedCheck:
    """How many findings of one check are owed, in how many posts."""

    check: str
    severity: str
    findings: int
    posts: int


@dataclass(frozen=True, slots=True)
class DebtDay:
    """What the site owed at the end of a day."""

    day: date
    findings: int


@dataclass(frozen=True, slots=True)
class _Change:
    decided_at: datetime
    change: int


@dataclass(frozen=True, slots=True)
class Debt:
    """What the site owes now and owed before; posts that owe most come first."""

    findings: int
    posts: Sequence[OwingPost]
    checks: Sequence[OwedCheck]
    days: Sequence[DebtDay]  # the days on which it changed, the last one today

    @property
    def most(self) -> int:
        """The most that the site ever owed."""
        return max((day.findings for day in self.days), default=0)

    @property
    def settled(self) -> int:
        """How many findings are gone since then."""
        return self.most - self.findings


def debt(session: Session, zone: ZoneInfo, now: datetime) -> Debt:
    """Return what the site owes; asked once per snapshot."""
    posts = session.once(OwingPost, _POSTS)
    changes = session.once(_Change, _CHANGES)
    totals = accumulate(change.change for change in changes)
    by_day = {change.decided_at.astimezone(zone).date(): total for change, total in zip(changes, totals, strict=True)}
    findings = sum(post.blockers + post.warnings for post in posts)
    if by_day:
        by_day[now.astimezone(zone).date()] = findings  # also without posts that are gone
    days = [DebtDay(day, total) for day, total in sorted(by_day.items())]
    return Debt(findings, posts, session.once(OwedCheck, _CHECKS), days)
