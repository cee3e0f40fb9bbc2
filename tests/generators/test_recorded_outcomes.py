"""The product holds what a generator stops at, and lets pass what it builds as it was meant, by the recorded builds."""

from __future__ import annotations

import pytest

from tests.generators.grammar import cases
from tests.generators.outcome import ELSE, MEANT, MISSING, STOPS, TEXT
from tests.generators.recorded import Recorded, all_recorded, judged_cases, strictest

FALSE_HOLDS = 0.01  # of what a generator builds as it was meant
FEWEST_CASES = {"hugo": 400, "jekyll": 400, "eleventy": 60, "docusaurus": 60, "astro": 60, "zenn": 400}


@pytest.mark.parametrize("recorded", all_recorded(), ids=lambda recorded: recorded.judge)
def test_what_is_recorded_is_what_the_grammar_makes(recorded: Recorded) -> None:
    made = {case.name: case.digest for case in cases(recorded.generator)}
    assert {name: words.split()[0] for name, words in recorded.words.items()} == made


def test_every_generator_judges_enough_cases() -> None:
    told = {recorded.generator: len(recorded.words) for recorded in all_recorded()}
    assert {name for name, fewest in FEWEST_CASES.items() if told.get(name, 0) < fewest} == set()


@pytest.mark.parametrize(("name", "words"), [pytest.param(name, words, id=name) for name, _, words in strictest()])
def test_the_verdict_follows_the_build(name: str, words: dict[str, str]) -> None:
    told = list(judged_cases(name, words))
    assert [case for case, word, _, right in told if word in (STOPS, TEXT) and not right] == []
    assert [case for case, word, _, right in told if word in (ELSE, MISSING) and not right] == []
    meant = [right for _, word, _, right in told if word == MEANT]
    assert meant.count(False) <= FALSE_HOLDS * len(meant)
