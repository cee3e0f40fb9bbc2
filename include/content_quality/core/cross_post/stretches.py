"""The stretches of a post that older posts hold, and which of them follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from content_quality.core.cross_post.passages import Passage, PostVersion
from content_quality.core.cross_post.verification import Copied
from content_quality.core.findings import (
    Span,
)
from content_quality.core.records import dataclass

UNRELATED = 0.55  # likeness that two paragraphs reach by chance; only what is above it speaks for a copy
LABEL = 48  # weight of a stretch below which it is a line of a list or a turn of phrase, and adds nothing to a passage


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage of the newer post that an older post holds; `framed` says that it stands at the same end of both."""

    passage: Passage
    older: PostVersion
    source: Passage
    copy: Copied
    framed: bool = False

    @property
    def weight(self) -> int:
        """How much of the newer post it is."""
        letters = len(self.passage.text) or 1
        return round(self.passage.weight * (self.copy.last - self.copy.first) / letters)

    @property
    def evidence(self) -> float:
        """How much it speaks for a copy: its weight, less what chance explains of its likeness."""
        return self.weight * (self.copy.likeness - UNRELATED) / (1 - UNRELATED) if self.weight >= LABEL else 0.0


def best_stretches(
    stretches: Sequence[Stretch], totals: Mapping[str, Sequence[Stretch]] | None = None
) -> list[Stretch]:
    """Return one stretch for each passage, in order.

    A stretch of the post that most was taken from comes first, then the most alike one.
    """
    best: dict[tuple[Span, int], Stretch] = {}
    weight = {post: sum(stretch.weight for stretch in found) for post, found in (totals or {}).items()}

    def rank(stretch: Stretch) -> tuple[int, float, int]:
        return weight.get(stretch.older.post_id, 0), stretch.copy.likeness, stretch.copy.last - stretch.copy.first

    for stretch in stretches:
        key = (stretch.passage.span, stretch.passage.exact)
        if key not in best or rank(stretch) > rank(best[key]):
            best[key] = stretch
    return sorted(best.values(), key=lambda stretch: stretch.passage.span)


def runs_of(stretches: list[Stretch]) -> Iterator[list[Stretch]]:
    """Yield stretches that follow each other in both posts, as one passage."""
    run: list[Stretch] = []
    for stretch in stretches:
        if run and not _follows(stretch, run[-1]):
            yield run
            run = []
        run.append(stretch)
    if run:
        yield run


def _follows(stretch: Stretch, last: Stretch) -> bool:
    """Return whether `stretch` comes after `last` in both posts, with next to nothing between them."""
    step, source_step = stretch.passage.block - last.passage.block, stretch.source.block - last.source.block
    again = stretch.source == last.source and stretch.copy.source_first < last.copy.source_last
    return 0 <= step <= NEXT and 0 <= source_step <= NEXT and not again


NEXT = 3  # blocks: a heading or a picture may stand between two paragraphs of one passage


def joined_span(first: Span, last: Span) -> Span:
    """Return the span from the start of `first` to the end of the later one."""
    return Span(first.line, first.column, *max((first.end_line, first.end_column), (last.end_line, last.end_column)))
