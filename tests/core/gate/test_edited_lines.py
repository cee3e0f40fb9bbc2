"""Which lines an edit touched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from content_quality.core.gate.edited_lines import touched_lines

LINES = st.lists(st.sampled_from(["", "one", "two", "three", "  four"]), max_size=12).map("\n".join)
BEFORE = "title\n\nfirst\n\nsecond\n\nthird\n\nfourth\n"


def test_an_edited_line_and_its_neighbours_are_touched():
    assert touched_lines(BEFORE, BEFORE.replace("second", "2nd")) == {3, 5, 7}


def test_the_neighbours_of_a_deleted_line_are_touched():
    assert touched_lines(BEFORE, BEFORE.replace("second\n\n", "")) == {3, 5}


def test_a_line_that_is_pasted_again_elsewhere_is_touched():
    assert touched_lines(BEFORE, f"{BEFORE}\nsecond\n") == {9, 11}


def test_blank_lines_and_line_ends_touch_nothing():
    assert touched_lines(BEFORE, BEFORE.replace("\n\n", "\r\n\r\n\r\n")) == frozenset()


@given(LINES)
def test_no_edit_touches_nothing(text: str):
    assert touched_lines(text, text) == frozenset()


@given(LINES, LINES)
def test_touched_lines_are_lines_with_words(before: str, after: str):
    lines = after.split("\n")
    assert all(lines[number - 1].strip() for number in touched_lines(before, after))
