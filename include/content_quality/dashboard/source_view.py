"""A post's source as numbered lines in which findings are marked at their exact columns."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from content_quality.adapters.store.version_queries import Located
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import WHOLE_POST, Span

WHOLE_UP_TO = 400_000  # characters of a source that is shown whole; a browser lays out about 1 M a second
LINES_UP_TO = 5_000
WHOLE_AT_MOST, LINES_AT_MOST = 2_000_000, 50_000  # beyond these a source is not shown whole, whoever asks
CONTEXT = 3  # lines around a mark of a longer source
PIECE_UP_TO = 2_000  # characters of an uninterrupted piece of a longer source
PIECE_ENDS = 400
HEADING = re.compile(r"#{1,6}\s")
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


ACCEPTED = "accepted"  # what a person has accepted stays visible, faded
TONES = ("blocker", "warning", "info", ACCEPTED)  # the loudest first


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of a finding: its own (`role` is empty) or a related one. `anchor` names it in links."""

    anchor: str
    number: int
    severity: str
    role: str
    start: int
    end: int  # half-open offsets


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; `left_out` counts characters that are not shown; `sign` names an invisible character."""

    text: str
    marks: tuple[Mark, ...] = ()
    starts: tuple[Mark, ...] = ()
    left_out: int = 0
    sign: str = ""

    @property
    def classes(self) -> str:
        """The style classes of a marked piece."""
        own = [mark for mark in self.marks if not mark.role]
        severities = [severity for severity in TONES if any(mark.severity == severity for mark in own)]
        kinds = severities[:1] or ["kin"]
        return " ".join([*kinds, *(f"m{mark.number}" for mark in self.marks)])


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line; `skipped` counts the lines left out before it."""

    number: int
    kind: str  # matter, heading, text
    pieces: tuple[Piece, ...]
    severity: str = ""
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class SourceView:
    """What is shown of a source."""

    lines: tuple[SourceLine, ...]
    whole: bool
    total_lines: int
    skipped_at_end: int


def marks_of(source: SourceText, findings: Sequence[Located]) -> list[Mark]:
    """Return every place of `findings` inside this source; a finding about the whole post marks nothing."""
    return [mark for located in findings for mark in _marks(source, located)]


def _marks(source: SourceText, located: Located) -> Iterator[Mark]:
    finding = located.finding
    if finding.waived is not None and finding.span == WHOLE_POST:
        return
    if finding.span != WHOLE_POST:
        yield _mark(source, f"f{located.number}", located, "", finding.span)
    for index, related in enumerate(finding.related if finding.waived is None else ()):
        if related.path is None and related.span != WHOLE_POST:
            yield _mark(source, f"f{located.number}-{index}", located, related.role.value, related.span)


def _mark(source: SourceText, anchor: str, located: Located, role: str, span: Span) -> Mark:
    start = source.offset(span.line, span.column)
    end = max(start, source.offset(span.end_line, span.end_column) + 1)
    tone = ACCEPTED if located.finding.waived is not None else located.finding.severity.label
    return Mark(anchor, located.number, tone, role, start, min(end, len(source.text)))


def view(source: SourceText, marks: Sequence[Mark], *, whole: bool = False) -> SourceView:
    """Return the lines of `source`; of a very long one only those around marks, unless `whole` asks for all."""
    total = len(source.line_starts)
    if total > 1 and source.line_starts[-1] == len(source.text):
        total -= 1  # a line end closes the last line, it does not open another
    characters, lines_up_to = (WHOLE_AT_MOST, LINES_AT_MOST) if whole else (WHOLE_UP_TO, LINES_UP_TO)
    everything = len(source.text) <= characters and total <= lines_up_to
    by_line = _by_line(source, marks)
    shown = range(1, total + 1) if everything else _around(by_line, total)
    matter = _front_matter_ends(source)
    lines, last = [], 0
    for number in shown:
        pieces = tuple(_pieces(source, number, by_line.get(number, []), shorten=not everything))
        kind = "matter" if number <= matter else "heading" if HEADING.match(source.line(number)) else "text"
        lines.append(SourceLine(number, kind, pieces, _severity(by_line.get(number, [])), number - last - 1))
        last = number
    return SourceView(tuple(lines), everything, total, total - last)


def _by_line(source: SourceText, marks: Iterable[Mark]) -> dict[int, list[Mark]]:
    by_line: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        first, _ = source.position(mark.start)
        last, _ = source.position(max(mark.start, mark.end - 1))
        for number in range(first, min(last, first + LINES_AT_MOST) + 1):
            by_line[number].append(mark)
    return by_line


def _around(by_line: dict[int, list[Mark]], total: int) -> list[int]:
    wanted = set(range(1, min(total, 2 * CONTEXT) + 1))
    for number in by_line:
        wanted.update(range(max(1, number - CONTEXT), min(total, number + CONTEXT) + 1))
    return sorted(wanted)[:LINES_UP_TO]


def _severity(marks: Sequence[Mark]) -> str:
    return next(
        (severity for severity in TONES if any(mark.severity == severity and not mark.role for mark in marks)),
        "",
    )


def _front_matter_ends(source: SourceText) -> int:
    """Return the line of the closing fence of the front matter, 0 when there is none."""
    fence = source.line(1).strip()
    if fence not in ("---", "+++"):
        return 0
    return next(
        (number for number in range(2, min(len(source.line_starts), 400) + 1) if source.line(number).strip() == fence),
        0,
    )


def _pieces(source: SourceText, number: int, marks: Sequence[Mark], *, shorten: bool) -> Iterator[Piece]:
    """Yield the pieces of one line, cut wherever a mark starts or ends."""
    text, base = source.line(number), source.line_starts[number - 1]
    if not marks:
        yield from _shown(Piece(text), shorten=shorten)
        return
    inside = [(max(mark.start - base, 0), min(mark.end - base, len(text)), mark) for mark in marks]
    cuts = sorted({0, len(text), *(start for start, _, _ in inside), *(end for _, end, _ in inside)})
    if len(cuts) == 1:  # an empty line inside a mark
        yield Piece("", starts=tuple(mark for _, _, mark in inside if mark.start >= base))
        return
    for start, end in pairwise(cuts):
        covering = tuple(mark for first, last, mark in inside if first <= start and end <= last)
        starts = tuple(mark for first, _, mark in inside if first == start and mark.start >= base)
        yield from _shown(Piece(text[start:end], covering, starts), shorten=shorten)
    late = tuple(mark for first, _, mark in inside if first >= len(text) and mark.start >= base)
    if late:
        yield Piece("", starts=late)


def _shown(piece: Piece, *, shorten: bool) -> Iterator[Piece]:
    """Yield `piece` with its invisible characters named and, when asked to, its middle left out."""
    if shorten and len(piece.text) > PIECE_UP_TO:
        yield from _shown(Piece(piece.text[:PIECE_ENDS], piece.marks, piece.starts), shorten=False)
        yield Piece("", piece.marks, left_out=len(piece.text) - 2 * PIECE_ENDS)
        yield from _shown(Piece(piece.text[-PIECE_ENDS:], piece.marks), shorten=False)
        return
    position, starts = 0, piece.starts
    for invisible in INVISIBLE.finditer(piece.text):
        if position < invisible.start():
            yield Piece(piece.text[position : invisible.start()], piece.marks, starts)
            starts = ()
        yield Piece("", piece.marks, starts, sign=_sign(invisible[0]))
        position, starts = invisible.end(), ()
    if position < len(piece.text) or starts:
        yield Piece(piece.text[position:], piece.marks, starts)


def _sign(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character').lower()}"
