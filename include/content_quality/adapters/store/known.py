"""What the pipeline itself asks the published snapshot: which bytes have been decided under which policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.writer import LOCKED_DOWN
from content_quality.core.gate.gate_findings import MISSING_EVIDENCE
from content_quality.core.records import dataclass

DECIDED = """
    SELECT posts.post_id, decisions.sha256, decisions.policy, {bundle}
    FROM posts JOIN decisions ON decisions.post_id = posts.post_id AND decisions.batch_id = posts.batch_id
    WHERE NOT list_has_any(decisions.reasons, ?)
"""
BATCHES = "SELECT batch_id FROM batches WHERE decided_at IS NOT NULL"
KNOWN = "SELECT post_id FROM posts"
PRESENT = "SELECT post_id, sha256, batch_id FROM posts"
OWNER = "SELECT author, section FROM posts JOIN post_facts USING (inspection_id) WHERE posts.post_id = ?"
HELD_NOW = """
    SELECT posts.post_id, posts.batch_id, decisions.reasons
    FROM posts JOIN decisions ON decisions.post_id = posts.post_id AND decisions.batch_id = posts.batch_id
    WHERE decisions.verdict = 'hold' AND NOT decisions.released ORDER BY posts.batch_id, posts.post_id
"""
DECIDED_IN = "SELECT post_id, sha256, policy, verdict, released, {bundle} FROM decisions WHERE batch_id = ?"
TO_LEAVE = """
    SELECT posts.post_id, posts.sha256, posts.batch_id, {bundle}
    FROM posts JOIN decisions ON decisions.post_id = posts.post_id AND decisions.batch_id = posts.batch_id
    WHERE decisions.released AND decisions.policy = ? ORDER BY posts.batch_id, posts.post_id
"""
SOURCES = """
    SELECT DISTINCT bp.source FROM batch_posts bp JOIN batches b USING (batch_id)
    WHERE b.decided_at IS NOT NULL AND len(coalesce(b.broken, [])) = 0 AND b.batch_id <> ?
"""
HAS_BUNDLES = "SELECT 1 FROM duckdb_columns() WHERE table_name = 'decisions' AND column_name = 'bundle'"
INSPECTED = "SELECT post_id, inspection_id, batch_id FROM posts"


@dataclass(frozen=True, slots=True)
class Known:
    """What has been decided: sha256, policy and digest of the bundle by post_id.

    Every post_id that the site had, decided for good or not. The batches whose decisions these are.
    """

    decided: Mapping[str, tuple[str, str, str]]
    post_ids: frozenset[str]
    batch_ids: frozenset[str] = frozenset()


def known_posts(published: Path) -> Known:
    """Return what the newest decisions say; nothing before anything was published.

    A post that was held only for lack of evidence does not count as decided.
    """
    if not published.exists():
        return Known({}, frozenset())
    batch_ids = frozenset(str(name) for (name,) in _ask(published, BATCHES))  # first: what is published meanwhile waits
    decided = {
        post_id: (sha256, policy, bundle)
        for post_id, sha256, policy, bundle in _ask_with_bundle(published, DECIDED, [list(MISSING_EVIDENCE)])
    }
    return Known(decided, frozenset(post_id for (post_id,) in _ask(published, KNOWN)), batch_ids)


def inspected_in(published: Path) -> dict[str, tuple[str, str]]:
    """Return the inspection of every present post and the batch that holds it, by post_id.

    Nothing before anything was published.
    """
    return (
        {post_id: (name, batch_id) for post_id, name, batch_id in _ask(published, INSPECTED)}
        if published.exists()
        else {}
    )


def present_versions(published: Path) -> dict[str, tuple[str, str]]:
    """Return the sha256 of every present post and the batch that decided it, by post_id.

    Nothing before anything was published.
    """
    return (
        {post_id: (sha256, batch_id) for post_id, sha256, batch_id in _ask(published, PRESENT)}
        if published.exists()
        else {}
    )


def author_and_section(published: Path, post_id: str) -> tuple[str, str]:
    """Return who wrote the newest version of a post and its section; each is empty when the post does not say."""
    rows = _ask(published, OWNER, [post_id]) if published.exists() else []
    return (str(rows[0][0] or ""), str(rows[0][1] or "")) if rows else ("", "")


def held_now(published: Path) -> list[tuple[str, str, list[str]]]:
    """Return post_id, batch and reasons of every post that is held now."""
    return (
        [(str(post), str(batch), list(why)) for post, batch, why in _ask(published, HELD_NOW)]
        if published.exists()
        else []
    )


def decided_in(published: Path, batch_id: str) -> dict[str, tuple[str, str, str, bool, str]]:
    """Return sha256, policy, verdict, whether it may leave, and its files for every post of a batch, by post_id."""
    return {
        post_id: (sha256, policy, verdict, released, bundle)
        for post_id, sha256, policy, verdict, released, bundle in _ask_with_bundle(published, DECIDED_IN, [batch_id])
    }


def decided_sources(published: Path, batch_id: str) -> frozenset[str]:
    """Return the sources with posts that another batch than `batch_id` decided; a broken batch does not count."""
    return (
        frozenset(str(name) for (name,) in _ask(published, SOURCES, [batch_id])) if published.exists() else frozenset()
    )


def to_leave(published: Path, policy: str) -> list[tuple[str, str, str, str]]:
    """Return post_id, sha256, batch and digest of the bundle of every present post that may leave under `policy`."""
    return _ask_with_bundle(published, TO_LEAVE, [policy]) if published.exists() else []


def _ask_with_bundle(published: Path, statement: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    """Ask for bundles as well; in a snapshot of an earlier version no post has one."""
    column = "coalesce(decisions.bundle, '')" if _ask(published, HAS_BUNDLES) else "''"
    return _ask(published, statement.format(bundle=column), parameters)


def _ask(published: Path, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    import duckdb

    try:
        connection = duckdb.connect(str(published), read_only=True, config=dict(LOCKED_DOWN))
        try:
            return connection.execute(statement, list(parameters)).fetchall()
        finally:
            connection.close()
    except duckdb.Error as error:
        raise StoreDamaged(f"the published snapshot cannot be read: {error}") from error
