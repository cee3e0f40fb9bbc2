"""Runs of letters that stand in a text again, and what they are chained to."""

from __future__ import annotations

import numpy as np

from content_quality.core.duplicates import seeds
from content_quality.core.duplicates.chains import Chain, chains_of
from content_quality.core.duplicates.occurrences import MOST_PLACES, _ranges
from content_quality.core.duplicates.seeds import Seeds


def test_of_more_runs_than_can_be_compared_the_longest_are(monkeypatch):
    monkeypatch.setattr(seeds, "MOST_SEGMENTS", 2)
    found = Seeds(np.array([10, 30, 31, 32, 60, 61]), np.array([5, 9, 9, 9, 7, 7]), np.array([4, 4, 4, 4, 4, 4]))
    assert found.segments() == [(30, 36, 9), (60, 65, 7)]


def test_a_segment_inside_a_chain_adds_nothing_to_it():
    chain = Chain(0, 100, 200, 300, 100, 100)
    chain.add(20, 60, 400)
    assert chain == Chain(0, 100, 200, 300, 100, 100)


def test_segments_in_step_become_one_chain():
    (chain,) = chains_of([(1_000, 1_040, 900), (1_050, 1_100, 900)])
    assert (chain.first, chain.last, chain.source_first, chain.source_last) == (1_000, 1_100, 100, 200)


def test_a_copy_put_together_from_places_far_apart_names_each_of_a_few_and_else_all_as_one():
    apart = [np.arange(start, start + 50) for start in range(0, 100_000, 10_000)]
    two = _ranges(np.concatenate(apart[1::-1]))
    assert two == ((0, 50), (10_000, 10_050))
    assert _ranges(np.concatenate(apart[MOST_PLACES::-1])) == ((0, 50_050),)
