"""Tell parallels from copies: entries and sections that a person wrote to one pattern are no repeats."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz.distance import Indel

from content_quality.core.markdown import Block, Kind
from content_quality.core.matching import VERBATIM, Match
from content_quality.core.post import Post
from content_quality.core.prose import Part, Prose

NUMBER = re.compile(r"\d+")
FEW_NUMBERS = 2  # with fewer numbers on a side, an edit may have changed them all
SAME_NUMBERS = 0.5  # of the numbers; a copy with a quarter of its words edited keeps three quarters, releases and surveys keep fewer
HEADINGS_ALIKE = 0.6  # likeness of headings that name variants of one thing: “Ruby 2.4 series”, “At present”
ENTRIES_ALIKE = 0.90  # likeness below which two entries of one list are parallels
NEIGHBOURS = 2  # blocks apart; entries next to each other are written to one pattern
LOOSE = 0.85  # likeness below which like headings make two sections parallels
COLONS = (":", "：")


def is_parallel(post: Post, row: Prose, match: Match) -> bool:
    """Return whether `match` joins two passages that are alike on purpose: other numbers, or sections of one pattern."""
    if match.likeness < 1 and _other_numbers(row.text(match.first, match.last), row.text(match.source_first, match.source_last)):
        return True
    part, source = _first_body(row, match.first, match.last), _first_body(row, match.source_first, match.source_last)
    if part is None or source is None:
        return True  # a heading and its echo in the text
    heading, source_heading = _heading(post, part), _heading(post, source)
    if heading is source_heading:
        return match.likeness < (1 if part.block - source.block <= NEIGHBOURS else ENTRIES_ALIKE) and _in_one_list(post, part, source)
    if heading is None or source_heading is None or _rank(post, part) != _rank(post, source):
        return False
    if heading.text.strip() == source_heading.text.strip():
        return match.likeness < VERBATIM and _parent(post, heading) is not _parent(post, source_heading)
    if heading.level != source_heading.level:
        return False
    if NUMBER.sub("", heading.text) == NUMBER.sub("", source_heading.text) or match.likeness == 1:
        return NUMBER.sub("", heading.text) == NUMBER.sub("", source_heading.text)
    if match.likeness < LOOSE and Indel.normalized_similarity(heading.text, source_heading.text) >= HEADINGS_ALIKE:
        return True
    subheadings = _subheadings(post, heading)
    return bool(subheadings) and subheadings == _subheadings(post, source_heading)


def leads_in(post: Post, part: Part) -> bool:
    """Return whether the block leads into a list or an example: such lines are alike wherever they stand."""
    return post.blocks[part.block].text.rstrip().endswith(COLONS)


def _other_numbers(copy: str, source: str) -> bool:
    numbers, source_numbers = Counter(NUMBER.findall(copy)), Counter(NUMBER.findall(source))
    same = (numbers & source_numbers).total()
    if same >= SAME_NUMBERS * max(numbers.total(), source_numbers.total(), 1):
        return False
    if min(numbers.total(), source_numbers.total()) >= FEW_NUMBERS:
        return True
    return bool(numbers) and NUMBER.sub("", copy) == NUMBER.sub("", source)


def _in_one_list(post: Post, part: Part, source: Part) -> bool:
    return all("list" in block.containers for block in post.blocks[source.block : part.block + 1])


def _subheadings(post: Post, heading: Block) -> list[str]:
    """Return the headings under `heading`."""
    found = []
    for block in post.blocks[post.blocks.index(heading) + 1 :]:
        if block.kind is Kind.HEADING:
            if block.level <= heading.level:
                break
            found.append(block.text.strip())
    return found


def _first_body(row: Prose, first: int, last: int) -> Part | None:
    return next((part for part in row.parts[row.part_at(first) : row.part_at(last - 1) + 1] if not part.heading), None)


def _heading(post: Post, part: Part) -> Block | None:
    section = post.blocks[part.block].section
    return post.blocks[section] if section >= 0 else None


def _rank(post: Post, part: Part) -> int:
    """Return how many blocks stand between the block's heading and the block."""
    return part.block - post.blocks[part.block].section


def _parent(post: Post, heading: Block) -> Block | None:
    """Return the heading that `heading` stands under."""
    above = None
    for block in post.blocks:
        if block is heading:
            return above
        if block.kind is Kind.HEADING and block.level < heading.level:
            above = block
    return above
