"""Rules of residue that are ruled out by a few characters find nothing there."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content_quality.core.residue.mojibake import garbled
from content_quality.core.residue.rules import ANYWHERE, AT_START, Rule, possible_at


def texts_of(rule: Rule) -> st.SearchStrategy[str]:
    """Return texts that the pattern of `rule` may match, as far as the standard library's patterns can say it."""
    flags = re.IGNORECASE if rule in AT_START else re.RegexFlag(0)
    return st.from_regex(re.compile(rule.pattern.pattern.replace(r"\p{L}", r"\w"), flags))


@pytest.mark.parametrize("rule", AT_START, ids=lambda rule: rule.name)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_rule_that_the_first_characters_rule_out_does_not_match(rule: Rule, data: st.DataObject):
    start = data.draw(texts_of(rule)).lstrip()
    assert [each for each in AT_START if each.pattern.match(start) and each not in possible_at(start)] == []


@given(st.text(alphabet="-=#*_> \n[【あYyOoUuPpSsAaHhIi以はいİſ"))
def test_no_rule_matches_what_the_first_characters_rule_out(text: str):
    start = text.lstrip()
    assert [rule for rule in AT_START if rule.pattern.match(start) and rule not in possible_at(start)] == []


@pytest.mark.parametrize("rule", ANYWHERE, ids=lambda rule: rule.name)
@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_a_rule_finds_holds_what_it_needs(rule: Rule, data: st.DataObject):
    for found in rule.pattern.finditer(data.draw(texts_of(rule))):
        assert any(words in found[0] for words in rule.needs)


GARBLED = "Ã©â€™縺譁�ｭ怜喧縲Â–Z»Ð¿Ñ€"


@given(st.text(alphabet=GARBLED + "aあ 。"))
def test_signs_that_a_text_does_not_hold_rule_out_nothing_that_is_garbled(text: str):
    assert list(garbled(text, "".join(sorted(set(text))))) == list(garbled(text, GARBLED))
