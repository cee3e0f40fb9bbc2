"""Stretches that a passage shares with others are the same, looked up one by one or many at a time."""

from __future__ import annotations

import random

from content_quality.core.cross_post import shared_runs
from content_quality.core.cross_post.shared_runs import AskedPassage, stretches
from content_quality.core.cross_post.verification import copied, copied_from

KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん"


def made(seed: int, letters: int, signs: str = KANA) -> str:
    chosen = random.Random(seed)
    return "".join(chosen.choice(signs) for _ in range(letters))


def test_many_passages_at_once_share_what_each_shares_alone():
    texts = [made(seed, 150, KANA if seed % 2 else "abcdefghijklmnopqrstuvwxyz") for seed in range(20)]
    asked = [
        (text, [(made(seed + 900, 40) + text[20:90] + made(seed + 800, 40), True), (texts[seed - 1], True), ("", True)])
        for seed, text in enumerate(texts)
    ]
    together = copied_from(asked)
    assert together == [[copied(text, source) for source, _ in sources] for text, sources in asked]
    assert [found[0] is not None and (found[0].first, found[0].last) for found in together] == [(20, 90)] * 20
    assert all(found[1:] == [None, None] for found in together)


def test_runs_of_one_passage_are_no_runs_of_another_that_is_asked_about_beside_it():
    first, second = made(1, 100), made(2, 100)
    assert stretches([AskedPassage(first, (second,)), AskedPassage(second, (first,))], 48) == [[None], [None]]
    assert stretches([AskedPassage(first, (second + first,))], 48) == [[(0, 100, 100, 200)]]


def test_what_two_passages_hold_side_by_side_is_no_run_across_both():
    text = made(1, 100)
    assert stretches([AskedPassage(text, (text[:50], text[50:]))], 48) == [[(0, 50, 0, 50), (50, 100, 0, 50)]]


def test_passages_of_one_letter_make_no_more_pairs_than_they_have_letters(monkeypatch):
    pairs = []
    whole = shared_runs._SharedRuns.of

    def counted(*arguments):
        found = whole(*arguments)
        pairs.append(len(found.places))
        return found

    monkeypatch.setattr(shared_runs._SharedRuns, "of", counted)
    assert stretches([AskedPassage("あ" * 4_000, ("あ" * 4_000,) * 8)], 48)[0][0] is not None
    assert sum(pairs) <= 8 * 4_000
