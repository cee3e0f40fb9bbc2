"""The product holds what a generator stops at, and lets pass what it builds as it was meant, by the recorded builds."""

from __future__ import annotations

import pytest

from tests.generators.grammar import cases
from tests.generators.outcome import ELSE, MEANT, MISSING, STOPS, TEXT
from tests.generators.recorded import BUILDS, OUTCOMES, Recorded, all_recorded, judged_cases, strictest

FALSE_HOLDS = 0.01  # of what a generator builds as it was meant
FEWEST_BUILT, CONFIRMED = 60, 0.95  # where a build does otherwise, the stricter outcome counts
BUILT_IN_FULL = ("astro", "docusaurus", "eleventy", "zenn")
FEWEST_CASES = {"hugo": 400, "jekyll": 400, "eleventy": 400, "docusaurus": 400, "astro": 400, "zenn": 400}


@pytest.mark.parametrize("recorded", all_recorded(), ids=lambda recorded: recorded.judge)
def test_what_is_recorded_is_what_the_grammar_makes(recorded: Recorded) -> None:
    made = {case.name: case.digest for case in cases(recorded.generator)}
    assert {name: words.split()[0] for name, words in recorded.words.items()} == made


@pytest.mark.parametrize("name", BUILT_IN_FULL)
def test_full_builds_confirm_what_the_loaders_do(name: str) -> None:
    loaded, built = (
        next(one.words for one in all_recorded(folder) if one.judge == name) for folder in (OUTCOMES, BUILDS)
    )
    assert len(built) >= FEWEST_BUILT
    assert {word.split()[1] for word in built.values()} >= {STOPS, ELSE, MEANT}
    same = [case for case, word in built.items() if word == loaded[case]]
    assert len(same) >= CONFIRMED * len(built)


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
