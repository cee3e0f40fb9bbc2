"""A letter quotes the lines of the file that a finding is about, as they stand there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from content_quality.adapters.channels.mail.render import email
from content_quality.adapters.channels.slack import payload
from content_quality.adapters.state.snapshots import Snapshots
from content_quality.core.alerts.message import FindingLine, QuotedLine
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import WHOLE_POST, Category, Finding, Related, Role, Severity, Span, message
from content_quality.core.inspection import inspect
from content_quality.core.settings import Settings
from content_quality.pipeline.alerts.quoted_lines import LINE_CHARACTERS, quoted_lines, source_of
from tests.adapters.letters import HOSTILE, alert_message


def finding(line: int, end_line: int, column: int = 1, end_column: int = 1, excerpt: str = "", **parts: object):
    span = Span(line, column, end_line, end_column)
    made = Finding("x", Category.RESIDUE, Severity.BLOCKER, span, message("A message."), excerpt)
    return replace(made, **parts)  # type: ignore[arg-type]


def texts(lines: tuple[QuotedLine, ...]) -> list[str]:
    return FindingLine("x", 1, "", "blocker", "", None, "", "", lines).quote


def test_line_breaks_and_numbers_are_those_of_the_file():
    source = SourceText("a\n<think>\nThe words\n\n</think>\nb\n")
    assert texts(quoted_lines(source, finding(2, 5))) == ["2 | <think>", "3 | The words", "4 |", "5 | </think>"]


def test_of_a_long_passage_the_first_lines_and_the_last_are_quoted():
    source = SourceText("".join(f"line {number}\n" for number in range(1, 200)))
    shown = texts(quoted_lines(source, finding(9, 120)))
    assert shown == ["  9 | line 9", " 10 | line 10", " 11 | line 11", "  … |", "120 | line 120"]


def test_the_other_place_is_quoted_with_the_empty_line_between_the_two():
    source = SourceText("so that the\n\npeople above\n\nMore.\ndraft: true\ntags: x\ndraft: false\n")
    there = Related(Span(3, 1, 3, 5), Role.CONTINUATION)
    assert texts(quoted_lines(source, finding(1, 1, 1, 11, related=(there,)))) == [
        "1 | so that the", "2 |", "3 | people above",
    ]  # fmt: skip
    kept = Related(Span(6, 1, 6, 5), Role.KEPT)
    assert texts(quoted_lines(source, finding(8, 8, related=(kept,)))) == [
        "6 | draft: true", "… |", "8 | draft: false",
    ]  # fmt: skip


def test_a_long_line_is_cut_between_words_around_what_the_finding_is_about():
    line = (
        "The harbour is quiet in the morning. " * 10 + "The lamp goes out. " + "The boats return in the evening. " * 10
    )
    at = line.index("The lamp")
    (shown,) = quoted_lines(SourceText(line), finding(1, 1, at + 1, at + 18))
    assert shown.marked == "The lamp goes out."
    assert len(shown.text) <= LINE_CHARACTERS + 2
    assert shown.text.startswith("…")
    assert shown.text.endswith("…")
    words = set(shown.text.strip("…").split())
    assert words <= set(line.split())


def test_of_a_long_paragraph_that_breaks_off_its_end_is_quoted():
    line = "The harbour is quiet in the morning. " * 20 + "On Saturdays it"
    (shown,) = quoted_lines(SourceText(line), finding(1, 1, 1, len(line), excerpt="…morning. On Saturdays it"))
    assert shown.text.endswith("On Saturdays it")
    assert shown.marked == "morning. On Saturdays it"


def test_indentation_stays_and_hidden_characters_go():
    (shown,) = quoted_lines(SourceText("    a\u202eb\u200b\x1b[31m\tc\u2028d"), finding(1, 1, 1, 5))
    assert shown.text == "    ab[31m c d"


def test_a_finding_about_the_whole_post_and_a_missing_file_quote_nothing(tmp_path: Path):
    assert quoted_lines(SourceText("a\n"), replace(finding(1, 1), span=WHOLE_POST)) == ()
    assert quoted_lines(None, finding(2, 2)) == ()
    assert source_of(Snapshots(tmp_path), "0" * 64) is None
    assert source_of(Snapshots(tmp_path), "") is None


def test_a_place_below_the_end_of_the_file_is_not_quoted_wrongly():
    assert [line.number for line in quoted_lines(SourceText("a\nb"), finding(7, 9))] == []


def test_every_line_with_a_letter_that_cannot_be_read_is_quoted(tmp_path: Path):
    data = "title: Café\n\nThe text.\n\ncrème brûlée\n".encode("latin-1")
    snapshots = Snapshots(tmp_path)
    source = source_of(snapshots, snapshots.keep(data))
    (unread,) = inspect(data, "a.md", (), Settings()).findings
    assert texts(quoted_lines(source, unread)) == ["1 | title: Caf�", "5 | cr�me br�l�e"]


@pytest.mark.parametrize("text", [HOSTILE, "<td>{{ 7*7 }}</td>\n> quoted"])
def test_a_hostile_line_stays_words_in_the_letter(text: str):
    letter = alert_message()
    post = letter.new[0]
    quoted = quoted_lines(SourceText(text), finding(1, 1, 1, 9))
    line = replace(post.findings[0], lines=quoted)
    mail = email(replace(letter, new=(replace(post, findings=(line,)),)), "a@example.org", "b@example.org")
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script" not in html
    assert "<td>{{" not in html
    assert "\u202e" not in html
    said = str(payload(replace(letter, new=(replace(post, findings=(line,)),))))
    assert "<!here>" not in said
    assert "<@U123>" not in said
