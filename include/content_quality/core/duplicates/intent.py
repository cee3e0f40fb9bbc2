"""Signs that a repeat is meant: entries of lists, sections of one pattern, appeals, announcements; and program text."""

from __future__ import annotations

import regex
from rapidfuzz.distance import Indel

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.duplicates.pair import Pair
from content_quality.core.duplicates.passage_places import outline, subheadings
from content_quality.core.duplicates.tokens import NUMBER
from content_quality.core.text.characters import letters_in
from content_quality.core.text.content_languages import with_edges
from content_quality.core.text.patterns import lazy

ANNOUNCES = 80  # characters before a passage, in which words may announce it
COLONS = (":", "：")
HEADINGS_ALIKE = 0.6  # likeness of headings that name variants of one thing
LONGEST_APPEAL = 300  # letters
CODE_SHARE = 0.07  # of the characters; prose has less than half of it
LETTERS = 0.55  # of what is written; a text in pictures or drawn with signs has fewer
CODE_ENDS = (",", ";", "{", "}", "[", "]", ");")
CODE_LINES = 0.6  # of the lines; lines of prose rarely end in commas
CODE = "{}();=<>[]_\\|#$│┃─━├┤┼└┘┌┐═║"  # and the lines of drawn tables
# The prompt of a shell, and what `ls -l` prints.
PROMPT = lazy(
    r"^[ \t]{0,8}(?:[\w.-]{1,40}@[\w.:~/-]{1,80}[$%#]|\$) (?!\p{N})\S|^[-dlbcps][-rwxsStT]{9}\b",
    regex.MULTILINE,
)
SIGNS_OF_PROMPTS = ("$ ", "# ", "% ", "rw", "r-", "--", "-x", "wx")  # one of these is in it
ANNOUNCED = lazy(lambda: with_edges("repeats_on_purpose"), regex.IGNORECASE)
ORDINAL = lazy(r"^(?:\p{L}+ )?\p{N}+[.):：、]?\s+")
ENTITIES = lazy(r"(?:&?#?\w{2,8};\s*)+&?\w{0,8}")


def _top(post: Post, block: int) -> int:
    """Return the heading above `block` that has others below it, or -1."""
    parents, section = outline(post), post.blocks[block].section
    while section >= 0 and not subheadings(post, section):
        section = parents[section]
    return section


def same_list(pair: Pair) -> bool:
    """Whether the two are entries of one list."""
    return pair.copy.all_listed and pair.source.all_listed and pair.copy.list_span == pair.source.list_span


def part_of_list(pair: Pair) -> bool:
    """Whether the two are some entries of lists, but not the whole of both."""
    if not (pair.copy.all_listed and pair.source.all_listed) or len(pair.copy.body) < 2:
        return False
    if not pair.is_verbatim:
        return True
    spans = (side.list_span for side in (pair.copy, pair.source))
    sizes = (len(pair.copy.body), len(pair.source.body))
    return any(size < last - first + 1 for (first, last), size in zip(spans, sizes, strict=True))


def same_subsection(pair: Pair) -> bool:
    """Whether the two begin at the same place below headings of the same name."""
    copy, source = pair.copy, pair.source
    return copy.offset == source.offset and copy.labels[:1] == source.labels[:1]


def in_pattern(pair: Pair) -> bool:
    """Whether the two stand in sections of one pattern: other names above, the same subheadings below."""
    tops = [_top(pair.post, side.body[0].block) for side in (pair.copy, pair.source)]
    if min(tops) < 0 or tops[0] == tops[1]:
        return False
    blocks = pair.post.blocks
    below = [subheadings(pair.post, top) for top in tops]
    return blocks[tops[0]].text.strip() != blocks[tops[1]].text.strip() and bool(set(below[0]) & set(below[1]))


def leads_in(pair: Pair) -> bool:
    """Whether both are a line that leads on to a list or an example: such lines are alike wherever they stand."""
    return all(
        pair.post.blocks[part.block].text.rstrip().endswith(COLONS) for part in (*pair.copy.whole, *pair.source.whole)
    )


def is_appeal(pair: Pair) -> bool:
    """Whether it is a short paragraph with a link, far from its source and word for word."""
    match = pair.occurrence.match
    if match.length > LONGEST_APPEAL or not pair.is_verbatim or pair.is_adjacent or pair.paragraphs != 1:
        return False
    if not (pair.source.opens or pair.copy.closes):
        return False
    return all(any(run.linked for run in block.runs) for block in (pair.copy.blocks[0], pair.source.blocks[0]))


def in_sibling_sections(pair: Pair) -> bool:
    """Whether the two begin at the same place below different headings."""
    copy, source = pair.copy.section, pair.source.section
    if copy == source or min(copy, source) < 0:
        return False
    return pair.copy.offset == pair.source.offset


def headings_alike(pair: Pair) -> bool:
    """Whether the headings above the two name variants of one thing: “Ruby 2.4 series”, “Ruby 2.5 series”."""
    one, other = (pair.post.blocks[side.section].text for side in (pair.copy, pair.source))
    return not pair.is_verbatim and Indel.normalized_similarity(one, other) >= HEADINGS_ALIKE


def headings_count(pair: Pair) -> bool:
    """Whether the headings above the two differ in nothing but a number that is not their own: “Ruby 2.4 series”."""
    if min(pair.copy.section, pair.source.section) < 0:
        return False
    one, other = (ORDINAL.sub("", pair.post.blocks[side.section].text.strip()) for side in (pair.copy, pair.source))
    return one != other and NUMBER.sub("", one) == NUMBER.sub("", other)


def has_siblings(pair: Pair) -> bool:
    """Whether the two are members of one list or sections, or follow each other."""
    return in_sibling_sections(pair) or pair.is_adjacent or (pair.copy.all_listed and pair.source.all_listed)


def led_in_anew(pair: Pair) -> bool:
    """Whether a list stands again below other words that lead in to it: it is recalled, and was not pasted."""
    if not (pair.copy.all_listed and pair.source.all_listed) or pair.is_adjacent:
        return False
    above = [_lead_in(pair, side.body[0].block) for side in (pair.copy, pair.source)]
    return all(above) and above[0] != above[1]


def _lead_in(pair: Pair, block: int) -> str:
    """Return the paragraph right above the list in which the block stands; "" when a heading or nothing does."""
    blocks = pair.post.blocks
    while block > 0 and "list" in blocks[block].containers:
        block -= 1
    return blocks[block].text.strip() if blocks[block].kind is Kind.PARAGRAPH else ""


def is_announced(pair: Pair) -> bool:
    """Whether the text says that it repeats.

    In the sentence before, in the line that leads in, or in its first words.
    """
    part, start = pair.copy.parts[0], pair.row.range(pair.copy.first, pair.copy.first + 1)[0]
    block = pair.post.blocks[part.block]
    index = pair.row.part_at(pair.copy.first)
    above = pair.row.parts[index - 1].block if index and part.first == pair.copy.first else part.block
    before = pair.post.blocks[above].text.rstrip() if above != part.block else ""
    lead = before[-ANNOUNCES:] if before.endswith(COLONS) else ""
    here = pair.post.text[max(block.start, start - ANNOUNCES) : start + ANNOUNCES // 2]
    return bool(ANNOUNCED.search(lead) or ANNOUNCED.search(here))


def is_code(pair: Pair) -> bool:
    """Whether it reads like a program that lost its fence."""
    start, end = pair.row.range(pair.copy.first, pair.copy.last)
    match = pair.occurrence.match
    if ENTITIES.fullmatch(pair.post.text, *pair.row.range(match.first, match.last)):
        return True
    if any(_has_prompt(block.text) for block in pair.copy.blocks):
        return True
    lines = pair.post.text[start:end].split("\n")
    if len(lines) > 1 and sum(line.rstrip().endswith(CODE_ENDS) for line in lines) >= CODE_LINES * len(lines):
        return True
    text = "".join(run.text for block in pair.copy.blocks for run in block.runs if run.kind is Text.PROSE)
    if letters_in(text) < LETTERS * len("".join(text.split())):
        return True
    return sum(map(text.count, CODE)) >= CODE_SHARE * len(text)


def _has_prompt(text: str) -> bool:
    """Return whether a line of `text` begins with the prompt of a shell."""
    return any(map(text.__contains__, SIGNS_OF_PROMPTS)) and PROMPT.search(text) is not None


# A number of a release in the title counts as well.
RELEASE_HEADING = lazy(lambda: with_edges("release_headings"), regex.IGNORECASE)
RELEASE_NUMBER = lazy(r"\bv?\d+\.\d+(?:\.\d+)?\b|\bv\d+\b")
RELEASE_HEADINGS = 2  # of these, from which a post is a release note


@once_per_post
def is_release_note(post: Post) -> bool:
    """Return whether a post announces a release: it lists the same change in its highlights and in full."""
    title = post.front_matter.text("title") or ""
    count = sum(block.kind is Kind.HEADING and RELEASE_HEADING.search(block.text) is not None for block in post.blocks)
    return count >= RELEASE_HEADINGS or (count >= 1 and RELEASE_NUMBER.search(title) is not None)


def listed_in_release(pair: Pair) -> bool:
    """Return whether one change of a release stands under two headings of its notes."""
    entries = pair.copy.all_listed or pair.source.all_listed
    return entries and not pair.is_flattened and pair.copy.section != pair.source.section and is_release_note(pair.post)
