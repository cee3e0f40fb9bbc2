"""See `shown_html`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from content_quality.core.document.blocks import Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, excerpt, message
from content_quality.core.residue.shown_text import ShownText, is_kramdown, shown_blocks, unquoted
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

NAMES = (
    r"(?:p|div|span|br|strong|em|b|i|u|ul|ol|li|h[1-6]|a|img|table|tr|td|th|tbody|thead|blockquote|figure|figcaption"
    r"|section|article|small|sup|sub|code|pre|hr|font|center)"
)
PAIR = lazy(rf"<(?P<name>{NAMES})\b[^<>\n]{{0,300}}>(?P<held>[^<>]{{3,}})</(?P=name)\s*>", 2)
MARKUP_ONLY = lazy(rf"\s*(?:</?{NAMES}\b[^<>]{{0,300}}/?>|<!--)", 2)
OPENING = lazy(r"<[a-zA-Z][^<>\n]{0,300}(?<!/)>")
TAG = lazy(r"<[^<>\n]{0,300}>")
FEWEST_WORDS = 3
DENSE_CHARACTERS = 5


def shown_html(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag HTML that readers see as text, because it was escaped, or indented and so shown as code.

    Why it matters: readers see `<p>` and `</div>` around the words.
    Example: `&lt;p&gt;The office is closed.&lt;/p&gt;`; a `<p>` that is indented by four spaces below a blank line
    inside a `<div>`.
    Instead: write the characters themselves, or Markdown; remove the indentation.
    Known false positives: a post that explains HTML outside code. A pair of tags around fewer than three words is not
    flagged.
    """
    for _, block in shown_blocks(post, "</"):
        shown = ShownText.of(block)
        match = PAIR.search(unquoted(shown.text))
        if match is None or not _wraps_words(match["held"], at_start=not shown.text[: match.start()].strip()):
            continue
        start, end = shown.span(*match.span())
        yield _finding(post, start, end)
    if not is_kramdown(post, settings):  # Kramdown goes on with an element below a blank line
        yield from _indented(post)


def _wraps_words(held: str, *, at_start: bool) -> bool:
    """Return whether tags around `held` are markup, and not what the sentence is about."""
    if (held[:1].isspace() or held[-1:].isspace()) and not at_start:
        return False
    return len(held.split()) >= FEWEST_WORDS or (not held.isascii() and len(held.strip()) >= DENSE_CHARACTERS)


def _indented(post: Post) -> Iterator[DraftFinding]:
    """Yield HTML that goes on from an HTML block, but is shown as code because it is indented."""
    seen = [block for block in post.blocks if not post.text.startswith("<!--", block.start)]
    for before, block in pairwise(seen):
        if block.kind is not Kind.CODE or block.info != "indented" or before.kind is not Kind.HTML:
            continue
        tags = post.text[before.start : before.end]
        if len(OPENING.findall(tags)) <= tags.count("</"):
            continue  # the element before is closed: the indented block is code
        source = post.text[block.start : block.end]
        lines = [line for line in source.splitlines() if line.strip()]
        if lines and MARKUP_ONLY.match(source) and all(TAG.search(line) for line in (lines[0], lines[-1])):
            yield _finding(post, block.start, block.end)


def _finding(post: Post, start: int, end: int) -> DraftFinding:
    return post.finding(
        start,
        end,
        message(
            "In line {line} readers see HTML as text (“{words}”).",
            line=post.source.position(start)[0],
            words=excerpt(post.text[start:end], 60),
        ),
        suggestion=message("Write the characters themselves instead of entities, and remove the indentation."),
    )
