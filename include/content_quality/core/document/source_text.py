"""The decoded file as an editor sees it, and the way from character offsets to lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from content_quality.core.findings import Span
from content_quality.core.records import dataclass

LINE_END = re.compile(r"\r\n|\n|\r")  # editors' line ends; U+2028 and friends are characters


def line_end_of(text: str) -> str:
    """Return how the first line of `text` ends, and LF when none ends."""
    found = LINE_END.search(text)
    return found[0] if found else "\n"


@dataclass(frozen=True, eq=False)
class SourceText:
    """The characters of one file without its byte order mark; offsets into `text` count Unicode code points."""

    text: str
    has_bom: bool = False

    @classmethod
    def decode(cls, data: bytes) -> SourceText:
        """Return the decoded file; raise `UnicodeDecodeError` when `data` is not UTF-8."""
        text = data.decode("utf-8")
        return cls(text[1:], has_bom=True) if text.startswith("\ufeff") else cls(text)

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts; never empty."""
        if "\r" not in self.text:  # a pattern takes ten times as long as splitting
            return list(accumulate((len(line) + 1 for line in self.text.split("\n")[:-1]), initial=0))
        return [0, *(end.end() for end in LINE_END.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column of the character at `offset`, clamped into the file."""
        offset = max(0, min(offset, len(self.text) - 1))
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span of the half-open range [start, end), without white space at its ends."""
        text = self.text
        end = min(end, len(text))
        while start < end and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end - 1))
        return Span(line, column, end_line, end_column)

    def offset(self, line: int, column: int = 1) -> int:
        """Return the offset of a 1-based line and column, clamped into the file."""
        starts = self.line_starts
        line = max(1, min(line, len(starts)))
        return min(starts[line - 1] + column - 1, len(self.text))

    def line(self, number: int) -> str:
        """Return the text of the 1-based line `number` without its line end; empty past the file."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")
