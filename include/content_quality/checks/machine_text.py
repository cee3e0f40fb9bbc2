"""See `machine_text`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from content_quality.core.document.markdown import Block, Kind, Text, TextRun
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity, excerpt, fingerprint, message
from content_quality.core.residue.rules import ANYWHERE, Rule, possible_at
from content_quality.core.settings import Settings

NAME = "machine-text"
WITHOUT_WORDS = frozenset({Kind.CODE, Kind.RULE, Kind.TEMPLATE})
READ_CHARACTERS = 400  # of a block's start; the patterns need less


def machine_text(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag what a language model or a completion script left behind: sentinels, prompts, replies, refusals, citation tokens.

    Why it matters: readers see at once that the text is a machine's and that nobody has read it.
    Example: a block that begins “---END---”, “Sure, here is the revised article:” or “申し訳ありませんが、続きを生成できません”.
    Instead: delete it, and read the passage around it: text is often missing there.
    Known false positives: posts about language models that show such a reply outside of a quotation or code block;
    quote it.
    """
    own = _own(settings.residue.sentinels)
    anywhere = [rule for rule in ANYWHERE if any(words in post.text for words in rule.needs)]
    for block in post.blocks:
        if block.kind in WITHOUT_WORDS:
            continue
        if "quote" not in block.containers and (found := _at_start(block, own)) is not None:
            rule, length = found
            yield _finding(post, rule, block.start, block.start + length)
        if anywhere:
            yield from _anywhere(post, block, anywhere)


@lru_cache(maxsize=16)
def _own(patterns: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(Rule("a sentinel", regex.compile(pattern), Severity.BLOCKER, "site") for pattern in patterns)


def _at_start(block: Block, own: tuple[Rule, ...]) -> tuple[Rule, int] | None:
    start = block.text[:READ_CHARACTERS].lstrip()
    for rule in (*possible_at(start), *own):
        match = rule.pattern.match(start)
        if match:
            return rule, max(1, min(match.end(), block.end - block.start))
    return None


def _anywhere(post: Post, block: Block, rules: list[Rule]) -> Iterator[Finding]:
    for first, last in _prose(block.runs):
        text = post.text[first:last]
        for rule in rules:
            if match := rule.pattern.search(text):
                yield _finding(post, rule, first + match.start(), first + match.end())


def _prose(runs: tuple[TextRun, ...]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the file that hold a block's prose in a row: a token may be cut into several runs."""
    first = last = -1
    for run in runs:
        if run.kind in (Text.CODE, Text.URL, Text.BREAK):
            if first >= 0:
                yield first, last
            first = -1
            continue
        first, last = (run.start if first < 0 else first), run.end
    if first >= 0:
        yield first, last


def _finding(post: Post, rule: Rule, start: int, end: int) -> Finding:
    span = post.span(start, end)
    text = post.text[start:end]
    return Finding(
        NAME,
        Category.RESIDUE,
        rule.severity,
        span,
        message("Line {line} holds {what} (“{words}”).", line=span.line, what=rule.name, words=excerpt(text, 60)),
        excerpt(text),
        message("Delete it, and check whether text is missing around it."),
        (),
        fingerprint(NAME, text),
    )
