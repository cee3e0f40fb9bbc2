"""Comments in a post that ask to accept a finding, and what hostile text makes of them."""

from __future__ import annotations

from datetime import date

import pytest

from content_quality.core.document.waiver_comments import (
    MOST_COMMENTS,
    REASON_CHARACTERS,
    WaiverComment,
    waiver_comments,
)

COMMENT = "<!-- content-quality: allow cut-table -- the tide table ends here until 2026-12-24 -->"
DAY = date(2026, 12, 24)


def said(line: str) -> list[tuple[str, str, date | None]]:
    return [(one.check, one.reason, one.until) for one in waiver_comments(line)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (COMMENT, [("cut-table", "the tide table ends here", DAY)]),
        (f"Words. {COMMENT} More words.", [("cut-table", "the tide table ends here", DAY)]),
        (f"{COMMENT} {COMMENT.replace('cut-table', 'title-text')}", [("cut-table", "the tide table ends here", DAY)]),
        ("<!--content-quality:allow cut-table--a ferry, until 2026-12-24-->", [("cut-table", "a ferry", DAY)]),
        ("<!-- content-quality: allow cut-table -->", [("cut-table", "", None)]),
        ("<!-- content-quality: allow cut-table-->", [("cut-table", "", None)]),
        ("<!-- content-quality: allow cut-table -- a ferry -->", [("cut-table", "a ferry", None)]),
        ("<!-- content-quality: allow cut-table -- until 2026-12-24 -->", [("cut-table", "", DAY)]),
        ("<!-- content-quality: allow cut-table -- a ferry until 2026-13-24 -->", [("cut-table", "a ferry", None)]),
        ("<!-- content-quality: allow cut-table a ferry -->", []),
        ("<!-- content-quality: allow -->", []),
        ("<!-- content-quality: allow cut-table -- a ferry", []),
        ("content-quality: allow cut-table -- a ferry until 2026-12-24", []),
    ],
)
def test_a_comment_names_a_check_a_reason_and_its_last_day(line: str, found: list[tuple[str, str, date | None]]):
    assert said(line) == found


def test_a_comment_covers_its_line_and_the_paragraph_below():
    text = f"One.\n\n{COMMENT}\n\n\nTwo.\nThree.\n\nFour.\n\n{COMMENT}"
    assert [(one.first_line, one.last_line) for one in waiver_comments(text)] == [(3, 7), (11, 11)]
    assert [(one.first_line, one.last_line) for one in waiver_comments(f"{COMMENT}\nOne.\n\nTwo.\n")] == [(1, 2)]
    assert [(one.first_line, one.last_line) for one in waiver_comments(f"{COMMENT}\n\n\n")] == [(1, 4)]


def test_only_the_first_comments_of_a_post_and_the_beginning_of_a_reason_are_kept():
    found = waiver_comments(f"{COMMENT.replace('the tide', 'the tide' * 1000)}\n" * (MOST_COMMENTS + 9))
    assert len(found) == MOST_COMMENTS
    assert {len(one.reason) for one in found} == {REASON_CHARACTERS}


SPACES, MANY = " " * 300_000, 30_000
HOSTILE = {
    "spaces before the mark and the dashes": f"<!--{SPACES}content-quality: allow a -- {SPACES}x",
    "spaces behind the check": f"<!-- content-quality: allow a{SPACES}x -->",
    "spaces behind the mark": f"<!-- content-quality:{SPACES}allow{SPACES}x -->",
    "spaces in the reason": f"<!-- content-quality: allow a -- x{SPACES}x{SPACES}until 2026-12-2 -->",
    "many ends in the reason": f"<!-- content-quality: allow a -- {'until 2026-12-24 ' * MANY} -->",
    "many openings": "<!-- content-quality: allow a -- " * MANY,
    "many openings of other comments": "<!-- " * MANY + "content-quality: -->",
    "many openings without dashes": "<!-- content-quality: allow a b " * MANY + "-->",
    "many dashes": f"<!-- content-quality: allow {'a-' * MANY * 5} x -->",
    "many comments in one paragraph": f"{COMMENT}\n" * MANY,
    "many blank lines": f"{COMMENT}\n" + "\n" * MANY + f"{COMMENT}\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_keeps_the_search_busy_for_long(text: str):
    for one in waiver_comments(text):  # a pattern that tries every pair of places would not come back
        assert isinstance(one, WaiverComment)
