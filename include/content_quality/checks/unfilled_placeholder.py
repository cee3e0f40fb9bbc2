"""See `unfilled_placeholder`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, excerpt, message
from content_quality.core.residue import template_slots
from content_quality.core.residue.shown_text import ShownText
from content_quality.core.settings import Settings
from content_quality.core.text.content_languages import alternatives
from content_quality.core.text.patterns import lazy

# What templates and language models leave to be filled in (Wikipedia, “Signs of AI writing”, placeholder text), in
# brackets and with a verb or a possessive; rhetorical gaps such as 〇〇 or “X company” are no placeholders.
PLACEHOLDER = lazy(
    lambda: (
        rf"{alternatives('placeholders')}|\blorem ipsum dolor sit amet\b"
        r"|\bXXX[-.]XXX[-.]XXXX\b|\b(?:your|you|name|user)(?:[._-]?(?:name|email))?@(?:your-?)?(?:email|domain"
        r"|company|website|provider)\.com\b"
    ),
    regex.IGNORECASE,
)
# A bracket that is a whole paragraph, and names what should stand there.
WHOLE_BLOCK = lazy(
    r"\s*[\[［【](?:(?:call[ -]to[ -]action|cta|image|photo|picture|screenshot|video|chart|graphic|infographic"
    r"|diagram|illustration|quote|testimonial|internal link|"
    r"external link|link|button|signature|author bio|headline|subheading|hook|author|name|date"
    r"|title)(?: (?:here|placeholder|goes here|\d{1,2}))?(?:\s*[:：–-][^\[\]\n]{0,120})?"
    r"|(?:image|photo|picture|screenshot|video) (?:of|showing|description)[^\[\]\n]{0,120}"
    r"|(?:画像|写真|図|動画|リンク|スクリーンショット)(?:\s*[:：][^\]］】\n]{0,60})?|(?:图片|圖片|视频|链接)(?:\s*[:：][^\]］】\n]{0,60})?)[\]］】]\s*$",
    regex.IGNORECASE,
)
ALT_TEXT = lazy(lambda: rf"(?:{alternatives('placeholder_alternatives')})[.:]?$", regex.IGNORECASE)
NOTE_TO_SELF = lazy(r"\s*(?:TODO|TBD|FIXME|TKTK)\b\s*(?:[:：(（]|$)")
# One is in each placeholder, but for lorem ipsum, and in each note.
MARKS = ("[", "［", "【", "@", "XXX", " here)", "ここ", "TODO", "TBD", "FIXME", "TKTK")
LOREM = "lorem"
CHECKBOX = lazy(r"\[(?:x|X| )\]")
UNREAD = frozenset({Kind.CODE, Kind.RULE, Kind.TEMPLATE})


def unfilled_placeholder(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a placeholder that was not filled in, and an author's own reminder at the start of a block.

    Why it matters: readers see the template instead of the text.
    Example: “Write to [insert contact address]”; “TODO: add the figures”; “【ここに画像を挿入】”; “{company_name}”; an image
    whose alternative text is “alt text”.
    Instead: fill in or delete the placeholder.
    Known false positives: posts that explain a template outside a code block. Text in links is never a placeholder.
    """  # noqa: E501 - a table or an example
    has_lorem = False
    for found in _placeholders(post, settings):
        is_lorem = found.passage.casefold().startswith(LOREM)
        if not (is_lorem and has_lorem):  # a template holds it in each paragraph
            yield found
        has_lorem = has_lorem or is_lorem


def _placeholders(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    own = _own(settings.residue.placeholders)
    reads_all = bool(own) or (set(LOREM) <= set(post.alphabet.lower()) and LOREM in post.text.lower())
    held = [mark for mark in MARKS if mark in post.visible]
    for start, end in template_slots.slots(post):
        yield _finding(post, start, end)
    for block in post.blocks:
        if block.kind in UNREAD:
            continue
        yield from _alternative_texts(post, block)
        if reads_all or any(mark in block.text for mark in held):
            yield from _in_block(post, block, own)


def _in_block(post: Post, block: Block, own: tuple[regex.Pattern[str], ...]) -> Iterator[DraftFinding]:
    shown = ShownText.of(block)
    text = "".join(
        " " * len(run.text) if run.kind in (Text.CODE, Text.URL) or run.linked else run.text for run in shown.runs
    )
    if block.kind is Kind.PARAGRAPH:
        whole = NOTE_TO_SELF.match(text) or WHOLE_BLOCK.match(text)
        if whole:
            yield _finding(post, *shown.span(0, len(text.rstrip())))
            return
    for pattern in (PLACEHOLDER, *own):
        for match in pattern.finditer(text):
            if not CHECKBOX.fullmatch(match[0]):
                yield _finding(post, *shown.span(*match.span()))


def _alternative_texts(post: Post, block: Block) -> Iterator[DraftFinding]:
    for run in block.runs:
        if run.kind is Text.IMAGE and run.text and ALT_TEXT.match(run.text.strip()):
            yield post.finding(
                run.start,
                run.end,
                message(
                    "The image in line {line} has a placeholder as its alternative text (“{words}”).",
                    line=post.source.position(run.start)[0],
                    words=excerpt(run.text, 60),
                ),
                suggestion=message("Describe the image, or leave the alternative text empty."),
            )


def _finding(post: Post, start: int, end: int) -> DraftFinding:
    words = post.text[start:end]
    return post.finding(
        start,
        end,
        message(
            "Line {line} contains a placeholder (“{words}”).",
            line=post.source.position(start)[0],
            words=excerpt(words, 60),
        ),
        suggestion=message("Fill in or delete the placeholder."),
    )


@lru_cache(maxsize=16)
def _own(patterns: tuple[str, ...]) -> tuple[regex.Pattern[str], ...]:
    return tuple(regex.compile(pattern) for pattern in patterns)
