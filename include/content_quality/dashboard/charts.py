"""Geometry of the charts; the templates draw it as SVG, and a table says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content_quality.adapters.store.queries import Batch

WIDTH, HEIGHT = 320, 96  # user units of the drawing
GAP = 2


@dataclass(frozen=True, slots=True)
class Block:
    """A coloured part of a bar."""

    verdict: str
    y: float
    height: float
    posts: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One batch."""

    batch: Batch
    x: float
    width: float
    blocks: tuple[Block, ...]


def batch_bars(batches: Sequence[Batch]) -> list[Bar]:
    """Return a bar per decided batch, the oldest first, held posts at the bottom where the eye compares them."""
    decided = [batch for batch in reversed(batches) if batch.decided_at is not None]
    most = max((batch.posts for batch in decided), default=0)
    if not most:
        return []
    step = min(WIDTH / len(decided), 26)
    start = WIDTH - step * len(decided)  # the newest stands at the right edge
    return [Bar(batch, round(start + index * step, 1), round(step - GAP, 1), _blocks(batch, most)) for index, batch in enumerate(decided)]


def _blocks(batch: Batch, most: int) -> tuple[Block, ...]:
    blocks, bottom = [], float(HEIGHT)
    for verdict, posts in (("hold", batch.hold), ("review", batch.review), ("clear", batch.clear)):
        if posts:
            height = max(posts / most * HEIGHT, 2)  # one post of many still shows
            bottom -= height
            blocks.append(Block(verdict, round(bottom, 1), round(height, 1), posts))
    return tuple(blocks)
