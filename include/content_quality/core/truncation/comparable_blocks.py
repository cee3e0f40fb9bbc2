"""How the comparable blocks of a post end: those of the same kind, in the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field

from content_quality.core.document.article import Article, Paragraph
from content_quality.core.records import dataclass
from content_quality.core.settings import Truncation
from content_quality.core.truncation.shapes import Need, Shape

Group = tuple[tuple[str, ...], int]


@dataclass(slots=True)
class _Ends:
    """How the blocks of one group end."""

    stopped: int = 0
    open: set[int] = field(default_factory=set)  # indices of those that end in words
    single: set[int] = field(default_factory=set)  # indices of those that are one sentence without its stop


@dataclass(frozen=True, slots=True)
class ComparableBlocks:
    """How blocks end, by group: what stands in the same containers, and, of lists, in the same one."""

    groups: dict[int, Group]  # of a paragraph, by its index
    ends: dict[Group, _Ends]
    rules: Truncation

    def share(self, paragraph: Paragraph) -> tuple[float, int]:
        """Return the share of the other blocks of its group that end in a stop, and how many those are."""
        ends = self.ends.get(self.groups.get(paragraph.index, ((), -1)), _Ends())
        total = ends.stopped + len(ends.open - {paragraph.index})
        return (ends.stopped / total if total else 0.0), ends.stopped

    def ends_in_stops(self, paragraph: Paragraph) -> bool:
        """Return whether the blocks that `paragraph` is like end in stops."""
        share, stopped = self.share(paragraph)
        return share >= self.rules.stopped_share and stopped >= self.rules.running_paragraphs

    def is_strict(self, paragraph: Paragraph) -> bool:
        """Return whether nearly all of them do."""
        share, stopped = self.share(paragraph)
        return share >= self.rules.strict_share and stopped >= self.rules.strict_paragraphs

    def is_habit(self, paragraph: Paragraph) -> bool:
        """Return whether other paragraphs of one sentence lack their stop, too: their author sets none there."""
        ends = self.ends.get(self.groups.get(paragraph.index, ((), -1)), _Ends())
        return paragraph.index in ends.single and len(ends.single) > self.rules.single_sentences

    def is_unpunctuated(self, paragraph: Paragraph) -> bool:
        """Return whether several blocks like it, and none of them, end in a stop: a transcript, a chat, free verse."""
        ends = self.ends.get(self.groups.get(paragraph.index, ((), -1)), _Ends())
        return not ends.stopped and len(ends.open) >= self.rules.unpunctuated_blocks

    def is_loose(self, paragraph: Paragraph) -> bool:
        """Return whether most of them end in none: verse, notes, a list of names."""
        share, stopped = self.share(paragraph)
        return bool(stopped or share) and share < self.rules.half_share


def compare(page: Article, open_ends: Iterable[tuple[Paragraph, Shape]], rules: Truncation) -> ComparableBlocks:
    """Return how the paragraphs of `page` end; `open_ends` are those without a stop, and their shapes."""
    groups = _groups(page)
    ends: dict[Group, _Ends] = defaultdict(_Ends)
    for paragraph in page.paragraphs:
        if not paragraph.is_open and not paragraph.trails and paragraph.length >= rules.clause_words:
            ends[groups[paragraph.index]].stopped += 1
    for paragraph, shape in open_ends:
        is_counted = shape.need > Need.NOTHING and (shape.need > Need.LAST_WORD or "item" in paragraph.block.containers)
        if is_counted and paragraph.length >= _least(paragraph, rules):
            ends[groups[paragraph.index]].open.add(paragraph.index)
        if shape.need is Need.STOP and not paragraph.ending.sentences and paragraph.length >= rules.clause_words:
            ends[groups[paragraph.index]].single.add(paragraph.index)
    return ComparableBlocks(groups, dict(ends), rules)


def _least(paragraph: Paragraph, rules: Truncation) -> int:
    return rules.clause_words if "item" in paragraph.block.containers else rules.running_words


def _groups(page: Article) -> dict[int, Group]:
    """Return the group of each paragraph: its containers, and the number of its list."""
    groups: dict[int, Group] = {}
    lists = 0
    for index, block in enumerate(page.blocks):
        in_list = "list" in block.containers
        if not in_list:
            lists += 1
        groups[index] = (block.containers, lists if in_list else 0)
    return groups
