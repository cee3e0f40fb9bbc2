"""What is written to one pattern on purpose: sibling sections, entries of a reference, stanzas, tabs, quotations."""

from __future__ import annotations

import operator

from content_quality.core.document.blocks import Kind
from content_quality.core.document.set_lines import verses
from content_quality.core.duplicates.exchanges import says_no
from content_quality.core.duplicates.intent import (
    headings_alike,
    headings_count,
    in_pattern,
    in_sibling_sections,
    same_subsection,
)
from content_quality.core.duplicates.pair import Pair
from content_quality.core.duplicates.reference_entries import in_other_entries, is_reference
from content_quality.core.duplicates.release_logs import logged_under, parted_by_release

LONGEST_PARALLEL = 1_500  # letters; no one writes longer passages to one pattern by hand
ENTRY = -3.5  # weight of an entry that stands in two lists, or in a list and as a paragraph
AGREES = 0.65  # share of equal tokens in a near copy; 25 % of edited words leave 0.75
SECTIONS = 2  # in each of which one entry of a list stands again
LONGER = 1.4  # times the length of the line under the title
STANZAS = 2  # or paragraphs; told again word for word and in order, from which it is the poem and not its refrain
SHORT_SECTION = 2  # paragraphs; a longer one that recurs is a copy
PARALLEL = -4.0  # weight of sections written to one pattern: it outweighs whatever agrees
RECURRING = -4.5  # the same of a section that recurs under its own heading in several parts: worth a note


def siblings(pair: Pair) -> float:
    """Sections under sibling headings are written alike; what names their subjects differs."""
    if pair.is_flattened or pair.occurrence.match.length > LONGEST_PARALLEL:
        return 0.0
    if in_pattern(pair) and pair.swapped_share:
        return PARALLEL
    if in_pattern(pair) and same_subsection(pair) and pair.paragraphs <= SHORT_SECTION:
        return RECURRING
    if not in_sibling_sections(pair):
        return 0.0
    return PARALLEL if headings_count(pair) else -0.75 if pair.swapped_share or headings_alike(pair) else -0.25


def entries(pair: Pair) -> float:
    """Entries of a reference share whole sentences; where the page is none, two such names are a doubt."""
    if not in_other_entries(pair) or pair.occurrence.match.length > LONGEST_PARALLEL:
        return 0.0
    if not is_reference(pair.post):
        return RECURRING if pair.paragraphs <= 1 and not pair.is_adjacent else -1.0
    return RECURRING if pair.is_strong else PARALLEL


def variants(pair: Pair) -> float:
    """Sections whose headings name variants of one thing: “With a click”, “With a key”."""
    if (
        pair.paragraphs < STANZAS
        or not pair.is_verbatim
        or pair.is_flattened
        or pair.continues_cut
        or min(pair.copy.section, pair.source.section) < 0
    ):
        return 0.0
    one, other = (pair.post.blocks[side.section] for side in (pair.copy, pair.source))
    if one.kind is not Kind.HEADING or one.level != other.level:
        return 0.0
    words, others = one.text.split(), other.text.split()
    differ = sum(map(operator.ne, words, others))
    return -0.5 if len(words) == len(others) > 1 and differ == 1 else 0.0


def opposite(pair: Pair) -> float:
    """What to do and what not to do, in the same words."""
    one, other = (says_no(side.blocks[0].text.split(maxsplit=2)) for side in (pair.copy, pair.source))
    return -1.5 if one != other and pair.agreement >= AGREES else 0.0


def announced_sections(pair: Pair) -> float:
    """A list names in its entries what sections of their own say further on."""
    listed, told = (pair.source, pair.copy) if pair.source.all_listed else (pair.copy, pair.source)
    if not listed.all_listed or told.all_listed or pair.is_flattened or len(told.body) < SECTIONS:
        return 0.0
    sections = {pair.post.blocks[part.block].section for part in told.body}
    return ENTRY if len(sections) == len(told.body) else 0.0


def led_by_links(pair: Pair) -> float:
    """Two entries of a list of links, which lead to different pages and describe them in the same words."""
    if not (len(pair.copy.body) == len(pair.source.body) == 1 and pair.copy.all_listed and pair.source.all_listed):
        return 0.0
    one, other = (
        "".join(run.text for run in side.blocks[0].runs[:1] if run.linked) for side in (pair.copy, pair.source)
    )
    return ENTRY if one and other and one != other else 0.0


def releases(pair: Pair) -> float:
    """A changelog lists the same change, and what is still wrong, under several releases."""
    if pair.is_flattened or pair.is_loop or pair.begins_inside or pair.breaks_off:
        return 0.0
    one, other = (side.body[0].block for side in (pair.copy, pair.source))
    is_other = parted_by_release(pair.post, one, other) and pair.is_verbatim
    if not is_other and same_subsection(pair) and pair.paragraphs <= SHORT_SECTION:
        is_other = logged_under(pair.post, one) != logged_under(pair.post, other)
    return (RECURRING if pair.is_strong else PARALLEL) if is_other else 0.0


def verse(pair: Pair) -> float:
    """A refrain is meant, and so are stanzas of one pattern; a poem told again whole is not."""
    lines = verses(pair.post)
    stanzas = pair.paragraphs >= STANZAS and pair.likeness == 1
    is_poem = stanzas and all(pair.copy.share_of(part) == 1 for part in pair.copy.body)
    if not lines or is_poem or pair.is_flattened or pair.is_loop:
        return 0.0
    in_verse = all(part.block in lines for side in (pair.copy, pair.source) for part in side.body)
    return PARALLEL if in_verse else 0.0


def opening_line(pair: Pair) -> float:
    """The line under a title says in other words what the first paragraph says."""
    first = next((index for index, block in enumerate(pair.post.blocks) if block.is_prose), -1)
    is_first = len(pair.source.body) == len(pair.copy.body) == 1 and pair.source.body[0].block == first
    if not is_first or not pair.is_adjacent or pair.is_verbatim:
        return 0.0
    return -1.0 if len(pair.copy.source(0)) >= LONGER * len(pair.source.source(0)) else 0.0


def boxed(pair: Pair) -> float:
    """Tabs and admonitions say the same for another system, version or reader."""
    if not (pair.copy.is_boxed or pair.source.is_boxed):
        return 0.0
    return -2.5 if pair.copy.is_boxed and pair.source.is_boxed and pair.swapped_share else -1.0


def quotation(pair: Pair) -> float:
    """A quotation and its source, or two versions of a quotation."""
    if pair.copy.depth != pair.source.depth:
        return -3.0
    return -1.5 if pair.copy.depth and pair.likeness < 1 else 0.0  # two versions of a quotation
