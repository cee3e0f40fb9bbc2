"""See `unfilled_placeholder`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from content_quality.core.document.markdown import Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity, excerpt, fingerprint, message
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

NAME = "unfilled-placeholder"
# What templates and language models leave to be filled in (Wikipedia, “Signs of AI writing”, placeholder text), in
# brackets and with a verb or a possessive; rhetorical gaps such as 〇〇 or “X company” are no placeholders.
PLACEHOLDER = lazy(
    r"\[(?:please )?(?:insert|add|enter|fill in|replace with|include|attach|link to|describe|specify) [^\[\]\n]{2,80}\]"
    r"|\[(?:your|author(?:'|’)?s|company|product|client|recipient)"
    r"(?: (?:full|first|last|company|product|brand|job|business|email|phone))? (?:name|title|address|number|link|url|date|email)\]"
    r"|\((?:insert|add) [^()\n]{2,60} here\)"
    r"|\blorem ipsum dolor sit amet\b"
    r"|[\[［【（(](?:ここに|ここへ)[^\]］】）)\n]{1,40}(?:挿入|記入|入力|追加|記載|貼り付け)[^\]］】）)\n]{0,12}[\]］】）)]"
    r"|[\[［【](?:画像|図|写真|リンク|URL|会社名|お名前|氏名|日付|社名|商品名)(?:を|の)?(?:挿入|記入|入力|追加|差し替え)[^\]］】\n]{0,12}[\]］】]"
    r"|[\[［【](?:在此|请在此|此处)(?:插入|填写|输入|添加)[^\]］】\n]{0,40}[\]］】]"
    r"|[\[［](?:여기에|이곳에) [^\]］\n]{1,40}(?:삽입|입력|추가)[^\]］\n]{0,12}[\]］]"
    r"|\[(?:hier|bitte) [^\[\]\n]{2,60}(?:einfügen|eintragen|ergänzen|einsetzen)\]"
    r"|\[(?:insérez|insérer|ajoutez|ajouter|indiquez) [^\[\]\n]{2,60}\]"
    r"|\[(?:inserte|insertar|añada|añadir|escriba) [^\[\]\n]{2,60}\]"
    r"|\[(?:inserisci|inserire|aggiungi) [^\[\]\n]{2,60}\]"
    r"|\[(?:insira|inserir|adicione) [^\[\]\n]{2,60}\]",
    regex.IGNORECASE,
)
NOTE_TO_SELF = lazy(r"\s*(?:TODO|TBD|FIXME|TKTK)\b\s*(?:[:：(（]|$)")
MARKS = (
    *"[［【（(",
    "TODO",
    "TBD",
    "FIXME",
    "TKTK",
)  # one is in each placeholder, but for lorem ipsum, and in each note
LOREM = "lorem"
CHECKBOX = lazy(r"\[(?:x|X| )\]")


def unfilled_placeholder(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag a placeholder that nobody filled in, and a note to oneself at the start of a block.

    Why it matters: readers see the template instead of the text.
    Example: “Write to [insert contact address]”; “TODO: add the figures”; “【ここに画像を挿入】”.
    Instead: fill it in, or delete it.
    Known false positives: posts that explain a template outside of a code block. Text in links is never a placeholder.
    """
    own = _own(settings.residue.placeholders)
    reads_all = bool(own) or (set(LOREM) <= set(post.alphabet.lower()) and LOREM in post.text.lower())
    marks = [mark for mark in MARKS if mark in post.visible]
    if not (reads_all or marks):
        return
    for block in post.blocks:
        if block.kind in (Kind.CODE, Kind.RULE, Kind.TEMPLATE) or not (
            reads_all or any(mark in block.text for mark in marks)
        ):
            continue
        text = "".join(
            " " * len(run.text) if run.kind in (Text.CODE, Text.URL) or run.linked else run.text
            for run in block.runs
            if run.kind is not Text.IMAGE
        )
        note = NOTE_TO_SELF.match(text) if block.kind is Kind.PARAGRAPH else None
        found = [
            match[0]
            for pattern in (PLACEHOLDER, *own)
            for match in pattern.finditer(text)
            if not CHECKBOX.fullmatch(match[0])
        ]
        for words in [*([text.strip()] if note else []), *found]:
            at = post.text.find(words[:20], block.start, block.end)
            start, end = (at, at + len(words)) if at >= 0 else (block.start, block.end)
            span = post.span(start, min(end, block.end))
            yield Finding(
                NAME,
                Category.RESIDUE,
                Severity.WARNING,
                span,
                message("Line {line} holds a placeholder (“{words}”).", line=span.line, words=excerpt(words, 60)),
                excerpt(words),
                message("Fill it in, or delete it."),
                (),
                fingerprint(NAME, words),
            )


@lru_cache(maxsize=16)
def _own(patterns: tuple[str, ...]) -> tuple[regex.Pattern[str], ...]:
    return tuple(regex.compile(pattern) for pattern in patterns)
