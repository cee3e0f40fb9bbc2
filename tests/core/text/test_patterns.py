"""Patterns that wait for their first use are patterns."""

from __future__ import annotations

import re

import pytest
import regex

from content_quality.core.text import patterns
from content_quality.core.text.patterns import compile_all, lazy, lazy_re


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


def test_every_pattern_of_the_checks_can_be_compiled():
    import content_quality.checks  # noqa: F401 - declares them

    compile_all()
