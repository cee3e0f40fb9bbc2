"""Places in an editor's text: lines and columns from 0, columns in the code units that client and server agreed on."""

from __future__ import annotations

from dataclasses import dataclass, field

from lsprotocol import types

from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Span

BYTE_ORDER_MARK = "\ufeff"
ENCODINGS = {
    types.PositionEncodingKind.Utf8.value: ("utf-8", 1),
    types.PositionEncodingKind.Utf16.value: ("utf-16-le", 2),
    types.PositionEncodingKind.Utf32.value: ("utf-32-le", 4),
}
UTF_16 = types.PositionEncodingKind.Utf16.value


@dataclass(frozen=True)
class Positions:
    """Turns spans and offsets of findings into ranges of the editor's text.

    Findings do not count a byte order mark. An editor that leaves it in the text does.
    """

    text: str
    encoding: str = UTF_16
    source: SourceText = field(init=False, repr=False)

    def __post_init__(self) -> None:
        marked = self.text.startswith(BYTE_ORDER_MARK)
        object.__setattr__(self, "source", SourceText(self.text[1:] if marked else self.text, has_bom=marked))

    def span(self, span: Span) -> types.Range:
        """Return the range of `span`, whose end is inclusive; clamped into the text."""
        start = types.Position(self._line(span.line), self._units(span.line, span.column - 1))
        end = types.Position(self._line(span.end_line), self._units(span.end_line, span.end_column))
        return types.Range(start, max(start, end, key=lambda place: (place.line, place.character)))

    def between(self, start: int, end: int) -> types.Range:
        """Return the range of the characters [start, end)."""
        return types.Range(self._position(start), self._position(end))

    def mark(self) -> types.Range:
        """Return the range of the byte order mark; empty when the editor does not show one."""
        length = self._length(BYTE_ORDER_MARK) if self.source.has_bom else 0
        return types.Range(types.Position(0, 0), types.Position(0, length))

    def _position(self, offset: int) -> types.Position:
        offset = max(0, min(offset, len(self.source.text)))
        line, column = self.source.position(offset)
        if offset == len(self.source.text):  # behind the last character, which `position` clamps to
            line = len(self.source.line_starts)
            column = offset - self.source.line_starts[-1] + 1
        text = self.source.text[self.source.line_starts[line - 1] :][: column - 1]
        return types.Position(line - 1, self._before(line) + self._length(text))

    def _line(self, number: int) -> int:
        return max(0, min(number, len(self.source.line_starts)) - 1)

    def _units(self, line: int, characters: int) -> int:
        line = self._line(line) + 1
        return self._before(line) + self._length(self.source.line(line)[: max(0, characters)])

    def _before(self, line: int) -> int:
        return self._length(BYTE_ORDER_MARK) if line == 1 and self.source.has_bom else 0

    def _length(self, text: str) -> int:
        name, unit = ENCODINGS.get(self.encoding, ENCODINGS[UTF_16])
        return len(text.encode(name, "surrogatepass")) // unit
