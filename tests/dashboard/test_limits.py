"""What a viewer asks for costs little, whatever the post is."""

from __future__ import annotations

import pytest
from fastapi import HTTPException, Request

from content_quality.core.document.source_text import SourceText
from content_quality.dashboard.changes import CHANGES, changes
from content_quality.dashboard.commands import refuse_foreign_origin
from content_quality.dashboard.export import cell
from content_quality.dashboard.source_view import LINES_AT_MOST, view


def test_versions_of_nothing_but_line_ends_are_compared_at_once():
    before, after = SourceText("\n" * 250_000), SourceText("\n" * 125_000 + "x" + "\n" * 100_000)
    found = changes(before, after)
    assert (found.out, found.into) == (25_000, 1) or found.shortened or found.lines


def test_what_has_nothing_in_common_is_counted_and_shortened():
    before, after = SourceText("a\n" * 100_000), SourceText("b\n" * 90_000)
    found = changes(before, after)
    assert (found.out, found.into) == (100_000, 90_000)
    assert len(found.lines) <= CHANGES
    assert found.shortened


def test_lines_that_stay_are_skipped_and_counted():
    text = "".join(f"line {number}\n" for number in range(1_000))
    found = changes(SourceText(text), SourceText(text.replace("line 500\n", "other\n")))
    assert [(line.kind, line.number, line.skipped) for line in found.lines] == [
        ("kept", 499, 498), ("kept", 500, 0), ("out", 501, 0), ("in", 501, 0), ("kept", 502, 0), ("kept", 503, 0),
    ]  # fmt: skip
    assert (found.out, found.into) == (1, 1)


def test_a_source_of_millions_of_lines_is_never_shown_whole():
    source = SourceText("\n" * (LINES_AT_MOST + 10))
    assert not view(source, [], whole=True).whole
    assert len(view(source, [], whole=True).lines) < 100
    assert view(SourceText("a\n" * 10), [], whole=True).whole


@pytest.mark.parametrize("value", ["b;=1+1", "b; =1+1", "b\t=1", "b|@x", "b\n-1", "b\r\n+1", "b;\u3000＝1"])
def test_no_separator_begins_a_formula(value: str):
    shown = str(cell(value))
    assert "'" in shown
    assert shown.replace("'", "") == value


@pytest.mark.parametrize("value", ["a, -b", "x; y", "one - two", "a;b=c"])
def test_plain_words_stay_as_they_are(value: str):
    assert cell(value) == value


@pytest.mark.parametrize(
    ("authorization", "passes"), [("Bearer token", True), ("Basic dXNlcjpwYXNz", False), ("", False)]
)
def test_a_browser_that_sends_a_password_by_itself_is_still_asked_where_it_comes_from(authorization: str, passes: bool):
    headers = [(b"sec-fetch-site", b"cross-site"), (b"authorization", authorization.encode())]
    request = Request({"type": "http", "headers": headers})
    if passes:
        refuse_foreign_origin(request)
    else:
        with pytest.raises(HTTPException):
            refuse_foreign_origin(request)
