"""Tell parallels from copies: entries and sections that a person wrote to one pattern are no repeats.

What is told twice on purpose is in `intended`: appeals, notices, summaries and quotations.
"""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz.distance import Indel

from content_quality.core.document.markdown import Kind
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.document.prose import Part, Prose
from content_quality.core.duplicates.self_matches import VERBATIM, Match

NUMBER = re.compile(r"\d+")
FEW_NUMBERS = 2  # with fewer numbers on a side, an edit may have changed them all
# of the numbers; a copy with a quarter of its words edited keeps three quarters, releases and surveys keep fewer
SAME_NUMBERS = 0.5
HEADINGS_ALIKE = 0.6  # likeness of headings that name variants of one thing: “Ruby 2.4 series”, “At present”
ENTRIES_ALIKE = 0.90  # likeness below which two entries of one list are parallels
NEIGHBOURS = 2  # blocks apart; entries next to each other are written to one pattern
LOOSE = 0.85  # likeness below which like headings make two sections parallels
# letters on a side; up to here entries of lists, and the lines that lead into them, may be alike by pattern
LONGEST_ENTRY = 150
LONGEST_PARALLEL = 1_500  # letters; no one writes longer passages to one pattern by hand
RESHAPED = 3  # times as many blocks on one side: a copy pasted on one line, not a parallel
SUBHEADINGS = 8  # compared at most; the first few say whether two sections share a pattern
COLONS = (":", "：")
STOPS = (".", "!", "?", "。", "！", "？", "।", "؟")


def is_parallel(post: Post, row: Prose, match: Match) -> bool:
    """Return whether `match` joins two passages that are alike on purpose: other numbers, or sections of one pattern."""
    if match.length > LONGEST_PARALLEL or _reshaped(row, match):
        return False
    if match.likeness < 1 and _other_numbers(*_apart(row, match)):
        return True
    part, source = first_body(row, match.first, match.last), first_body(row, match.source_first, match.source_last)
    if part is None or source is None:
        return True  # a heading and its echo in the text
    if match.likeness < VERBATIM and _period(match) <= LONGEST_ENTRY and _are_entries(post, row, match):
        return True
    section, source_section = post.blocks[part.block].section, post.blocks[source.block].section
    if section == source_section:
        if not _in_one_list(post, part, source):
            return False
        near = part.block - source.block <= NEIGHBOURS
        return match.likeness < (1 if near else ENTRIES_ALIKE) or (near and not _ends_with_blocks(row, match))
    if min(section, source_section) < 0 or part.block - section != source.block - source_section:
        return False
    heading, source_heading = post.blocks[section], post.blocks[source_section]
    if heading.text.strip() == source_heading.text.strip():
        parents = outline(post)
        return match.likeness < VERBATIM and parents[section] != parents[source_section]
    if heading.level != source_heading.level:
        return False
    if NUMBER.sub("", heading.text) == NUMBER.sub("", source_heading.text) or match.likeness == 1:
        return NUMBER.sub("", heading.text) == NUMBER.sub("", source_heading.text)
    if (
        match.likeness < (VERBATIM if match.length <= LONGEST_ENTRY else LOOSE)
        and Indel.normalized_similarity(heading.text, source_heading.text) >= HEADINGS_ALIKE
    ):
        return True
    subheadings = _subheadings(post, section)
    return bool(subheadings) and subheadings == _subheadings(post, source_section)


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


def leads_in(post: Post, part: Part) -> bool:
    """Return whether the block leads into a list or an example: such lines are alike wherever they stand."""
    return post.blocks[part.block].text.rstrip().endswith(COLONS)


def _reshaped(row: Prose, match: Match) -> bool:
    blocks = row.part_at(match.last - 1) - row.part_at(match.first) + 1
    source_blocks = row.part_at(match.source_last - 1) - row.part_at(match.source_first) + 1
    return max(blocks, source_blocks) >= RESHAPED * min(blocks, source_blocks)


def _other_numbers(copy: str, source: str) -> bool:
    numbers, source_numbers = Counter(NUMBER.findall(copy)), Counter(NUMBER.findall(source))
    same = (numbers & source_numbers).total()
    if same >= SAME_NUMBERS * max(1, min(numbers.total(), source_numbers.total())):
        return False
    if min(numbers.total(), source_numbers.total()) >= FEW_NUMBERS:
        return True
    return bool(numbers) and NUMBER.sub("", copy) == NUMBER.sub("", source)


def _apart(row: Prose, match: Match) -> tuple[str, str]:
    """Return the two tellings as far as they do not overlap: in a row of like entries only the first entry of each is compared."""
    size = _period(match)
    return row.text(match.first, match.first + size), row.text(
        match.source_first, min(match.source_last, match.source_first + size)
    )


def _period(match: Match) -> int:
    """Return the length of what is told again: of one entry, where a row of like entries follows itself."""
    return min(match.first - match.source_first, match.length)


def _are_entries(post: Post, row: Prose, match: Match) -> bool:
    """Return whether both tellings are nothing but entries of lists, not all of them sentences, and the lines that lead into them."""
    parts = [*parts_of(row, match.first, match.last), *parts_of(row, match.source_first, match.source_last)]
    blocks = [post.blocks[part.block] for part in parts if not leads_in(post, part)]
    return all("list" in block.containers for block in blocks) and not all(
        block.text.rstrip().endswith(STOPS) for block in blocks
    )


def _ends_with_blocks(row: Prose, match: Match) -> bool:
    """Return whether both tellings begin and end with blocks."""
    sides = ((match.first, match.last), (match.source_first, match.source_last))
    return all(row.before(first)[0] == first and row.after(last)[1] == last for first, last in sides)


def _in_one_list(post: Post, part: Part, source: Part) -> bool:
    return all("list" in block.containers for block in post.blocks[source.block : part.block + 1])


def _subheadings(post: Post, section: int) -> list[str]:
    """Return the headings right under the heading at index `section`."""
    return [post.blocks[index].text.strip() for index, parent in outline(post).items() if parent == section][
        :SUBHEADINGS
    ]


def first_body(row: Prose, first: int, last: int) -> Part | None:
    """Return the first part of the letters [first, last) that is no heading."""
    return next((part for part in parts_of(row, first, last) if not part.heading), None)


def parts_of(row: Prose, first: int, last: int) -> tuple[Part, ...]:
    """Return the parts that hold the letters [first, last)."""
    return row.parts[row.part_at(first) : row.part_at(last - 1) + 1]
