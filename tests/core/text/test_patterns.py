"""Patterns that wait for their first use are patterns."""

from __future__ import annotations

import re

import pytest
import regex

from content_quality.core.text import patterns
from content_quality.core.text.patterns import compile_all, lazy, lazy_re
from tests.faults import growth


def test_a_lazy_pattern_does_what_the_compiled_one_does():
    late, early = (
        lazy(r"(?P<letter>\p{L})\d", regex.IGNORECASE),
        regex.compile(r"(?P<letter>\p{L})\d", regex.IGNORECASE),
    )
    assert [found["letter"] for found in late.finditer("a1 é2 3")] == [
        found["letter"] for found in early.finditer("a1 é2 3")
    ]
    assert (late.pattern, late.flags, late.sub("", "a1 é2 3")) == (early.pattern, early.flags, early.sub("", "a1 é2 3"))
    assert lazy_re("A+", re.IGNORECASE).fullmatch("aAa")


def test_nothing_is_compiled_before_the_first_use():
    broken = lazy("(")
    with pytest.raises(regex.error):
        broken.search("")
    patterns._declared.remove(broken)


def test_every_pattern_of_the_package_can_be_compiled():
    for name, pattern in growth.patterns():
        assert pattern.pattern is not None, name


def test_a_pattern_that_cannot_be_compiled_keeps_no_other_from_it():
    broken, sound = lazy("("), lazy("a")
    compile_all()
    assert "_compiled" in vars(sound)
    with pytest.raises(regex.error):
        broken.search("")
    patterns._declared.remove(broken)
