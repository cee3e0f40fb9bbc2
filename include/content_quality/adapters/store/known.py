"""What the pipeline itself asks the published snapshot: which bytes have been decided under which policy."""

from __future__ import annotations

from pathlib import Path

from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.writer import LOCKED_DOWN

DECIDED = """
    SELECT posts.post_id, decisions.sha256, decisions.policy
    FROM posts JOIN decisions ON decisions.post_id = posts.post_id AND decisions.batch_id = posts.batch_id
"""


def decided_posts(published: Path) -> dict[str, tuple[str, str]]:
    """Return sha256 and policy of the newest decision on every post; empty before anything was published."""
    import duckdb

    if not published.exists():
        return {}
    try:
        connection = duckdb.connect(str(published), read_only=True, config=dict(LOCKED_DOWN))
        try:
            return {post_id: (sha256, policy) for post_id, sha256, policy in connection.execute(DECIDED).fetchall()}
        finally:
            connection.close()
    except duckdb.Error as error:
        raise StoreDamaged(f"the published snapshot cannot be read: {error}") from error
