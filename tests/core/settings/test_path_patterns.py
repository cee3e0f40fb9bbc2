"""Patterns of paths name what the library says they name, in a time that grows with the length of the path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pathspec import GitIgnoreSpec

from content_quality.core.settings.path_patterns import _compiled, matches

PATTERNS = some.lists(
    some.sampled_from(["a", "b", "*", "/", "**/", "/**/", "?", "[ab]", ".", "!"]), min_size=1, max_size=9
)
PATHS = some.lists(some.sampled_from(["a", "b", "ab", ".", "c"]), min_size=1, max_size=8)


@given(PATTERNS, PATHS, some.data())
def test_a_pattern_names_the_paths_that_the_library_names(parts: list[str], names: list[str], data: some.DataObject):
    pattern = "".join(parts)
    path = "".join(name + data.draw(some.sampled_from(["", "/"])) for name in names[:-1]) + names[-1]
    try:
        library = GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return
    assert matches((pattern,), path) == library.match_file(path)


def test_a_class_of_other_characters_does_not_cross_folders():
    assert matches(("x[!a]y",), "xby")
    assert not matches(("x[!a]y",), "x/y")


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("*a*a*a*a*a*b", "a"),
        ("**/a*a*a*a*b", "a"),
        ("a?*a?*a?*a?*b", "a"),
        ("**/a/**/a/**/a/**/a/**/b", "a/"),
        ("a*a*/**/a*/**/a*a*b", "a/"),
    ],
)
def test_a_long_name_costs_no_more_than_its_length(pattern: str, name: str):
    # the library alone would take years for these; the time of a test ends long before
    assert not matches((pattern,), name * 5_000 + "c")


def test_comments_and_patterns_that_take_back_are_kept():
    assert _compiled(("a", "!b", "")).match_file("a")
    assert not matches(("*", "!b"), "b")
