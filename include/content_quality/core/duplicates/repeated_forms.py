"""Forms that authors repeat on purpose: a row of paragraphs, definitions of terms, the words before an example."""

from __future__ import annotations

import regex
from rapidfuzz.distance import Indel

from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.page_kinds import is_dated_or_signed
from content_quality.core.document.post import Post
from content_quality.core.duplicates.intent import in_sibling_sections, leads_in
from content_quality.core.duplicates.match import ALIKE
from content_quality.core.duplicates.pair import Pair
from content_quality.core.duplicates.passage_places import PassagePlace
from content_quality.core.duplicates.tokens import weight_of
from content_quality.core.text.patterns import lazy

ROW = 3  # blocks next to each other, from which their form is a pattern; two are versions of one paragraph
EDGE_SHARE = 0.2  # of a block's letters; with less of it, the edge of a passage reaches into the block by chance
LONGEST_ROW = 40  # blocks that are compared; a longer row shows its form all the same
SAME_WORDS, NEARLY_ALL = 0.75, 0.92  # share of equal tokens in a reworded paragraph; parallel ones share fewer
LONG_PARAGRAPH = 150  # weight in letters, dense ones counted twice
NAMED = 2  # runs, among which the term of an entry stands: “**--all**, **-a**”, “Name `x`”


def in_a_row(pair: Pair) -> bool:
    """Whether the two are members of a row: three or more blocks of one form, of which no two say the same.

    A guided breath goes from the feet to the head, a boy comes to three doors, a list counts what each letter means.
    """
    sides = (pair.copy, pair.source)
    blocks = {part.block for side in sides for part in side.parts if side.share_of(part) >= EDGE_SHARE}
    if not blocks or pair.is_loop or pair.is_flattened or pair.restarts or pair.likeness == 1:
        return False
    texts = _row(pair.post, min(blocks), max(blocks))
    return len(texts) >= ROW and len({text.strip().casefold() for text in texts}) == len(texts)


def _row(post: Post, first: int, last: int) -> list[str]:
    """Return the texts of blocks `first` to `last` and of those around them that are alike; none if one is not."""
    blocks = post.blocks
    if last - first >= LONGEST_ROW or not all(block.is_prose for block in blocks[first : last + 1]):
        return []
    if not all(
        _are_alike(one, other) for one, other in zip(blocks[first:last], blocks[first + 1 : last + 1], strict=True)
    ):
        return []
    while first > 0 and last - first < ROW and _are_alike(blocks[first - 1], blocks[first]):
        first -= 1
    while last + 1 < len(blocks) and last - first < ROW and _are_alike(blocks[last], blocks[last + 1]):
        last += 1
    return [block.text for block in blocks[first : last + 1]]


def _are_alike(one: Block, other: Block) -> bool:
    if not (one.is_prose and other.is_prose) or one.kind is not other.kind:
        return False
    return Indel.normalized_similarity(one.text, other.text, score_cutoff=ALIKE) > 0


def of_other_terms(pair: Pair) -> bool:
    """Whether the two say the same of different terms: each begins with one of its own, in bold or as code."""
    if pair.is_flattened or pair.paragraphs > 1 or len(pair.copy.body) > 1 or len(pair.source.body) > 1:
        return False
    one, other = _term(pair.copy), _term(pair.source)
    return bool(one) and bool(other) and one != other


def _term(side: PassagePlace) -> str:
    """Return the bold words or the code that the passage's block begins with, or nothing."""
    runs = side.blocks[0].runs[:NAMED] if side.blocks else ()
    if not runs or not (runs[0].strong or runs[0].kind is Text.CODE):
        return ""
    return runs[0].text.strip(" :：.*")


def before_examples(pair: Pair) -> bool:
    """Whether all of it leads on to examples: each paragraph stands above a block of code.

    The steps of a tutorial recur where a reader takes them again.
    """
    if pair.is_flattened or pair.is_loop or pair.begins_inside or pair.breaks_off:
        return False
    if pair.likeness < 1 and pair.paragraphs == 1 and not pair.swapped[0] and not leads_in(pair):
        return False  # one paragraph and its edited copy may stand above code by chance
    return all(
        side.whole and all(_leads_on(pair.post, part.block) for part in side.whole) for side in (pair.copy, pair.source)
    )


def _leads_on(post: Post, block: int) -> bool:
    following = post.blocks[block + 1] if block + 1 < len(post.blocks) else None
    return following is not None and following.kind is Kind.CODE


EXPLAINED = 2  # paragraphs below an example


def after_examples(pair: Pair) -> bool:
    """Whether each of the two explains an example of its own: a block of code stands right above, another one each."""
    if pair.is_flattened or pair.is_loop or pair.begins_inside or pair.breaks_off or pair.paragraphs > EXPLAINED:
        return False
    blocks, above = pair.post.blocks, [side.body[0].block - 1 for side in (pair.copy, pair.source)]
    if min(above) < 0 or not all(blocks[index].kind is Kind.CODE for index in above):
        return False
    one, other = (pair.post.text[blocks[index].start : blocks[index].end] for index in above)
    return one.strip() != other.strip()


def are_steps_of_each(pair: Pair) -> bool:
    """Whether three or more sections have the same few steps around an example: “Check it”, a command, “It answers”.

    Whoever pastes by accident pastes a passage into one other section.
    """
    copy, source = pair.copy, pair.source
    if pair.siblings < OTHER_SECTIONS or pair.paragraphs > EXPLAINED or pair.is_flattened or pair.is_loop:
        return False
    if copy.section == source.section or copy.labels[:1] == source.labels[:1]:
        return False
    return all(
        any(block.kind is Kind.CODE for block in pair.post.blocks[side.body[0].block : side.body[-1].block + 2])
        for side in (copy, source)
    )


OTHER_SECTIONS = 2  # besides the first


def are_definitions(pair: Pair) -> bool:
    """Whether the two are terms with their definitions, below headings of their own: “ptr”, and “: an address”."""
    if pair.is_flattened or pair.is_loop or pair.copy.section == pair.source.section:
        return False
    return all(DEFINITION.search(block.text) for side in (pair.copy, pair.source) for block in side.blocks)


def are_alternatives(pair: Pair) -> bool:
    """Whether the lines above the two count alternatives: “Option B: by bus”, “Option C: on foot”."""
    names = [ALTERNATIVE.match(side.labels[0]) if side.labels else None for side in (pair.copy, pair.source)]
    one, other = ((name["word"].casefold(), name["number"]) if name else ("", "") for name in names)
    return bool(one[0]) and one[0] == other[0] and one[1] != other[1]


DEFINITION = lazy(r"\n[ \t]*:\s")
ALTERNATIVE = lazy(
    r"(?P<word>option|method|approach|alternative|variante?|way|case|scenario|route|choice|opción|opção|méthode|möglichkeit"
    r"|weg|方法|方案|手順|案)\s?(?P<number>[A-Z]|\d{1,2}|[一二三四五])\b",
    regex.IGNORECASE,
)


def in_other_words(pair: Pair) -> bool:
    """Whether one long paragraph of a post says, further on, what another one said, with other words here and there.

    Whoever writes two versions of a paragraph and forgets to delete one leaves this. Nothing that identifies something
    differs, and the place is none for a recap.
    """
    if pair.paragraphs != 1 or not SAME_WORDS <= pair.agreement < NEARLY_ALL or pair.is_adjacent:
        return False
    one, other = pair.copy, pair.source
    if len(one.body) > 1 or len(other.body) > 1 or one.all_listed or other.all_listed or pair.swapped_share:
        return False
    if (one.is_edge and other.is_edge) or one.in_recap or other.in_recap or in_sibling_sections(pair):
        return False
    weight = weight_of(pair.row, pair.occurrence.match.first, pair.occurrence.match.last)
    return weight >= LONG_PARAGRAPH and is_dated_or_signed(pair.post, pair.settings)
