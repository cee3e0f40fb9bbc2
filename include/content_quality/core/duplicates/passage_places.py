"""Where a passage stands: under which headings, in a list, a quotation or a note, in a place made for recaps."""

from __future__ import annotations

from functools import cached_property
from itertools import groupby

import regex

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.document.prose import Part, Prose
from content_quality.core.records import dataclass
from content_quality.core.text.content_languages import with_edges
from content_quality.core.text.patterns import lazy

WHOLE = 0.8  # of a block's letters, from which a passage holds the block
LABEL_CHARACTERS = 60  # a wholly bold paragraph up to this long is a heading in all but form
LABELS = 3  # headings and bold lines above a passage that name it
EDGE_SHARE = 0.15  # of the prose at either end: the lead and the conclusion
RECAP = lazy(lambda: with_edges("recap"), regex.IGNORECASE)
ASIDE = lazy(r"<(?P<end>/?)(?:blockquote|details|aside)\b", regex.IGNORECASE)
ADMONITION = lazy(
    r"^\s*(?::{3,}|!!!|\?\?\?|={3}\s*\"|\{[%<]\s*\S*(?:tab|note|tip|warning|info|caution|danger|alert|callout))",
    regex.IGNORECASE,
)
NOTE = lazy(r"^\s*+(?:\[\^[^\]\n]++\]:|(?:\*\s*+)?(?:note|n\.b\.|注)\s*[:：])", regex.IGNORECASE)


@dataclass(frozen=True)
class PassagePlace:
    """The letters [first, last) of a post's prose, with what stands around."""

    post: Post
    row: Prose
    first: int
    last: int

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts that hold a letter of the passage."""
        return parts_of(self.row, self.first, self.last)

    @cached_property
    def body(self) -> tuple[Part, ...]:
        """Those that are no headings."""
        return tuple(part for part in self.parts if not part.heading)

    @cached_property
    def whole(self) -> tuple[Part, ...]:
        """The body's parts that lie in the passage, whole or nearly so."""
        return tuple(part for part in self.body if self.share_of(part) >= WHOLE)

    def share_of(self, part: Part) -> float:
        """Return the share of the part's letters that lie in the passage."""
        return (min(part.last, self.last) - max(part.first, self.first)) / (part.last - part.first)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the body."""
        return tuple(self.post.blocks[part.block] for part in self.body)

    @cached_property
    def section(self) -> int:
        """The index of the heading, or of the bold line in its stead, that the passage stands under, or -1."""
        return _labels(self.post)[self.body[0].block] if self.body else -1

    @property
    def offset(self) -> int:
        """How many blocks below that heading the passage begins."""
        return self.body[0].block - self.section if self.body else 0

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The texts of the last headings and bold lines above the passage, the nearest first."""
        found: list[str] = []
        index = self.section
        while index >= 0 and len(found) < LABELS:
            found.append(self.post.blocks[index].text.strip())
            index = _labels(self.post)[index - 1] if index else -1
        return tuple(found)

    @cached_property
    def lead(self) -> str:
        """The bold words that the passage's first block begins with, or nothing."""
        runs = self.blocks[0].runs[:1] if self.blocks else ()
        return "".join(run.text for run in runs if run.strong).strip(" :：.*")

    @property
    def list_span(self) -> tuple[int, int]:
        """The first and the last block of the list that the passage begins in."""
        return _lists(self.post).get(self.body[0].block, (0, -1))

    @cached_property
    def all_listed(self) -> bool:
        """Whether it is made of nothing but list items, headings aside."""
        blocks = [block for block in self.blocks if not block.text.rstrip().endswith((":", "："))] or self.blocks
        return bool(blocks) and all("list" in block.containers for block in blocks)

    @property
    def depth(self) -> int:
        """How many quotations and unfolding parts it begins in."""
        return _depths(self.post)[self.body[0].block] if self.body else 0

    @property
    def is_note(self) -> bool:
        """Whether it begins in a footnote or in a line that calls itself a note."""
        return bool(self.blocks) and ("footnote" in self.blocks[0].containers or bool(NOTE.match(self.source(0))))

    @property
    def is_emphasised(self) -> bool:
        """Whether it is a caption or an aside: a block that is wholly italic."""
        text = self.source(0).strip()
        return (
            len(text) > 2 and text[0] in "*_" and text[1] not in "*_ " and text[-1] == text[0] and text[-2] not in "*_"
        )

    @property
    def is_boxed(self) -> bool:
        """Whether it stands in an admonition or a tab."""
        return bool(self.body) and _boxed(self.post)[self.body[0].block]

    def source(self, index: int) -> str:
        """Return the file's text of block number `index` of the body."""
        return self.post.text[self.blocks[index].start : self.blocks[index].end] if self.blocks else ""

    @property
    def opens(self) -> bool:
        """Whether it begins in the first part of the article."""
        return self.first <= EDGE_SHARE * len(self.row)

    @property
    def closes(self) -> bool:
        """Whether it ends in the last part of the article."""
        return self.last >= (1 - EDGE_SHARE) * len(self.row)

    @property
    def is_edge(self) -> bool:
        """Whether it lies in the first or the last part of the article."""
        room = EDGE_SHARE * len(self.row)
        return self.last <= room or self.first >= len(self.row) - room

    @property
    def in_recap(self) -> bool:
        """Whether it stands under a heading of recaps, or its bold lead calls it one."""
        if not self.body:
            return False
        path = outline(self.post)
        section = self.post.blocks[self.body[0].block].section
        while section >= 0:
            block = self.post.blocks[section]
            if block.level > 1 and len(block.text) <= LABEL_CHARACTERS and RECAP.search(block.text):
                return True
            section = path.get(section, -1)
        lead = "".join(run.text for run in self.blocks[0].runs[:2] if run.strong)
        return bool(lead) and RECAP.search(lead) is not None


@once_per_post
def _depths(post: Post) -> tuple[int, ...]:
    """Return, for each block, how many quotations and unfolding parts it stands in, Markdown's and those of HTML."""
    depths, opened = [], 0
    for block in post.blocks:
        if block.kind is Kind.HTML:
            for tag in ASIDE.finditer(post.text, block.start, block.end):
                opened = max(0, opened + (-1 if tag["end"] else 1))
        depths.append(opened + block.containers.count("quote"))
    return tuple(depths)


@once_per_post
def _lists(post: Post) -> dict[int, tuple[int, int]]:
    """Return, for each block of a list, the first and the last block of that list."""
    found: dict[int, tuple[int, int]] = {}
    for listed, run in groupby(enumerate(post.blocks), key=lambda pair: "list" in pair[1].containers):
        indices = [index for index, _ in run]
        if listed:
            found.update(dict.fromkeys(indices, (indices[0], indices[-1])))
    return found


@once_per_post
def _boxed(post: Post) -> tuple[bool, ...]:
    """Return, for each block, whether it or the block before opens an admonition or a tab."""
    opens = [bool(ADMONITION.match(post.text[block.start : block.end])) for block in post.blocks]
    return tuple(here or before for here, before in zip(opens, (False, *opens), strict=False))


@once_per_post
def _labels(post: Post) -> tuple[int, ...]:
    """Return, for each block, the heading or wholly bold line that it stands under, or -1."""
    found, current = [], -1
    for index, block in enumerate(post.blocks):
        if block.kind is Kind.HEADING or is_label(block):
            current = index
        found.append(current)
    return tuple(found)


def is_label(block: Block) -> bool:
    """Return whether `block` is a heading in all but form: one short line, wholly bold."""
    return (
        block.kind is Kind.PARAGRAPH
        and bool(block.runs)
        and block.runs[0].strong
        and len(block.text) <= LABEL_CHARACTERS
        and all(run.strong for run in block.runs if run.text.strip())
    )


@once_per_post
def outline(post: Post) -> dict[int, int]:
    """Return, for the index of each heading among the blocks, the index of the heading it stands under, or -1."""
    parents: dict[int, int] = {}
    path: list[int] = []
    for index, block in enumerate(post.blocks):
        if block.kind is not Kind.HEADING:
            continue
        while path and post.blocks[path[-1]].level >= block.level:
            path.pop()
        parents[index] = path[-1] if path else -1
        path.append(index)
    return parents


def subheadings(post: Post, section: int) -> list[str]:
    """Return the headings right under the heading at index `section`."""
    return _children(post).get(section, [])


@once_per_post
def _children(post: Post) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for index, parent in outline(post).items():
        found.setdefault(parent, []).append(post.blocks[index].text.strip())
    return found


def parts_of(row: Prose, first: int, last: int) -> tuple[Part, ...]:
    """Return the parts that hold the letters [first, last)."""
    return row.parts[row.part_at(first) : row.part_at(last - 1) + 1]
