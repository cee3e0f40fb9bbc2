"""Which lines of a post an edit touched: the edited ones and their neighbours. The cost is linear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from content_quality.core.document.source_text import LINE_END

EDGE = ""  # before the first line and behind the last one; no line that is compared is empty


def touched_lines(before: str, after: str) -> frozenset[int]:
    """Return the 1-based lines of `after` that have another neighbour, before or behind, than anywhere in `before`.

    Blank lines do not count. A line that was deleted leaves two lines that were no neighbours, so both are touched.
    """
    known = set(pairwise(line for _, line in _framed(before)))
    return frozenset(
        number
        for (first, one), (second, other) in pairwise(_framed(after))
        if (one, other) not in known
        for number in (first, second)
        if number
    )


def _framed(text: str) -> Iterator[tuple[int, str]]:
    yield 0, EDGE
    yield from _lines(LINE_END.split(text))
    yield 0, EDGE


def _lines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=1):
        if words := line.strip():
            yield number, words
