"""Cuts: paragraphs that stop before their sentence does, what speaks for it, and where they go on.

A missing stop alone is no evidence. What a block is comes first (`shapes`), then what its last words show, then what
the post shows elsewhere: the words begin again, go on, or an older passage follows.
"""

from __future__ import annotations

import sys
from bisect import bisect_right

from content_quality.core.document.article import Article, Paragraph, article
from content_quality.core.document.blocks import Kind
from content_quality.core.document.page_kinds import is_documentation
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.document.set_lines import verse_starts
from content_quality.core.duplicates.repeat_groups import repeats
from content_quality.core.records import dataclass
from content_quality.core.residue.rules import possible_at
from content_quality.core.settings import Settings
from content_quality.core.text import sentences
from content_quality.core.text.content_languages import content_language
from content_quality.core.text.sentences import OBJECT
from content_quality.core.truncation import forms, neighbours
from content_quality.core.truncation.block_place import BlockPlace
from content_quality.core.truncation.comparable_blocks import ComparableBlocks, compare
from content_quality.core.truncation.continuation import ContinuationIndex
from content_quality.core.truncation.cut import Cut, Form
from content_quality.core.truncation.cut_signs import (
    CutSign,
    last_words_show,
    own_signs,
)
from content_quality.core.truncation.displays import is_display
from content_quality.core.truncation.restarts import restart_inside
from content_quality.core.truncation.shapes import LIST_ITEM, Need, Shape, shape_of
from content_quality.core.truncation.tails import tails


@dataclass(frozen=True, slots=True)
class _Reading:
    """A post while its cuts are looked for."""

    post: Post
    settings: Settings
    page: Article
    shapes: dict[int, Shape]  # of paragraphs that end in words
    comparison: ComparableBlocks
    continuations: ContinuationIndex
    verses: frozenset[int]  # where paragraphs of a poem begin
    small_starts: neighbours.SmallStarts


@once_per_post
def cuts(post: Post, settings: Settings) -> tuple[Cut, ...]:
    """Return the cuts of `post`, in order."""
    page = article(post, settings)
    restarts = tuple(cut for p in page.paragraphs if (cut := _restarted(page, p)) is not None)
    open_ends = [(p, _shape(BlockPlace(post, page, p))) for p in page.paragraphs if p.is_open]
    alone = tuple(
        Cut(Form.FRAGMENT, paragraph, (CutSign.ENDS_SENTENCE_ELSEWHERE,), paragraph.index >= page.last, place)
        for paragraph, place in tails(post, page, settings.truncation)
    )
    restarts += alone
    if not open_ends:
        return restarts
    comparison = compare(page, open_ends, settings.truncation)
    shapes = {paragraph.index: shape for paragraph, shape in open_ends}
    continuations, small_starts = ContinuationIndex(page), neighbours.SmallStarts.of(page, post.language)
    reading = _Reading(post, settings, page, shapes, comparison, continuations, verse_starts(post), small_starts)
    found = (_cut(reading, paragraph, shape) for paragraph, shape in open_ends)
    return restarts + tuple(cut for cut in found if cut is not None)


def _shape(place: BlockPlace) -> Shape:
    """Return the shape of a paragraph that ends in words; of a list item only where its last words may show a cut."""
    if place.block.kind is Kind.ITEM and last_words_show(place.paragraph, place.post.language, sure=False) is None:
        return LIST_ITEM
    return shape_of(place)


def _restarted(page: Article, paragraph: Paragraph) -> Cut | None:
    place = restart_inside(paragraph)
    if place is None:
        return None
    return Cut(Form.RESTART, paragraph, (CutSign.BEGINS_AGAIN,), paragraph.index >= page.last, place)


# Of these a repeated beginning still shows a cut: they were judged by their last character.
JUDGED_BY_END = frozenset(("member", "clause-a-paragraph", "verse", "caption", "signs", "before-display"))


def _cut(reading: _Reading, paragraph: Paragraph, shape: Shape) -> Cut | None:
    if paragraph.block.start in reading.verses:
        return None
    if shape.need is Need.NOTHING and shape.name not in JUDGED_BY_END:
        return None
    following = neighbours.following(reading.post, reading.page, paragraph)
    if following is not None:
        cut = _begins_again(reading, paragraph, shape, following) or _is_split(reading, paragraph, shape, following)
        if cut is not None:
            return cut
    if shape.need is Need.NOTHING or reading.comparison.is_unpunctuated(paragraph):
        return None
    language = reading.post.language
    if _is_fragment(reading, paragraph) and not sentences.is_clause(paragraph.prose, language):
        return _open_fragment(reading, paragraph)
    own = own_signs(reading.page, paragraph, shape, reading.comparison, language)
    if not own:
        return None
    return _with_corroboration(reading, paragraph, following, own)


def _is_fragment(reading: _Reading, paragraph: Paragraph) -> bool:
    is_short = paragraph.length <= reading.settings.truncation.fragment_words
    return is_short and not sentences.INNER_STOP.search(paragraph.prose)


EXPLAINS = (":", "：", "=", "(", "（")  # what follows a term


def _begins_again(reading: _Reading, paragraph: Paragraph, shape: Shape, following: Paragraph) -> Cut | None:
    """Return the cut when the next paragraph says the last words again and goes on."""
    is_fragment = _is_fragment(reading, paragraph)
    if not is_fragment and paragraph.prose.strip() == following.prose.strip():
        return None  # told again whole, as `repeated-passage` says
    size = neighbours.overlap(paragraph.prose, following.prose)
    if size < neighbours.least_overlap(paragraph.prose, is_fragment=is_fragment):
        return None
    if is_fragment and following.prose.lstrip()[size:].lstrip().startswith(EXPLAINS):
        return None
    shown = last_words_show(paragraph, reading.post.language, sure=False)
    signs = (CutSign.BEGINS_AGAIN, shown) if shown else (CutSign.BEGINS_AGAIN,)
    place = neighbours.offset_after(following, size)
    at_end = paragraph.index >= reading.page.last
    is_name = is_fragment and shown is None and _may_be_heading(paragraph)
    is_entry = not is_fragment and shown is None and _is_name(following.prose, size)
    if is_entry or (shape.name == "caption" and (is_name or not is_fragment)):
        return None
    return Cut(Form.FRAGMENT if is_fragment else Form.PARAGRAPH, paragraph, signs, at_end, place, is_name)


def _is_name(prose: str, size: int) -> bool:
    """Return whether the words said again are one name, with which an entry may end and the next one begin."""
    again = prose.lstrip()[:size].strip()
    return again[:1].isupper() and again.isalnum() and sentences.UNSPACED.match(again) is None


def _may_be_heading(paragraph: Paragraph) -> bool:
    """Return whether a few words may be a name or a term: without a space, or all with capitals."""
    words = paragraph.prose.split()
    return len(words) == 1 or forms.is_names(paragraph.prose) or sentences.UNSPACED.match(words[0]) is not None


def _is_split(reading: _Reading, paragraph: Paragraph, shape: Shape, following: Paragraph) -> Cut | None:
    """Return the cut when the next paragraph begins in the middle of a sentence."""
    rules, language = reading.settings.truncation, reading.post.language
    if shape.name in ("member", "caption", "signs", "before-display", "aside") or not neighbours.is_resumed(
        paragraph, following, language
    ):
        return None
    after = reading.shapes.get(following.index)
    if is_display(BlockPlace(reading.post, reading.page, following)) or reading.comparison.is_unpunctuated(paragraph):
        return None
    if reading.small_starts.explain(following):
        return None
    is_prose = following.ending.stopped or following.trails or following.ending.sentences
    if after is not None and after.need is Need.NOTHING and after.name not in JUDGED_BY_END:
        return None
    if not is_prose and following.length < rules.running_words:
        return None
    is_particle = sentences.UNSPACED.match(following.prose.lstrip()) is not None
    signs = (
        CutSign.PARTICLE_BELOW if is_particle else CutSign.RESUMES_BELOW,
        *_signs_at_break(reading, paragraph, shape),
    )
    return Cut(Form.SPLIT, paragraph, signs, paragraph.index >= reading.page.last, following.block.start)


def _signs_at_break(reading: _Reading, paragraph: Paragraph, shape: Shape) -> tuple[CutSign, ...]:
    """Return what the words before a blank line show, when the sentence resumes below it."""
    shown = last_words_show(paragraph, reading.post.language, sure=False)
    if shown is CutSign.COMMA_LAST or shape.name == "clause-a-paragraph":
        return (CutSign.COMMA_AT_BREAK,)
    if shown is not None:
        return (shown,)
    if _lacks_predicate(reading, paragraph):
        return (CutSign.NO_PREDICATE,)
    others = (CutSign.OTHERS_END_IN_STOPS,) if reading.comparison.ends_in_stops(paragraph) else ()
    return (CutSign.NO_STOP, *others)


def _lacks_predicate(reading: _Reading, paragraph: Paragraph) -> bool:
    """Return whether the post is written in full forms, which show a sentence's end, and this one has not ended."""
    is_formal = reading.page.formal and content_language(reading.post.language).shows_predicates
    return is_formal and not sentences.is_finished(paragraph.ending.core, reading.post.language, formal=True)


def _open_fragment(reading: _Reading, paragraph: Paragraph) -> Cut | None:
    """Return the cut when a few words stand alone that cannot end, in a post whose paragraphs end in stops."""
    shown = None if paragraph.ending.bracketed else last_words_show(paragraph, reading.post.language, sure=True)
    is_cut = shown is not None and "item" not in paragraph.block.containers and OBJECT not in paragraph.prose
    above, below = (reading.page.by_index.get(paragraph.index + step) for step in (-1, 1))
    if above is not None and above.is_open and below is not None:
        return None  # words that join what stands above and below: a row of names, “as well as”, another row
    if shown is None or not is_cut or not reading.comparison.ends_in_stops(paragraph):
        return None
    return Cut(Form.FRAGMENT, paragraph, (shown,), paragraph.index >= reading.page.last)


LACKS_STOP = frozenset((CutSign.NO_STOP, CutSign.OTHERS_END_IN_STOPS, CutSign.ENDS_ARTICLE))


def _with_corroboration(
    reading: _Reading, paragraph: Paragraph, following: Paragraph | None, own: tuple[CutSign, ...]
) -> Cut:
    """Return the cut with what the rest of the post says about it."""
    post, page = reading.post, reading.page
    place = reading.continuations.continuation(paragraph)
    at_end = paragraph.index >= page.last
    signs = list(own)
    if place is not None:
        signs.append(CutSign.GOES_ON_ELSEWHERE)
    if following is not None and _is_copy(following.block.start, repeats(post, reading.settings).superfluous):
        signs.append(CutSign.OLDER_PASSAGE_FOLLOWS)
    if _is_residue(page, paragraph.index + 1):
        signs.append(CutSign.MACHINE_TALK_FOLLOWS)
    if at_end:
        signs.append(CutSign.ENDS_ARTICLE)
    if LACKS_STOP.issuperset(signs) and (
        reading.comparison.is_habit(paragraph) or (not at_end and is_documentation(post, reading.settings))
    ):
        signs = [sign for sign in signs if sign is not CutSign.OTHERS_END_IN_STOPS]
    return Cut(Form.PARAGRAPH, paragraph, tuple(signs), at_end, place)


def _is_residue(page: Article, index: int) -> bool:
    """Return whether what a completion script leaves behind begins the block at `index`, or the one after a rule."""
    while index < len(page.blocks) and page.blocks[index].kind is Kind.RULE:
        index += 1
    if index >= len(page.blocks):
        return False
    start = page.blocks[index].text[:200].lstrip()
    return any(rule.pattern.match(start) for rule in possible_at(start))


def _is_copy(offset: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    index = bisect_right(ranges, (offset, sys.maxsize)) - 1
    return index >= 0 and ranges[index][0] <= offset < ranges[index][1]
