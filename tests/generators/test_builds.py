"""The recorded outcomes are those of the generators, which are installed for this: `make generators` or `make test-all`."""

from __future__ import annotations

import os

import pytest

from scripts.dev import generators
from tests.generators import grammar
from tests.generators.outcome import outcome
from tests.generators.recorded import BUILDS, Recorded, all_recorded

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("LONG" not in os.environ, reason="Takes half an hour; make generators"),
]


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    generators.install()


def of_this_machine(recorded: Recorded) -> Recorded:
    """Skip what Debian has in another version; the others are installed in the version that is recorded."""
    if generators.version(recorded.judge) != recorded.version:
        assert recorded.judge in generators.OF_DEBIAN
        pytest.skip(f"{recorded.judge} is another version than the recorded one; record it anew")
    return recorded


@pytest.mark.parametrize("recorded", all_recorded(), ids=lambda recorded: recorded.judge)
def test_a_generator_makes_of_each_case_what_is_recorded(recorded: Recorded) -> None:
    cases = grammar.cases(of_this_machine(recorded).generator)
    made = generators.build(recorded.judge, cases)
    built = {case.name: outcome(case, one, recorded.generator) for case, one in zip(cases, made, strict=True)}
    assert {name: words.split()[1] for name, words in recorded.words.items()} == built


@pytest.mark.parametrize("confirmed", all_recorded(BUILDS), ids=lambda confirmed: confirmed.judge)
def test_a_full_build_makes_of_each_case_what_is_recorded(confirmed: Recorded) -> None:
    (recorded,) = [one for one in all_recorded() if one.judge == confirmed.judge]
    cases = [case for case in grammar.cases(of_this_machine(confirmed).generator) if case.name in confirmed.words]
    made = generators.build_in_full(recorded, cases)
    built = {case.name: outcome(case, one, confirmed.generator) for case, one in zip(cases, made, strict=True)}
    assert {name: words.split()[1] for name, words in confirmed.words.items()} == built
