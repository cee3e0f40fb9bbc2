"""Runs of characters that stand before: the longest one is found, and nothing is compared twice."""

from __future__ import annotations

import random

from content_quality.core.repair.copies import GRAM, KeptGrams


class CountedReads(list):
    """Characters that count how often one of them is read."""

    reads = 0

    def __getitem__(self, at):
        self.reads += isinstance(at, int)
        return super().__getitem__(at)


PASSAGE = "".join(random.Random(7).choices("abcdefghij", k=2_000))


def kept(passage: str, text: str) -> KeptGrams:
    grams = KeptGrams(text, CountedReads())
    for character in passage:
        grams.keep(character)
    return grams


def test_the_longest_of_the_runs_that_begin_alike_is_found():
    begin = PASSAGE[:GRAM]
    grams = kept(f"{begin}xy{PASSAGE}", PASSAGE + "z")
    found = grams.longest(0)
    assert (found.first, found.last, found.source) == (0, len(PASSAGE), GRAM + 2)


def test_a_run_that_is_refused_is_compared_once_wherever_it_is_looked_at_again():
    grams = kept(PASSAGE, PASSAGE)
    ends = {grams.longest(at).last for at in range(len(PASSAGE) - GRAM)}
    assert ends == {len(PASSAGE)}
    assert grams.characters.reads <= len(PASSAGE)


def test_a_run_goes_on_with_what_was_kept_after_it_was_looked_at():
    grams = kept(PASSAGE[:100], PASSAGE)
    assert grams.longest(0).last == 100
    for character in PASSAGE[100:200]:
        grams.keep(character)
    assert grams.longest(1).last == 200
