"""Use case: quote in an alert message the lines that a finding is about, as they stand in the file, numbered.

All their words are hostile: nothing hides, reorders or controls what is read, and every length has a bound.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from content_quality.adapters.state.snapshots import SnapshotDamaged, Snapshots
from content_quality.core.alerts.message import LONGEST_WORD, QuotedLine
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import WHOLE_POST, Finding, Role, Span
from content_quality.core.inspection import UNREADABLE

FIRST_LINES, WHOLE_LINES = 3, 5  # of a long passage: its first lines and its last; a shorter one is quoted whole
OTHER_PLACES = 2  # related lines of the same post that are quoted, too
UNREADABLE_LINES = 5  # with letters that cannot be read
LINE_CHARACTERS = 160  # of one line
BEFORE_CHARACTERS = 40  # of a long line, left of the words that the finding is about
LOST = "\ufffd"


def source_of(snapshots: Snapshots, sha256: str) -> SourceText | None:
    """Return the text that was inspected, with a mark in the place of each byte that is not UTF-8.

    None where the bytes are not at hand.
    """
    try:
        data = snapshots.read(sha256) if sha256 else b""
    except (OSError, SnapshotDamaged, ValueError):
        return None
    return SourceText.decode(data.decode("utf-8", "replace").encode()) if data else None


def quoted_lines(source: SourceText | None, finding: Finding) -> tuple[QuotedLine, ...]:
    """Return the lines to look at; none for a finding about the whole post, or where the text is not at hand."""
    if source is None or finding.span == WHOLE_POST:
        return ()
    if finding.check == UNREADABLE:
        return tuple(QuotedLine(number, *_parts(line, _lost(line))) for number, line in _unread(source))
    numbers = _numbers(finding, source)
    if not numbers or not any(source.line(number).strip() for number in numbers):
        return ()
    quoted: list[QuotedLine] = []
    for number in numbers:
        if quoted and number > quoted[-1].number + 1:
            quoted.append(QuotedLine(0))
        line = source.line(number)
        quoted.append(QuotedLine(number, *_parts(line, _marked(finding, number, line))))
    return tuple(quoted)


def _numbers(finding: Finding, source: SourceText) -> list[int]:
    """Return the numbers of the lines to quote, in order; an empty line between two of them is quoted, too."""
    span, last = finding.span, len(source.line_starts)
    end = min(span.end_line, last)
    passage = range(span.line, end + 1)
    passage_lines = set(passage) if len(passage) <= WHOLE_LINES else {*passage[:FIRST_LINES], end}
    others = [one.span.line for one in finding.related if one.path is None and one.role is not Role.COPY]
    named = sorted(passage_lines | {line for line in others[:OTHER_PLACES] if line <= last})
    between = {line + 1 for line, other in pairwise(named) if other == line + 2 and not source.line(line + 1).strip()}
    return sorted({*named, *between})


def _unread(source: SourceText) -> list[tuple[int, str]]:
    if LOST not in source.text:
        return []
    lines = ((number, source.line(number)) for number in range(1, len(source.line_starts) + 1))
    found = []
    for number, line in lines:
        if LOST in line:
            found.append((number, line))
        if len(found) == UNREADABLE_LINES:
            break
    return found


def _lost(line: str) -> tuple[int, int]:
    at = line.find(LOST)
    return at, at


def _marked(finding: Finding, number: int, line: str) -> tuple[int, int]:
    """Return the part of the line that the finding is about; the end of a long passage where its excerpt shows that."""
    span: Span = finding.span
    if not span.line <= number <= span.end_line:
        return 0, 0
    start = span.column - 1 if number == span.line else 0
    end = span.end_column if number == span.end_line else len(line)
    core = finding.excerpt.strip("…").strip()
    if finding.excerpt.startswith("…") and (found := line.find(core)) >= 0:
        start, end = found, found + len(core)
    return min(start, len(line)), min(end, len(line))


def _parts(line: str, marked: tuple[int, int]) -> tuple[str, str, str]:
    """Return the line before, in and behind what is marked; nothing is marked in a line that is marked whole."""
    start, end = marked
    first, last = _window(line, start)
    if start <= len(line) - len(line.lstrip()) and end >= len(line.rstrip()):
        end = start
    before, words, after = line[first:start], line[start : min(end, last)], line[max(start, min(end, last)) : last]
    head, tail = "…" if first else "", "…" if last < len(line) else ""
    return (
        _harmless(head + before),
        _harmless(words + ("" if after else tail)),
        _harmless(after + (tail if after else "")),
    )


def _window(line: str, start: int) -> tuple[int, int]:
    """Return the part of a long line to show, around what begins at `start`."""
    if len(line) <= LINE_CHARACTERS:
        return 0, len(line)
    first = max(0, min(start - BEFORE_CHARACTERS, len(line) - LINE_CHARACTERS))
    last = min(len(line), first + LINE_CHARACTERS)
    if first and (space := line.find(" ", first, min(start, first + LONGEST_WORD))) >= 0:
        first = space + 1
    if last < len(line) and (space := line.rfind(" ", max(start, last - LONGEST_WORD), last)) > start:
        last = space + 1
    return first, last


def _harmless(text: str) -> str:
    """Return `text` without characters that hide, reorder or control what is read; white space is kept as spaces."""
    return "".join(
        " " if mark.isspace() else mark for mark in text if mark == "\t" or _is_shown(mark) or mark.isspace()
    )


def _is_shown(mark: str) -> bool:
    return unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co")
