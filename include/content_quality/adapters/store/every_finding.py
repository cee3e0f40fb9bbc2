"""Every finding of the newest versions of posts, for exports: read piece by piece, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from content_quality.adapters.store.finding_columns import finding_from_columns
from content_quality.adapters.store.listing import CURRENT, Filter
from content_quality.adapters.store.reader import Session
from content_quality.adapters.store.summaries import FOUND
from content_quality.core.findings import Finding
from content_quality.core.records import dataclass

STEP = 20_000  # findings of one question to the store


@dataclass(frozen=True, slots=True)
class FoundInPost:
    """A finding, and the post that it is about."""

    post_id: str
    path: str
    title: str | None
    author: str | None
    verdict: str | None
    finding: Finding


_AFTER = f"""
SELECT p.post_id, p.path, l.title, l.author, l.verdict, f.rowid AS place,
       f."check", f.category, f.severity, f.line, f."column", f.end_line, f.end_column, f.message, f.suggestion,
       f.excerpt, f.fingerprint, f.related, f.evidence,
       CASE WHEN s.reason IS NULL THEN f.waived
            ELSE json_object('reason', s.reason, 'by', s.granted_by, 'until', s.until) END AS waived
FROM {FOUND} JOIN memory.listed l ON l.post_id = p.post_id
WHERE p.post_id IN (SELECT post_id {CURRENT}) AND ($check IS NULL OR f."check" = $check)
  AND (p.post_id > $post_id OR (p.post_id = $post_id AND f.rowid > $place))
ORDER BY p.post_id, f.rowid LIMIT $limit
"""  # noqa: S608 - SQL of names of ours


def every_finding(session: Session, narrowed: Filter, *, step: int = STEP) -> Iterator[FoundInPost]:
    """Yield the findings of the posts that the filter leaves, post by post; of its check only where it names one."""
    after, place = "", -1
    while True:
        rows = session.rows(_row, _AFTER, {**asdict(narrowed), "post_id": after, "place": place, "limit": step})
        yield from (found for found, _ in rows)
        if len(rows) < step:
            return
        after, place = rows[-1][0].post_id, rows[-1][1]


def _row(**columns: Any) -> tuple[FoundInPost, int]:
    names = ("post_id", "path", "title", "author", "verdict")
    return FoundInPost(**{name: columns[name] for name in names}, finding=finding_from_columns(**columns)), columns[
        "place"
    ]
