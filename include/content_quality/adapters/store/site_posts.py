"""What the published snapshot knows about the posts of the site, for patterns of the whole site."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.writer import LOCKED_DOWN
from content_quality.core.findings import Message
from content_quality.core.records import dataclass
from content_quality.core.site.site_post import OBSERVED, Observation, SitePost

VERSIONS = """
    SELECT posts.post_id, posts.path, posts.sha256, posts.first_seen, coalesce(facts.readable, false)
    FROM posts LEFT JOIN post_facts AS facts USING (inspection_id)
    ORDER BY posts.post_id
"""
POSTS = """
    SELECT posts.post_id, posts.path, facts.title, facts.author, facts.tags, facts.excerpt,
        facts.reading_time_declared, facts.reading_time_computed
    FROM posts LEFT JOIN post_facts AS facts USING (inspection_id)
    ORDER BY posts.post_id
"""
FOUND = """
    SELECT findings.post_id, findings."check", findings.fingerprint, findings.message, findings.excerpt
    FROM findings JOIN posts ON posts.inspection_id = findings.inspection_id AND posts.post_id = findings.post_id
    WHERE list_contains(?, findings."check") AND findings.batch_id IS NULL
"""


@dataclass(frozen=True, slots=True)
class CurrentVersion:
    """The version of one current post of the site, and when the site first had the post."""

    post_id: str
    path: str
    sha256: str
    first_seen: str  # ISO 8601 in UTC
    readable: bool


def current_versions(published: Path) -> list[CurrentVersion]:
    """Return the versions of the site's current posts; none before anything was published."""
    (rows,) = _asked(published, (VERSIONS, []))
    return [
        CurrentVersion(post_id, path, sha256, seen.isoformat(), there) for post_id, path, sha256, seen, there in rows
    ]


def current_facts(published: Path) -> dict[str, SitePost]:
    """Return the facts of the site's current posts, by post_id; none before anything was published."""
    found, rows = _asked(published, (FOUND, [list(OBSERVED)]), (POSTS, []))
    observed: dict[str, list[Observation]] = defaultdict(list)
    for post_id, check, name, says, words in found:
        observed[post_id].append(Observation(check, name, _message(says), words))
    return {
        post_id: SitePost(path, title, author, split(tags), excerpt, declared, computed, tuple(observed[post_id]))
        for post_id, path, title, author, tags, excerpt, declared, computed in rows
    }


def _asked(published: Path, *queries: tuple[str, list[object]]) -> list[list[tuple[Any, ...]]]:
    """Return the rows of each query; none before anything was published."""
    import duckdb

    if not published.exists():
        return [[] for _ in queries]
    try:
        connection = duckdb.connect(str(published), read_only=True, config=dict(LOCKED_DOWN))
        try:
            return [connection.execute(statement, parameters).fetchall() for statement, parameters in queries]
        finally:
            connection.close()
    except duckdb.Error as error:
        raise StoreDamaged(f"the published snapshot cannot be read: {error}") from error


def _message(says: str) -> Message:
    row = json.loads(says)
    return Message(row["template"], row.get("values") or {})


def split(tags: str | None) -> tuple[str, ...]:
    """Return the tags of a fact, one per line."""
    return tuple(tags.split("\n")) if tags else ()
