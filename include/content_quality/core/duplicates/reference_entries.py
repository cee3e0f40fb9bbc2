"""Entries of a reference: sections that are named after options, functions and settings, and share what they share.

The text of such entries is written to one pattern, and whole sentences recur because what they describe works alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.duplicates.pair import Pair
from content_quality.core.duplicates.passage_places import PassagePlace, outline
from content_quality.core.text.patterns import lazy

ENTRIES = 5  # sections named after identifiers, from which a page is a reference
BELOW = 2  # blocks below a heading, in which the identifier may stand as code
CODE_SHARE = 0.5  # of a heading's letters; above it the heading names something of a program
TAG = lazy(r"<[^<>]{0,200}>")
# An option, a call, a dotted, snake_case, camelCase or hyphenated name: “--save”, “inject(app)”, “server.listen”, “onClose”, “set-up”.  # noqa: E501 - one sentence for people
IDENTIFIER = lazy(
    r"\W{0,3}(?:--?[a-z][\w-]*+|[\w.$]++\([^()\n]*+\)|[A-Za-z_$][\w$]*+(?:(?:\.|::|_)[A-Za-z_$<][\w$]*+)++"
    r"|[a-z$]++[A-Z][\w$]*+|[a-z]\w*+(?:/[a-z][\w-]*+)++(?=:|\W*$)|[a-z]\w*+(?:-\w++)++(?=\W*$))(?=[\s(<:=,]|\W*$)"
)


@once_per_post
def _entry_headings(post: Post) -> frozenset[int]:
    """Return the indices of the blocks that name an identifier: headings, and entries of lists with others below.

    Where the page is a reference, a heading of their level names one, too, though it is a plain word.
    """
    blocks = post.blocks
    named = {
        index
        for index, block in enumerate(blocks)
        if block.kind is Kind.HEADING and (_names_identifier(block) or _is_code(blocks[index + 1 : index + 1 + BELOW]))
    }
    if len(named) < ENTRIES:
        return frozenset(named)
    headings = [index for index, block in enumerate(blocks) if block.kind is Kind.HEADING]
    levels = Counter(blocks[index].level for index in headings)
    own = Counter(blocks[index].level for index in named)
    return frozenset(named | {i for i in headings if 2 * own[blocks[i].level] >= levels[blocks[i].level]})


def _is_code(blocks: Sequence[Block]) -> bool:
    """Return whether one of the blocks is a line of code alone: the identifier that the heading is about."""
    return any(
        block.kind is Kind.PARAGRAPH
        and any(run.kind is Text.CODE for run in block.runs)
        and not any(run.text.strip() for run in block.runs if run.kind is not Text.CODE)
        for block in blocks
    )


def _names_identifier(heading: Block) -> bool:
    code = sum(len(run.text.strip()) for run in heading.runs if run.kind is Text.CODE)
    text = TAG.sub("", heading.text).strip()
    return code > CODE_SHARE * len(text) or IDENTIFIER.match(text) is not None


def is_reference(post: Post) -> bool:
    """Return whether the page describes identifiers one by one."""
    return len(_entry_headings(post)) >= ENTRIES


def entry_of(post: Post, block: int) -> int:
    """Return the index of the heading that names the entry in which `block` stands, or -1."""
    if block < 0:
        return -1
    entries, parents = _entry_headings(post), outline(post)
    section = block if block in parents else post.blocks[block].section
    while section >= 0 and section not in entries:
        section = parents[section]
    return section


def _most_of(side: PassagePlace) -> int:
    """Return the block that holds most of the passage; an edge may reach into the entry before."""
    return max(side.body, key=lambda part: min(part.last, side.last) - max(part.first, side.first)).block


def in_other_entries(pair: Pair) -> bool:
    """Return whether the two stand in entries of different names, and neither side shows damage of its own."""
    post = pair.post
    one, other = (entry_of(post, _most_of(side)) for side in (pair.source, pair.copy))
    while min(one, other) >= 0 and post.blocks[one].text.strip() == post.blocks[other].text.strip():
        if one == other:
            return False
        one, other = entry_of(post, outline(post)[one]), entry_of(post, outline(post)[other])
    if min(one, other) < 0:
        return False
    if pair.is_flattened or pair.is_loop or pair.restarts or pair.breaks_off:
        return False
    return not pair.begins_inside or pair.swapped_share > 0
