"""What planning alerts asks the store: notices, held posts, what was delivered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from content_quality.adapters.store.writer import Writer
from content_quality.core.alerts.alert import HeldPost, Notice
from content_quality.core.document.publication import PublicationDates
from content_quality.core.records import dataclass

NOTICES = """
SELECT n.notice_id, n.batch_id, n.post_id, n.sha256, n.policy, n.kind, n.queued_at, f.author, f.section
FROM notices n LEFT JOIN batch_posts b USING (batch_id, post_id) LEFT JOIN post_facts f USING (inspection_id)
ORDER BY n.queued_at, n.batch_id, n.post_id
"""
HELD = """
WITH cleared AS (SELECT post_id, max(decided_at) AS at FROM decisions WHERE verdict <> 'hold' GROUP BY post_id),
     since AS (
         SELECT d.post_id, min(d.decided_at) AS at FROM decisions d LEFT JOIN cleared c USING (post_id)
         WHERE d.verdict = 'hold' AND (c.at IS NULL OR d.decided_at > c.at) GROUP BY d.post_id
     )
SELECT d.post_id, d.batch_id, d.sha256, d.policy, coalesce(since.at, d.decided_at), f.author, f.section,
f.draft, f.due, f.expires
FROM posts p JOIN decisions d USING (batch_id, post_id) LEFT JOIN since USING (post_id) LEFT JOIN post_facts f ON
f.inspection_id = d.inspection_id
WHERE d.verdict = 'hold' AND NOT d.released
"""
IN_REVIEW = (
    "SELECT d.post_id, d.sha256 FROM posts p JOIN decisions d USING (batch_id, post_id) WHERE d.verdict = 'review'"
)
OWNER = """
SELECT f.author, f.section FROM posts p JOIN post_facts f USING (inspection_id) WHERE p.post_id = ?
"""
FIRST_DECISION = "SELECT min(decided_at) FROM batches"
DECIDED_IN = "SELECT post_id, max(batch_id) FROM decisions GROUP BY post_id"
IN_STORE = "SELECT alert_id, state, attempts FROM alerts"


@dataclass(frozen=True, slots=True)
class OwnedNotice:
    """A notice with what says whose post it is about."""

    notice: Notice
    author: str | None
    section: str | None


def notices(store: Writer) -> list[OwnedNotice]:
    """Return every notice, the oldest first."""
    return [_notice(row) for row in store.query(NOTICES)]


def _notice(row: Sequence[Any]) -> OwnedNotice:
    notice_id, batch_id, post_id, sha256, policy, kind, queued_at, *owner = row
    return OwnedNotice(Notice(notice_id, batch_id, post_id, sha256, policy, kind, _utc(queued_at)), *owner)


def held_posts(store: Writer) -> list[tuple[HeldPost, PublicationDates | None]]:
    """Return the posts that are held now, each with when readers see it; None where that was not inspected."""
    return [_held(row) for row in store.query(HELD)]


def in_review(store: Writer) -> frozenset[tuple[str, str]]:
    """Return post_id and sha256 of the posts of which a person should look at the present version."""
    return frozenset((post_id, sha256) for post_id, sha256 in store.query(IN_REVIEW))


def _held(row: Sequence[Any]) -> tuple[HeldPost, PublicationDates | None]:
    post_id, batch_id, sha256, policy, since, author, section, draft, due, expires = row
    dates = None if draft is None else PublicationDates(draft, due and _utc(due), expires and _utc(expires))
    return HeldPost(post_id, batch_id, sha256, policy, _utc(since), author, section), dates


def owner(store: Writer, post_id: str) -> tuple[str | None, str | None]:
    """Return the author and the section of a post; None where the store does not know."""
    found = store.query(OWNER, [post_id])
    return (found[0][0], found[0][1]) if found else (None, None)


def first_decision(store: Writer) -> datetime | None:
    """Return when the site's first batch was decided."""
    moment = store.query(FIRST_DECISION)[0][0]
    return _utc(moment) if moment else None


def newest_batches(store: Writer) -> dict[str, str]:
    """Return the newest batch that decided about each post, by post_id."""
    return {str(post_id): str(batch_id) for post_id, batch_id in store.query(DECIDED_IN)}


def delivered(store: Writer) -> dict[str, tuple[str, int]]:
    """Return the state and the attempts of every alert in the store, by its id."""
    return {str(alert_id): (str(state), int(attempts)) for alert_id, state, attempts in store.query(IN_STORE)}


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
