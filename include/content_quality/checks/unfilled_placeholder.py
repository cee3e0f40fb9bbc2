"""See `unfilled_placeholder`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import regex

from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.page_kinds import instructs_a_program, is_template
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.findings import DraftFinding, Severity, excerpt, message
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
NOTE_LINE = lazy(r"\n[ \t]*(?P<note>(?:TODO|TBD|FIXME|TKTK)[:：][ \t]*\S[^\n]*)")  # below a question, or a label
# One is in each placeholder, but for lorem ipsum, and in each note.
MARKS = (
    "[",
    "［",
    "【",
    "@",
    "XXX",
    " here)",
    "ここ",
    "填写",
    "插入",
    "输入",
    "添加",
    "补充",
    "TODO",
    "TBD",
    "FIXME",
    "TKTK",
)
LOREM = "lorem"
# What a post offers to copy and to fill in, in its title or a heading, …
FORMS = lazy(
    r"\b(?:templates?|placeholders?|cover letters?|sample (?:letters?|emails?)|email examples?|muster\w*|vorlagen?"
    r"|platzhalter|mod[eè]les?|modelos?|plantillas?|modell[oi])\b|テンプレート|ひな形|雛形|例文|文例|模板|范文|範本|템플릿|양식|шаблон|образ(?:ец|цы)",
    regex.IGNORECASE,
)
# … and how it asks for that.
REPLACE = lazy(
    r"\b(?:replace|fill in|change|swap)\b[^.!?\n]{0,60}(?:\[|\bbrackets?\b|\bplaceholders?\b)"
    r"|\b(?:ersetzen|ersetze|remplacez|remplace|reemplace|reemplaza|sustituya|sustituye|substitua|sostituisci)\b"
    r"[^.!?\n]{0,60}(?:\[|\bklammern?\b|\bcrochets\b|\bcorchetes\b|\bcolchetes\b|\bparentesi\b)"
    r"|[\[［【][^\]］】\n]{1,40}[\]］】][^。\n]{0,20}(?:置き換え|差し替え|替换|替換)|замените[^.\n]{0,60}\[",
    regex.IGNORECASE,
)
CHECKBOX = lazy(r"\[(?:x|X| )\]")
UNREAD = frozenset({Kind.CODE, Kind.RULE, Kind.TEMPLATE})


def unfilled_placeholder(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a placeholder that was not filled in, and an author's own reminder at the start of a block.

    Why it matters: readers see the template instead of the text.
    Example: “Write to [insert contact address]”; “TODO: add the figures”; “【ここに画像を挿入】”; “{company_name}”; an image
    whose alternative text is “alt text”.
    Instead: fill in or delete the placeholder.
    The finding is information in a file that is a template or instructs a program, and in a post that offers texts to
    fill in or asks its readers to replace what stands in brackets.
    Known false positives: posts that show a template without saying so. Text in links is never a placeholder.
    """  # noqa: E501 - a table or an example
    placeholders = list(_placeholders(post, settings))
    if not placeholders:
        return
    has_lorem = False
    is_form = is_template(post, settings)
    is_shown = is_form or instructs_a_program(post, settings) or _is_about_filling_in(post)
    for found in placeholders:
        is_lorem = found.passage.casefold().startswith(LOREM)
        if not (is_lorem and has_lorem):  # a template holds it in each paragraph
            is_meant = is_form or (is_shown and not is_lorem and not NOTE_TO_SELF.match(found.passage))
            yield replace(found, severity=Severity.INFO) if is_meant else found
        has_lorem = has_lorem or is_lorem


@once_per_post
def _is_about_filling_in(post: Post) -> bool:
    """Return whether the post is about texts to fill in, or asks its readers to replace what stands in brackets."""
    named = (post.front_matter.text("title") or "", *(b.text for b in post.blocks if b.kind is Kind.HEADING))
    return any(map(FORMS.search, named)) or any(
        REPLACE.search(block.text) for block in post.blocks if block.kind in (Kind.PARAGRAPH, Kind.ITEM)
    )


def _placeholders(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    own = _own(settings.residue.placeholders)
    reads_all = bool(own) or (set(LOREM) <= set(post.alphabet.lower()) and LOREM in post.text.lower())
    held = post.shows(*MARKS)
    has_images = "![" in post.text
    for start, end in template_slots.slots(post):
        yield _finding(post, start, end)
    for block in post.blocks:
        if block.kind in UNREAD:
            continue
        if has_images:
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
        for line in NOTE_LINE.finditer(text):
            yield _finding(post, *shown.span(line.start("note"), line.end()))
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
