"""A post as an article: its paragraphs of running prose, their style, and where the article ends.

What closes a page (related posts, calls to action, tags, the author's box) is set aside first: otherwise every post
that
ends in a link would seem cut. Text below such a footer is still read.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import regex

from content_quality.core.document.blocks import Block, Kind, Text, TextRun
from content_quality.core.document.html_text import HTML_HIDDEN
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.text import sentences
from content_quality.core.text.content_languages import alternatives
from content_quality.core.text.patterns import lazy
from content_quality.core.text.sentences import OBJECT, Ending

LONG_HEADING = 90  # characters; a heading with so many and a sentence stop inside is a paragraph that was glued to it
# Headings and labels of what closes a page, in the languages of the sites measured and of the common themes (Jekyll
# minima and Chirpy, Hugo PaperMod, WordPress, Ghost, Zenn, note): related posts, sharing, author, affiliate, comments.
CLOSING = lazy(lambda: rf"^[\s\p{{So}}\p{{P}}]*(?:{alternatives('closing')})", regex.IGNORECASE)
RUNNING_STOPS = 2  # sentence stops inside a paragraph; with so many it is text, and no caption of a link or a book
WORDS, OBJECTS, UNJUDGED = (
    frozenset({Text.PROSE, Text.BREAK}),
    frozenset({Text.CODE, Text.URL, Text.IMAGE}),
    frozenset({Text.BREAK, Text.NOTE}),
)
LINKED_SHARE = 0.6  # of a block's letters; above it the block is a link, not a sentence


@dataclass(frozen=True, eq=False)
class Paragraph:
    """A block of prose with its place among the post's visible blocks."""

    index: int  # in Article.blocks
    block: Block
    prose: str  # what a reader sees; code, addresses and images stand as OBJECT
    trails: bool  # something that is no prose ends it: a link, code, a template tag, an image
    ending: Ending  # one that trails off in an object has no judged end of its own
    is_open: bool  # it ends in words and without a stop

    @cached_property
    def length(self) -> int:
        """Words of prose, as `sentences.length` counts."""
        return sentences.length(self.prose)


@dataclass(frozen=True, eq=False)
class Article:
    """The visible blocks of a post, its paragraphs, and the index of the block with which the article ends."""

    blocks: tuple[Block, ...]
    paragraphs: tuple[Paragraph, ...]
    last: int  # index into blocks; -1 when nothing but boilerplate stands in the post
    formal: bool  # most Japanese or Korean paragraphs end in full forms (です・ます, 다・요)
    closing: frozenset[int]  # indices of blocks in sections that close a page
    pauses: frozenset[int]  # indices of paragraphs that end in a comma, right before another paragraph

    @cached_property
    def by_index(self) -> dict[int, Paragraph]:
        """The paragraphs by the index of their block."""
        return {paragraph.index: paragraph for paragraph in self.paragraphs}


@once_per_post
def article(post: Post, settings: Settings) -> Article:
    """Return the article in `post`."""
    blocks = tuple([block for block in post.blocks if block.is_prose or _is_visible(post, block)])
    paragraphs = tuple([_paragraph(post, index, block) for index, block in enumerate(blocks) if _reads_as_prose(block)])
    stopped = [sentences.is_formal(p.prose, post.language) for p in paragraphs if not p.is_open and not p.trails]
    formal = 2 * sum(stopped) > len(stopped)
    closing = _closing_sections(blocks)
    return Article(blocks, paragraphs, _last(blocks, closing, settings), formal, closing, _pauses(paragraphs))


COMMAS = (",", "，", "、", "،")


def _pauses(paragraphs: tuple[Paragraph, ...]) -> frozenset[int]:
    return frozenset(
        one.index
        for one, following in pairwise(paragraphs)
        if one.prose.rstrip(" *_\n").endswith(COMMAS)
        and following.index == one.index + 1
        and one.block.containers == following.block.containers == ()
    )


def _is_visible(post: Post, block: Block) -> bool:
    if block.kind is Kind.HTML:
        return bool(HTML_HIDDEN.sub("", post.text[block.start : block.end]).strip())
    return True


def _reads_as_prose(block: Block) -> bool:
    if block.is_prose:
        return bool(block.runs)
    return (
        block.kind is Kind.HEADING
        and len(block.text) >= LONG_HEADING
        and bool(sentences.INNER_STOP.search(block.text, sentences.MIN_SENTENCE))
    )


def _paragraph(post: Post, index: int, block: Block) -> Paragraph:
    prose = "".join([run.text if run.kind in WORDS else _seen(run) for run in block.runs])
    after = post.text[block.runs[-1].end : block.end]
    last = _last_run(block)
    trails = last.linked or last.kind in OBJECTS or "{" in after or "<img" in after or "<a" in after or "</a" in after
    ending = sentences.ending(prose)
    return Paragraph(index, block, prose, trails, ending, not trails and not ending.stopped)


def _last_run(block: Block) -> TextRun:
    """Return the run that ends the words of `block`."""
    for run in reversed(block.runs):
        if run.kind not in UNJUDGED and run.text.strip(" *_~)]）】」』”’\"'"):
            return run
    return block.runs[-1]


def _seen(run: TextRun) -> str:
    return OBJECT * len(run.text) if run.kind in (Text.CODE, Text.URL) else ""


def _closing_sections(blocks: tuple[Block, ...]) -> frozenset[int]:
    """Return the indices of blocks under headings that close a page, until running text begins again."""
    closing: set[int] = set()
    level = 0
    for index, block in enumerate(blocks):
        if block.is_prose:
            if level and len(list(sentences.INNER_STOP.finditer(block.text[:2_000]))) >= RUNNING_STOPS:
                level = 0
        elif block.kind is Kind.HEADING and not (level and block.level > level):
            level = block.level if CLOSING.search(block.text) else 0
        if level:
            closing.add(index)
    return frozenset(closing)


def _last(blocks: tuple[Block, ...], closing: frozenset[int], settings: Settings) -> int:
    own = [regex.compile(pattern) for pattern in settings.truncation.boilerplate]
    last = len(blocks) - 1
    while last >= 0 and (last in closing or _closes_page(blocks[last], own)):
        last -= 1
    return last


def _closes_page(block: Block, own: list[regex.Pattern[str]]) -> bool:
    if block.kind in (Kind.RULE, Kind.TEMPLATE, Kind.HTML):
        return True
    text = block.text.strip()
    if not text and block.kind is not Kind.CODE:
        return True  # an image, an empty anchor
    if block.kind is Kind.CODE or block.kind is Kind.TABLE:
        return False
    if CLOSING.search(text[:200]) or any(pattern.search(text) for pattern in own):
        return True
    return block.kind is not Kind.HEADING and (linked_share(block) >= LINKED_SHARE or _is_aside(block))


def _is_aside(block: Block) -> bool:
    """Return whether the whole block is set in emphasis or is a note: a signature, a disclaimer, a call to action."""
    prose = [run for run in block.runs if run.kind is Text.PROSE and run.text.strip()]
    return bool(prose) and (all(run.strong for run in prose) or "footnote" in block.containers)


def linked_share(block: Block) -> float:
    """Return the share of the letters of `block` that stand in links, in [0, 1]; 1 when there are no letters."""
    letters = sum(len(run.text.strip()) for run in block.runs if run.kind is not Text.IMAGE)
    linked = sum(len(run.text.strip()) for run in block.runs if run.linked or run.kind is Text.URL)
    return linked / letters if letters else 1.0
