"""The map beside a source: where findings lie, and ribbons between a passage and its copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from content_quality.core.document.source_text import SourceText
from content_quality.dashboard.source_view import HEADING, Mark

HEIGHT = 1000  # user units; the drawing stretches to the height of the window
STRIP_LEFT = 92
REACH = 86  # how far the widest ribbon bulges to the left
THINNEST = 4  # user units; a mark of one character still shows
RIBBONS = 200


@dataclass(frozen=True, slots=True)
class Area:
    """A horizontal band of the strip."""

    y: float
    height: float
    kind: str  # blocker, warning, info, related, text, heading
    anchor: str = ""
    number: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A pair of places that tell the same, or a cut and where it continues."""

    number: int
    role: str
    path: str  # SVG path data
    here: str  # anchor of the finding's own place
    there: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Minimap:
    """Everything the map draws."""

    blocks: tuple[Area, ...]
    areas: tuple[Area, ...]
    ribbons: tuple[Ribbon, ...]


def minimap(source: SourceText, marks: Sequence[Mark]) -> Minimap:
    """Return the map of `source`.

    Heights are proportional to characters, so one endless line is as tall as it is long.
    """
    scale = HEIGHT / max(len(source.text), 1)
    own = {mark.number: mark for mark in marks if not mark.role}
    areas = tuple(
        Area(
            *_extent(mark, scale),
            (mark.role and "related") or mark.severity,
            mark.anchor,
            mark.number,
            source.position(mark.start)[0],
        )
        for mark in sorted(marks, key=lambda mark: (not mark.role, mark.start))
    )
    pairs = [(own[mark.number], mark) for mark in marks if mark.role and mark.number in own]
    ribbons = tuple(_ribbon(source, here, there, scale) for here, there in pairs[:RIBBONS])
    return Minimap(tuple(_blocks(source, scale)), areas, ribbons)


def _extent(mark: Mark, scale: float) -> tuple[float, float]:
    height = max((mark.end - mark.start) * scale, THINNEST)
    return round(min(mark.start * scale, HEIGHT - height), 1), round(height, 1)


def _blocks(source: SourceText, scale: float) -> list[Area]:
    """Return a grey band per line that has words, so that the map looks like the page."""
    starts = [*source.line_starts, len(source.text)]
    bands: list[Area] = []
    for number, (start, end) in enumerate(pairwise(starts), start=1):
        line = source.text[start:end]
        if not line.strip() or (bands and (end - start) * scale < 0.2):  # thinner than a fifth of a unit: not visible
            continue
        bands.append(
            Area(
                round(start * scale, 1),
                round(max((end - start) * scale - 0.8, 0.8), 1),
                "heading" if HEADING.match(line) else "text",
                line=number,
            )
        )
    return bands[:2_000]


def _ribbon(source: SourceText, here: Mark, there: Mark, scale: float) -> Ribbon:
    (top, height), (other_top, other_height) = _extent(here, scale), _extent(there, scale)
    if other_top < top:
        (top, height), (other_top, other_height) = (other_top, other_height), (top, height)
    bottom, other_bottom = top + height, other_top + other_height
    away = STRIP_LEFT - max(14, min(REACH, 14 + (other_bottom - top) / HEIGHT * REACH))
    near = STRIP_LEFT - min((STRIP_LEFT - away) * 0.75, max(other_top - bottom, 0) / HEIGHT * REACH * 2)
    path = (
        f"M{STRIP_LEFT} {top:.1f} C{away:.1f} {top:.1f} {away:.1f} {other_bottom:.1f} {STRIP_LEFT} {other_bottom:.1f} "
        f"L{STRIP_LEFT} {other_top:.1f} C{near:.1f} {other_top:.1f} {near:.1f} {bottom:.1f} {STRIP_LEFT} {bottom:.1f} Z"
    )
    return Ribbon(
        here.number,
        there.role,
        path,
        here.anchor,
        there.anchor,
        (source.position(here.start)[0], source.position(there.start)[0]),
    )
