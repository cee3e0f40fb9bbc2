"""Pages to look things up in: nobody wrote them on a day, most paragraphs name code, and each section is read alone.

Sections of a manual say again what a reader needs who came for them; that is no damage. Posts have a day or an author.
"""

from __future__ import annotations

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.page_kinds import is_dated_or_signed
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.duplicates.pair import Pair
from content_quality.core.duplicates.passage_places import outline
from content_quality.core.settings import Settings

SECTIONS = 5  # headings, below which a page is read from top to bottom
BLOCKS = 10  # of prose; in fewer, shares mean nothing
OF_CODE = 0.3  # share of the paragraphs, list items and examples that are code or name some
TORN = 2  # signs of a tear; entries begin and end as they like, so that one is none
IN_ORDER = 3  # blocks with their heading, from which an editor wants to compare the two
MEANT = -4.5  # weight of what one section says as another does: worth a note
PERHAPS_MEANT = -1.5  # of a whole section


@once_per_post
def is_manual(post: Post, settings: Settings) -> bool:
    """Return whether the page is a manual and no post."""
    prose = [block for block in post.blocks if block.is_prose]
    headings = sum(block.kind is Kind.HEADING for block in post.blocks)
    if len(prose) < BLOCKS or headings < SECTIONS or is_dated_or_signed(post, settings):
        return False
    named = sum(any(run.kind is Text.CODE for run in block.runs) for block in prose)
    examples = sum(block.kind is Kind.CODE for block in post.blocks)
    return named + examples >= OF_CODE * (len(prose) + examples)


def said_again(pair: Pair) -> float:
    """Sections of a manual say the same; what was torn or pasted twice in a row is damage there, too."""
    if not is_manual(pair.post, pair.settings) or pair.is_flattened or pair.is_loop or pair.restarts:
        return 0.0
    listed = pair.copy.all_listed and pair.source.all_listed
    torn = sum((pair.breaks_off, pair.continues_cut, pair.begins_inside))
    pasted = pair.is_adjacent and pair.is_verbatim and len(pair.pieces) == 1 and not pair.swapped_share
    if not listed and (torn >= TORN or pasted):
        return 0.0
    names = [
        {pair.post.blocks[part.block].text.strip() for part in side.parts if part.heading}
        for side in (pair.copy, pair.source)
    ]
    told_twice = pair.paragraphs >= IN_ORDER and pair.is_verbatim and bool(names[0] & names[1])
    return PERHAPS_MEANT if told_twice and not _in_other_parts(pair) else MEANT


def _in_other_parts(pair: Pair) -> bool:
    """Return whether the two stand below headings of different names, each of which a reader comes for."""
    post, parents = pair.post, outline(pair.post)
    names = []
    for side in (pair.copy, pair.source):
        headings = [part.block for part in side.parts if part.heading]
        above = parents[headings[0]] if headings else -1
        names.append(post.blocks[above].text.strip() if above >= 0 else "")
    return all(names) and names[0] != names[1]
