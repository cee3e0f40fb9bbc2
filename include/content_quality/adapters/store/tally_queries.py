"""How often checks fire, how many posts have which verdict, and how much of each batch is repeated text."""

from __future__ import annotations

from collections.abc import Sequence

from content_quality.adapters.store.reader import Session
from content_quality.core.records import dataclass


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
    debt: int  # published, with findings that a person accepted with the state of the archive
    review: int
    hold: int
    undecided: int
    approved: int = 0  # among the clear ones: released by a person


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a batch's prose is told again, in [0, 1]."""

    batch_id: str
    repeated: float


_TOTALS = """
SELECT count(*) AS posts, count(*) FILTER (verdict = 'clear') AS clear,
       count(*) FILTER (verdict = 'debt') AS debt, count(*) FILTER (verdict = 'review') AS review,
       count(*) FILTER (verdict = 'hold') AS hold, count(*) FILTER (verdict IS NULL) AS undecided,
       count(*) FILTER (approved_by IS NOT NULL) AS approved
FROM memory.listed
"""
_TALLY = 'SELECT "check", category, findings, posts, held, waived FROM memory.tallied ORDER BY held DESC, findings DESC, "check"'  # noqa: E501 - SQL
_SHARES = "SELECT batch_id, repeated / characters AS repeated FROM memory.measured WHERE characters > 0 ORDER BY decided_at DESC LIMIT 500"  # noqa: E501 - SQL


def totals(session: Session) -> Totals:
    """Return the newest versions of all posts by verdict."""
    return session.once(Totals, _TOTALS)[0]


def tallies(session: Session) -> Sequence[CheckTally]:
    """Return how often each check fires, the one that holds most posts first."""
    return session.once(CheckTally, _TALLY)


def repeated_shares(session: Session) -> dict[str, Share]:
    """Return the shares of repeated text of the last 500 decided batches, by batch."""
    return {share.batch_id: share for share in session.once(Share, _SHARES)}
