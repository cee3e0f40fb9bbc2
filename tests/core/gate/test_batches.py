"""Batches and shards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from content_quality.core.gate.batches import Batch, BatchPost, batch_id, held_when_named_twice, merge, shards
from content_quality.core.settings import Batches

AT = datetime(2026, 11, 20, tzinfo=UTC)


def post(index: int, size: int = 100, sha256: str = "a") -> BatchPost:
    return BatchPost(f"posts/{index:05d}.md", f"{index}.md", "posts", sha256, size)


@given(st.lists(st.integers(0, 9_000_000), max_size=1500), st.integers(1, 50))
def test_shards_hold_every_post_once_in_order_and_are_never_too_many(sizes: list[int], most: int):
    posts = [post(index, size) for index, size in enumerate(sizes)]
    cut = list(shards(posts, Batches(shard_posts=10, shard_bytes=1_000_000, max_shards=max(most, 3))))
    assert [one for shard in cut for one in shard] == posts
    assert len(cut) <= max(most, 3)
    assert all(cut)


def test_merging_takes_the_newest_version_of_every_post():
    older = Batch("20261120T000000000Z-a", AT, "scheduled", "p", (post(1, sha256="old"), post(2)))
    newer = Batch("20261120T000001000Z-b", AT, "scheduled", "p", (post(1, sha256="new"), post(3)), ("posts/gone.md",))
    merged = merge([newer, older], "p")
    assert [(one.post_id, one.sha256) for one in merged.posts] == [
        ("posts/00001.md", "new"),
        ("posts/00002.md", "a"),
        ("posts/00003.md", "a"),
    ]
    assert merged.removed == ("posts/gone.md",)
    assert merge([older, newer], "p") == merged


def test_the_batch_id_differs_with_posts_bytes_and_policy_and_sorts_by_time():
    names = {
        batch_id(AT, [post(1)], "p"),
        batch_id(AT, [post(2)], "p"),
        batch_id(AT, [post(1, sha256="b")], "p"),
        batch_id(AT, [post(1)], "q"),
    }
    assert len(names) == 4
    assert batch_id(AT, [], "p") < batch_id(AT.replace(minute=1), [], "p")


def test_one_batch_alone_is_merged_with_nothing():
    only = Batch("20261120T000000000Z-a", AT, "scheduled", "p", (post(1),))
    assert merge([only], "p") is only


def test_two_files_with_one_name_for_the_gate_are_both_refused():
    first, second = post(1), replace(post(1), path="01.md", sha256="b")
    (refused,) = held_when_named_twice([first, second])
    assert refused.sha256 == ""
    assert refused.refused == ("Two files have the same name for the gate: 1.md and 01.md. Rename one of them.")
