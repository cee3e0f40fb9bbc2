"""Whether a text ends, may end, and goes on: what the last and the first words show."""

from __future__ import annotations

import pytest

from content_quality.core.text import sentences


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("The ferry waits.", True),
        ("The ferry waits", False),
        ("The ferry waits. (See the notes)", True),
        ("The ferry waits. [1] [2] [3] [4]", True),
        ("The ferry waits (see the notes [and the table])", False),
        ("The ferry waits (see the note)) and more)", False),
    ],
)
def test_references_behind_a_stop_do_not_hide_it(text, stopped):
    assert sentences.ending(text).stopped is stopped


@pytest.mark.parametrize(
    ("text", "language", "needs_more"),
    [
        ("", "en", False),
        ("**", "en", False),
        ("The ferry leaves the", "en", True),
        ("The ferry leaves,", "en", True),
        ("渡船在七点，", "zh", True),
        ("The ferry leaves the pier", "en", False),
    ],
)
def test_a_text_cannot_end_where_its_last_word_or_mark_needs_more(text, language, needs_more):
    assert sentences.cannot_end(text, language, sure=True) is needs_more


@pytest.mark.parametrize(
    ("text", "resumes"),
    [
        ("", False),
        ("The ferry waits.", False),
        ("\u0301 the ferry waits", True),  # an accent without its letter
        (", and the ferry waits", True),
        (",5 metres", False),
        ("」と言った。", True),
        ("ferry waits", True),
    ],
)
def test_a_text_that_begins_with_what_belongs_to_a_beginning_resumes_one(text, resumes):
    assert sentences.resumes(text, "en") is resumes


def test_a_bracket_or_quotation_left_open_is_seen():
    assert sentences.is_inside_brackets("The ferry (which waits")
    assert not sentences.is_inside_brackets("The ferry (which waits) leaves")
