"""Batches: which bytes of which posts are judged together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from content_quality.core.gate.bundle_files import Bundle, bundle_digest
from content_quality.core.records import dataclass
from content_quality.core.settings import Batches


@dataclass(frozen=True, slots=True)
class BatchPost:
    """One post of a batch. `sha256` is empty and `refused` says why when its file was not read."""

    post_id: str
    path: str
    source: str
    sha256: str
    size: int  # bytes
    refused: str | None = None
    author: str = ""  # who wrote these bytes, and in which commit, where the source knows
    commit: str = ""
    files: Bundle | None = None  # in the post's own folder; None: the folder is not its own

    @property
    def bundle(self) -> str:
        """What names the files that are decided with the post; empty when there are none."""
        return bundle_digest(self.files)


@dataclass(frozen=True, slots=True)
class Batch:
    """A frozen list of posts. `policy` is the one at the time of ingestion."""

    batch_id: str
    created_at: datetime
    reason: str
    policy: str
    posts: tuple[BatchPost, ...]
    removed: tuple[str, ...] = ()  # post_ids that were decided once and have gone from their source


def batch_id(created_at: datetime, posts: Sequence[BatchPost], policy: str) -> str:
    """Return a name that sorts by time and differs with the posts, their bytes and the policy."""
    digest = hashlib.sha256(policy.encode())
    for post in posts:
        digest.update(f"\0{post.post_id}\0{post.sha256}".encode("utf-8", "surrogatepass"))
        digest.update(post.bundle.encode())
    return f"{created_at:%Y%m%dT%H%M%S}{created_at.microsecond // 1000:03d}Z-{digest.hexdigest()[:8]}"


def held_when_named_twice(posts: Iterable[BatchPost]) -> list[BatchPost]:
    """Return `posts` with one post for each id.

    Where several share an id, none of them is read, and the post says why.
    """
    by_id: dict[str, BatchPost] = {}
    for post in posts:
        known = by_id.get(post.post_id)
        by_id[post.post_id] = post if known is None else _unclear(known, post)
    return list(by_id.values())


def _unclear(first: BatchPost, second: BatchPost) -> BatchPost:
    reason = f"Two files have the same name for the gate: {first.path} and {second.path}. Rename one of them."
    return replace(first, sha256="", size=0, refused=reason, files=None)


def merge(batches: Sequence[Batch], policy: str) -> Batch:
    """Return one batch of the newest version of every post in `batches`, named after the newest batch."""
    if len(batches) == 1:
        return batches[0]
    ordered = sorted(batches, key=lambda batch: batch.batch_id)
    newest = {post.post_id: post for batch in ordered for post in batch.posts}
    posts = tuple(newest[post_id] for post_id in sorted(newest))
    created_at = ordered[-1].created_at
    return Batch(
        batch_id(created_at, posts, policy), created_at, ordered[-1].reason, policy, posts, ordered[-1].removed
    )


def without_outdated(batch: Batch, present: Mapping[str, tuple[str, str]]) -> Batch:
    """Leave out the posts of which a newer batch has decided another version.

    `present` has sha256 and batch by post_id.
    """
    newer = {post_id: sha256 for post_id, (sha256, decided_in) in present.items() if decided_in > batch.batch_id}
    return replace(
        batch, posts=tuple(post for post in batch.posts if newer.get(post.post_id, post.sha256) == post.sha256)
    )


def shards(posts: Sequence[BatchPost], limits: Batches) -> Iterator[tuple[BatchPost, ...]]:
    """Cut `posts` into shards by count and bytes, and never into more than `limits.max_shards`."""
    # Closings by count and by bytes each take at most half of the shards: a closing by bytes uses up half of per_bytes.
    half = max(1, (limits.max_shards - 1) // 2)
    per_shard = max(limits.shard_posts, -(-len(posts) // half))
    per_bytes = max(limits.shard_bytes, -(-2 * sum(post.size for post in posts) // half))
    shard: list[BatchPost] = []
    size = 0
    for post in posts:
        if shard and (len(shard) >= per_shard or size + post.size > per_bytes):
            yield tuple(shard)
            shard, size = [], 0
        shard.append(post)
        size += post.size
    if shard:
        yield tuple(shard)
