"""When posts are read, how much of a post is read at most, and how a batch is cut into shards."""

from __future__ import annotations

from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """When posts are read."""

    daily_at: str = "06:00"  # in the site's time zone
    poll_seconds: int = 5  # how often a changed source is looked for; a changed post is to be checked within a minute
    settle_seconds: float = 1.0  # a file younger than this may still be written, and waits for the next look


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at all; beyond these a post is held with a finding that says so."""

    max_bytes: int = 5_000_000  # a post; the longest of 2,500 real ones has 190,000
    max_posts: int = 200_000  # a listing
    # of the processor for all checks on one post; a post of 190,000 bytes takes 0.2, 1,000,000 bytes of list marks 25
    seconds_per_post: int = 10
    megabytes_per_post: int = 1_000  # of memory for the same; a post of 800,000 bytes of list marks takes 300
    # of one post, the worst first; the last counts the rest. 15 is the most of 1,602 real and damaged posts
    findings_per_check: int = 200


@dataclass(frozen=True, slots=True)
class Batches:
    """How a batch is cut into shards, the units of parallel work."""

    shard_posts: int = 250  # a task takes a second before its first post
    shard_bytes: int = 10_000_000
    max_shards: int = 200  # Airflow refuses a mapping of more than 1,024; fewer, larger shards cost less overhead
    pending_minutes: int = 30  # after this an undecided batch counts as lost, and its posts are read again
