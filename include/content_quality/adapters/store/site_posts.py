"""What the published snapshot knows about the posts of the site, for patterns of the whole site."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.writer import LOCKED_DOWN
from content_quality.core.findings import Message
from content_quality.core.records import dataclass
from content_quality.core.site.site_post import OBSERVED, Observation, SitePost

POSTS = """
    SELECT posts.post_id, posts.path, posts.sha256, posts.first_seen, facts.title, facts.author, facts.tags,
    facts.excerpt,
        facts.reading_time_declared, facts.reading_time_computed, coalesce(facts.readable, false)
    FROM posts LEFT JOIN post_facts AS facts USING (inspection_id)
    ORDER BY posts.post_id
"""
FOUND = """
    SELECT findings.post_id, findings."check", findings.fingerprint, findings.message, findings.excerpt
    FROM findings JOIN posts ON posts.inspection_id = findings.inspection_id AND posts.post_id = findings.post_id
    WHERE list_contains(?, findings."check") AND findings.batch_id IS NULL
"""


@dataclass(frozen=True, slots=True)
class Current:
    """One current post of the site: its version, when the site first had it, and its facts."""

    post_id: str
    path: str
    sha256: str
    first_seen: str  # ISO 8601 in UTC
    facts: SitePost
    readable: bool


def current_posts(published: Path) -> list[Current]:
    """Return the current posts of the site; none before anything was published."""
    import duckdb

    if not published.exists():
        return []
    try:
        connection = duckdb.connect(str(published), read_only=True, config=dict(LOCKED_DOWN))
        try:
            observed: dict[str, list[Observation]] = defaultdict(list)
            for post_id, check, name, says, words in connection.execute(FOUND, [list(OBSERVED)]).fetchall():
                observed[post_id].append(Observation(check, name, _message(says), words))
            rows = connection.execute(POSTS).fetchall()
        finally:
            connection.close()
    except duckdb.Error as error:
        raise StoreDamaged(f"the published snapshot cannot be read: {error}") from error
    return [
        Current(
            post_id,
            path,
            sha256,
            seen.isoformat(),
            SitePost(path, title, author, split(tags), excerpt, declared, computed, tuple(observed[post_id])),
            readable,
        )
        for post_id, path, sha256, seen, title, author, tags, excerpt, declared, computed, readable in rows
    ]


def _message(says: str) -> Message:
    row = json.loads(says)
    return Message(row["template"], row.get("values") or {})


def split(tags: str | None) -> tuple[str, ...]:
    """Return the tags of a fact, one per line."""
    return tuple(tags.split("\n")) if tags else ()
