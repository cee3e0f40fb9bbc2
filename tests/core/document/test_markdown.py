"""Blocks of Markdown with their places, and how much of it the parser takes."""

from __future__ import annotations

import pytest

from content_quality.core.document.blanked_code import without_code
from content_quality.core.document.blocks import Kind
from content_quality.core.document.markdown import DEEPEST, MOST_MARKS, TooMuchMarkup, parse
from content_quality.core.document.post import Post


def test_more_marks_than_the_parser_has_memory_for_are_refused():
    with pytest.raises(TooMuchMarkup):
        parse("[" * (MOST_MARKS + 1))
    assert parse("a" * (MOST_MARKS + 1))[0].kind is Kind.PARAGRAPH


def test_quotations_inside_each_other_are_counted_down_to_a_limit_and_the_text_behind_them_is_free():
    blocks = parse(">" * 2 * DEEPEST + " The ferry waits.\n\nIt leaves at seven.\n")
    deep, free = (block for block in blocks if block.kind is Kind.PARAGRAPH)
    assert len(deep.containers) == DEEPEST
    assert free.containers == ()


def test_code_front_matter_and_comments_are_blanked_in_place():
    post = Post.read(b"---\ntitle: a\n---\n\nThe ferry `waits`.\n\n- ```\n  x = 1\n  ```\n\n<!-- fog -->\n", "a.md")
    blanked = without_code(post)
    assert len(blanked) == len(post.text)
    assert blanked.split() == ["The", "ferry", ".", "-"]


def test_the_place_of_a_key_that_is_missing_is_the_first_line():
    post = Post.read(b"---\ntitle: a\n---\n\nThe ferry.\n", "a.md")
    assert post.key_span("date").line == 1
    assert post.key_span("title").line == 2
