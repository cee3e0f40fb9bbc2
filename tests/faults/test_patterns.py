"""No pattern costs more than its text is long; those that still do are listed, and the list only shrinks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import regex

from tests.faults import growth

LISTED = Path(__file__).with_name("growing-patterns.txt")


def listed() -> dict[str, str]:
    """Return the patterns that are known to grow, each with the unit that shows it."""
    rows = (line.split("\t", 1) for line in LISTED.read_text("utf-8").splitlines() if not line.startswith("#"))
    return dict(rows)


@pytest.mark.slow
def test_no_pattern_grows_that_is_not_listed():
    found = dict(growth.offenders())
    for module, count in sorted(Counter(name.partition(":")[0] for name in found).items()):
        print(f"{module}: {count}")
    assert {name: unit for name, unit in found.items() if name not in listed()} == {}


def test_every_listed_pattern_is_still_there():
    assert set(listed()) - {name for name, _ in growth.patterns()} == set()


@pytest.mark.parametrize(
    "expression", [r"(?:[\p{L}]+ ?){1,3}:", r"(a+)+b", r"(?:(?:[>*]+|b)*)*\Z", r"\s*,?\s*>", r"\s+$"]
)
def test_a_pattern_that_grows_is_noticed(expression: str):
    pattern = regex.compile(expression)
    assert any(growth.grows(pattern.search, unit) for unit in ("a", " ", ">", "<!--"))


@pytest.mark.parametrize("expression", [r"[\p{L}]++:?", r"^\s*+x", r"(?<!a)a{1,40}+b"])
def test_a_linear_pattern_is_not(expression: str):
    pattern = regex.compile(expression)
    assert not any(growth.grows(pattern.match, unit) for unit in ("a", " ", "<!--"))
