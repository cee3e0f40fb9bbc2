"""Where in a post a sign of machine talk is looked for: at its edges, and at the beginning of every other block."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.records import dataclass
from content_quality.core.residue.sign import Sign

SILENT = frozenset({Kind.CODE, Kind.RULE, Kind.TEMPLATE, Kind.TABLE})
HEAD_CHARACTERS = 140  # of a block in the middle of a post: there machine talk begins a paragraph


def head_of(block: Block) -> str:
    """Return what is read of a block in the middle of the post: its beginning, and nothing of lists and quotations."""
    if block.kind in SILENT or "item" in block.containers or "quote" in block.containers:
        return ""
    return block.text[:HEAD_CHARACTERS]


@dataclass(frozen=True, slots=True)
class Heads:
    """What is read of each block, one below the other and in lower case, and where each begins."""

    text: str
    starts: list[int]

    @classmethod
    def of(cls, heads: list[str]) -> Heads:
        """Return the `heads` of all blocks as one text."""
        text = "\n".join(heads).replace("’", "'")
        lower = text.lower()
        if len(lower) != len(text):  # a letter that is two in lower case
            lower = "".join([letter if len(letter.lower()) != 1 else letter.lower() for letter in text])
        return cls(lower, [0, *accumulate(len(head) + 1 for head in heads)])

    def blocks_with(self, sign: Sign, anchors: list[str]) -> Iterator[int]:
        """Yield the numbers of the blocks that hold one of the `anchors` of `sign`, and all that it needs."""
        told = set[int]()
        for anchor in anchors:
            at = self.text.find(anchor)
            while at >= 0:
                number = bisect_right(self.starts, at) - 1
                start, end = self.starts[number], self.starts[number + 1]
                if number not in told:
                    told.add(number)
                    if sign.has_all_in(self.text[start:end]):
                        yield number
                at = self.text.find(anchor, end)


def may_stand(sign: Sign, index: int, edges: tuple[int, int]) -> bool:
    """Return whether `sign` may stand in block number `index`."""
    if sign.at == "first":
        return index <= edges[0]
    if sign.at == "last":
        return index >= edges[1]
    return sign.at != "edge" or index <= edges[0] or index >= edges[1]


def edges_of(blocks: tuple[Block, ...]) -> tuple[int, int]:
    """Return the first and the last block that holds a sentence of the post."""
    speaking = (index for index, block in enumerate(blocks) if _speaks(block))
    first = next(speaking, -1)
    if first < 0:
        return -1, len(blocks)
    last = next(index for index in range(len(blocks) - 1, -1, -1) if _speaks(blocks[index]))
    if blocks[first].kind is Kind.HEADING:
        first = next((index for index in speaking if blocks[index].kind is not Kind.HEADING), first)
    return first, last


def _speaks(block: Block) -> bool:
    return (
        block.kind not in (Kind.RULE, Kind.TEMPLATE)
        and "footnote" not in block.containers
        and bool(block.text)
        and not block.text.isspace()
    )
