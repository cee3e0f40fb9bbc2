"""Release into WordPress itself: a cleared post that waits there is published, a held one that is scheduled waits.

Only those very bytes: a post is read again before its state is changed, and the answer to the change is looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from content_quality.adapters.release.folder import ReleaseIncomplete, named
from content_quality.adapters.site.source_place import SourceUnusable
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.site.wordpress_posts import WordPressPost
from content_quality.adapters.site.wordpress_source import WordPressSource

WAITS, SCHEDULED, PUBLISHED = "pending", "future", "publish"


def change_states(
    sources: Mapping[str, WordPressSource], cleared: Mapping[str, str], kept_back: Mapping[str, str]
) -> tuple[int, int]:
    """Publish the waiting posts that are `cleared`, and take back the scheduled ones that are `kept_back`.

    Both name the sha256 of a post by its post_id. Return how many were published and taken back; raise
    `ReleaseIncomplete` after all others when a change failed. Drafts are left to their authors, and what is
    live stays live.
    """
    faults: list[str] = []
    published = taken_back = 0
    for name, source in sources.items():
        try:
            for _ in _changed(source, _of(name, kept_back), (SCHEDULED, WAITS), faults):
                taken_back += 1
            for _ in _changed(source, _of(name, cleared), (WAITS, PUBLISHED), faults):
                published += 1
        except SourceUnusable as error:
            faults.append(f"{name}: {error.why}. {error.instead}")
    if faults:
        raise ReleaseIncomplete(f"{published} published in WordPress; {len(faults)} could not be: {named(faults)}")
    return published, taken_back


def _of(source: str, posts: Mapping[str, str]) -> dict[str, str]:
    """Return the posts of `source` by their path in it."""
    start = f"{source}/"
    return {post_id.removeprefix(start): sha256 for post_id, sha256 in posts.items() if post_id.startswith(start)}


def _changed(
    source: WordPressSource, wanted: Mapping[str, str], states: tuple[str, str], faults: list[str]
) -> Iterator[str]:
    """Change the first of two `states` to the second for each post that is `wanted` and still has these bytes."""
    before, after = states
    if not wanted:
        return
    for seen in source.in_state(before):
        if seen.path not in wanted:
            continue
        try:
            post = source.now(seen.path)
            if post.status != before or _sha256(source, post) != wanted[seen.path]:
                continue  # it changed since the verdict: the next batch judges it
        except Refused as refusal:
            faults.append(f"{seen.path}: {refusal}")
            continue
        if source.set_status(seen.path, after).written != post.written:
            source.set_status(seen.path, WAITS)
            faults.append(f"{seen.path} was changed by somebody in this moment; the post waits for the next batch")
            continue
        yield seen.path


def _sha256(source: WordPressSource, post: WordPressPost) -> str:
    return hashlib.sha256(source.bytes_of(post)).hexdigest()
