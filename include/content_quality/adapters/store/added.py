"""What suites and the comparison with other posts added to the checks' findings about the present posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from content_quality.adapters.store.reader import Reader, SnapshotUnreadable
from content_quality.core.findings import Category
from content_quality.core.gate.acceptances import Mark

ADDED = """
SELECT p.post_id, p.sha256, f."check", f.fingerprint
FROM posts p JOIN findings f ON f.post_id = p.post_id
     AND (f.batch_id = p.batch_id OR (f.batch_id IS NULL AND f.inspection_id = p.inspection_id AND f.category =
     $across))
WHERE f.category <> $inspection AND f.fingerprint <> ''
"""


def added_marks(published: Path) -> Mapping[tuple[str, str], frozenset[Mark]]:
    """Return by post and sha256 the findings that no check made; none where nothing was decided yet."""
    found: dict[tuple[str, str], set[Mark]] = defaultdict(set)
    if not published.exists():  # the command line alone has no DuckDB
        return {}
    try:
        with Reader(published).session() as session:
            rows = session.rows(
                lambda **row: tuple(row.values()),
                ADDED,
                {"inspection": Category.INSPECTION.value, "across": Category.CROSS_POST.value},
            )
    except SnapshotUnreadable:
        return {}
    for post_id, sha256, check, fingerprint in rows:
        found[post_id, sha256].add((check, fingerprint))
    return {key: frozenset(marks) for key, marks in found.items()}
