"""Lines and columns as an editor counts them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from content_quality.core.document.source_text import SourceText


def test_columns_count_code_points_and_lines_end_at_lf_crlf_and_cr_only():
    source = SourceText("日本\r\n🎉b\rc\u2028d\n")
    assert source.position(0) == (1, 1)
    assert source.position(source.text.index("b")) == (2, 2)
    assert source.position(source.text.index("d")) == (3, 3)


def test_a_byte_order_mark_is_no_column():
    source = SourceText.decode("\ufefftitle".encode())
    assert source.has_bom
    assert source.position(0) == (1, 1)
    assert source.text == "title"


@given(st.text(alphabet="a日🎉\r\n\u2028 ", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_every_span_lies_inside_the_file(text: str, start: int, length: int):
    source = SourceText(text)
    span = source.span(start, start + length)
    assert (span.line, span.column) <= (span.end_line, span.end_column)
    assert 1 <= span.line <= span.end_line <= len(source.line_starts)
    if text:
        assert source.offset(span.end_line, span.end_column) < len(text) or not text


@given(st.text(alphabet="a日🎉\r\n", min_size=1, max_size=60))
def test_position_and_offset_are_inverse(text: str):
    source = SourceText(text)
    assert [source.offset(*source.position(offset)) for offset in range(len(text))] == list(range(len(text)))


def test_a_line_past_the_end_of_the_file_is_empty():
    source = SourceText("title\nbody\n")
    assert source.line(2).strip() == "body"
    assert source.line(0) == source.line(9) == ""
