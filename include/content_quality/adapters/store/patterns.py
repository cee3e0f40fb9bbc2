"""Patterns of the whole site, as readers ask the store for them."""

from __future__ import annotations

import json

from content_quality.adapters.store.reader import Session
from content_quality.core.findings import Message
from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class SitePattern:
    """Something that is said once about the site instead of once per post."""

    check: str
    severity: str
    message: Message
    count: int  # posts
    share: float  # of the site's posts, in [0, 1]
    examples: list[str]  # paths


# Those of the newest decided batch are in force: a pattern that it no longer names has gone.
IN_FORCE = """
SELECT "check", severity, message, count, share, examples
FROM site_findings
WHERE batch_id = (SELECT batch_id FROM batches WHERE decided_at IS NOT NULL ORDER BY created_at DESC, batch_id DESC
LIMIT 1)
ORDER BY CASE severity WHEN 'blocker' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, ordinal
"""


def patterns(session: Session) -> list[SitePattern]:
    """Return the site's patterns that are in force, the loudest first."""
    return session.once(pattern, IN_FORCE)


def pattern(check: str, severity: str, message: str, count: int, share: float, examples: list[str]) -> SitePattern:
    """Return a row of `IN_FORCE` as a pattern."""
    row = json.loads(message)
    return SitePattern(check, severity, Message(row["template"], row.get("values") or {}), count, share, examples)
