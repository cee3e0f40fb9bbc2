"""Posts made by chance break nothing; what broke something once is tried for ever."""

from __future__ import annotations

import os

from tests.faults import fuzz

INPUTS = int(os.environ.get("FUZZ_INPUTS", "400"))
SEED = int(os.environ.get("FUZZ_SEED", "20261129"))
SECONDS = 120  # at most: a busy machine tries fewer


def test_finds_of_the_past_break_nothing():
    assert list(fuzz.replayed()) == []


def test_posts_made_by_chance_break_nothing():
    count, found = fuzz.run(SEED, INPUTS, SECONDS)
    print(f"{count} inputs, {len(found)} escapes")
    assert found == {}


def test_the_same_seed_makes_the_same_posts():
    posts = fuzz.seeds()
    one, other = fuzz.random.Random(1), fuzz.random.Random(1)
    assert [fuzz.made(one, posts) for _ in range(20)] == [fuzz.made(other, posts) for _ in range(20)]
