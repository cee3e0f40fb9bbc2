"""What only programs write around text: control tokens, reasoning and answer tags, citation and tracking remains.

Sources: the chat templates published with open models; Wikipedia, “Signs of AI writing”; public bug reports, 2015–2026.
A token is damage where it stands in the place of text: at the edge of a line or sentence, or glued to a word. Where it
is what the sentence is about, in code or in quotation marks, it is silent.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator

import regex

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.residue.citation_remains import citations, tracking
from content_quality.core.residue.token_places import (
    HOLDS,
    WARNS,
    Token,
    ends_line,
    is_subject,
    stands_alone,
    starts_line,
)
from content_quality.core.text.patterns import lazy, lazy_re

CONTROL = lazy(
    r"<\|[A-Za-z][\w. -]{0,40}\|>|<｜[^｜<>\n]{2,40}｜>|\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>|</?(?:start"
    r"|end)_of_(?:image|text|speech)>"
    r"|<\|{1,2}(?:im|eot|eom|bos|eos)_?\w{0,10}\|{0,2}>"
    r"|\[(?:/?(?:AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT|THINK|BOS|EOS|UNK|PAD|MASK|CLS|SEP))\]"
    r"|<(?:bos|eos|pad|unk|mask|sep|cls|BOS|EOS|PAD|UNK|MASK|eod|eom)>|<0x[0-9A-F]{2}>|</s>"
)
WEAK = lazy_re(  # what posts about models name, too; the others stand in templates of conversations alone
    r"<(?:bos|eos|pad|unk|mask|sep|cls|eod|eom)>|<0x[0-9A-F]{2}>|</s>|\[(?!/?INST\]).*\]", re.IGNORECASE
)
CONTROL_START = re.compile(  # few posts hold one; the standard library looks for it in a fifth of the time
    r"<(?:[|｜]|/?(?:start|end)_of_|/s>|<?/?<?SYS|bos|eos|pad|unk|mask|sep|cls|BOS|EOS|PAD|UNK|MASK|eod|eom|0x)"
    r"|\[/?(?:INST|TOOL|THINK|AVAIL|SYSTEM_|BOS|EOS|UNK|PAD|MASK|CLS|SEP)"
)
REASONING = (
    r"think|thinking|thought|thoughts|reasoning|reflection|reflections|scratchpad|antthinking|ant_thinking"
    r"|inner_monologue"
    r"|chain_of_thought|cot|internal|analysis|planning|plan|brainstorm|brainstorming|self_reflection"
    r"|begin_of_thought|end_of_thought"
    r"|reason|deliberation|thinking_process|thought_process|monologue|rationale"
)
ANSWER = (
    r"answer|final_answer|response|final_response|final|artifact|antartifact|antArtifact|tool_call|tool_calls"
    r"|tool_response|tool_result|tool_use"
    r"|function_calls|function_call|function_results|invoke|parameter|search_quality_reflection"
    r"|search_quality_score|search_results|system-reminder"
    r"|user_query|instructions|instruction|document_content|begin_of_solution|end_of_solution|solution"
    r"|assistant|user_input|blog_post|blogpost|draft"
    r"|rewritten_text|result|completion|final_output|generated_text|task|context|prompt|conversation|human"
)
# damage where only their end stands
STRAY = r"article|output|markdown|content|post|text|document|blog|body|html|title|summary"
TAG = lazy(rf"<(?P<end>/?)(?:antml:)?(?P<name>{REASONING}|{ANSWER}|{STRAY})(?:\s[^<>\n]{{0,200}})?>", regex.IGNORECASE)
IS_REASONING = lazy(rf"(?:{REASONING})$", regex.IGNORECASE)
IS_STRAY = lazy(rf"(?:{STRAY})$", regex.IGNORECASE)
MIN_THOUGHT_WORDS, MIN_DENSE_CHARACTERS = 3, 5


@once_per_post
def tokens(post: Post) -> tuple[Token, ...]:
    """Return what only programs write around text, in order."""
    text = post.text
    found = [*_control(post, text), *_tags(post, text), *citations(post, text), *tracking(text)]
    if not found:
        return ()
    code = code_ranges(post)
    body = post.front_matter.end
    kept = [token for token in found if token.start >= body and not inside(token.start, code)]
    return tuple(sorted(kept, key=lambda token: token.start))


def code_ranges(post: Post) -> list[tuple[int, int]]:
    """Return the places of all code of the post, in order."""
    ranges: list[tuple[int, int]] = []
    for block in post.blocks:
        if block.kind is Kind.CODE:
            ranges.append((block.start, block.end))
        else:
            ranges += [(run.start, run.end) for run in block.runs if run.kind is Text.CODE]
    return ranges


def inside(offset: int, ranges: list[tuple[int, int]]) -> bool:
    """Return whether `offset` lies in one of `ranges`, which are in order."""
    index = bisect_right(ranges, (offset, sys.maxsize)) - 1
    return index >= 0 and ranges[index][0] <= offset < ranges[index][1]


def _control(post: Post, text: str) -> Iterator[Token]:
    if ("<" not in post.alphabet and "[" not in post.alphabet) or CONTROL_START.search(text) is None:
        return
    struck = "<s>" in text
    for match in CONTROL.finditer(text):
        words = match[0]
        if words == "</s>" and (struck or not ends_line(text, match.end())):
            continue
        if words.startswith("[") and words not in ("[INST]", "[/INST]") and not stands_alone(text, *match.span()):
            continue
        if is_subject(text, match.start(), match.end()):
            continue
        yield Token("control", match.start(), match.end(), WARNS if WEAK.fullmatch(words) else HOLDS)


def _tags(post: Post, text: str) -> Iterator[Token]:
    if "<" not in post.alphabet:
        return
    found = list(TAG.finditer(text, post.front_matter.end))
    if not found:
        return
    code = code_ranges(post)
    found = [match for match in found if not inside(match.start(), code)]
    opened: dict[str, regex.Match[str]] = {}
    for match in found:
        name = match["name"].lower()
        if match["name"] != name and match["name"] != match["name"].upper():
            continue  # a component of the site, such as <Answer>
        if not match["end"]:
            opened.setdefault(name, match)
            continue
        opening = opened.pop(name, None)
        if opening is None:
            yield from _closed_only(text, match, name)
        elif not IS_STRAY.match(name):
            yield from _pair(text, opening, match, name)
    for name, match in opened.items():
        if not IS_STRAY.match(name):
            yield from _open_only(text, match, name)


def _pair(text: str, opening: regex.Match[str], closing: regex.Match[str], name: str) -> Iterator[Token]:
    held = text[opening.end() : closing.start()]
    is_short = len(held.split()) < MIN_THOUGHT_WORDS and (held.isascii() or len(held.strip()) <= MIN_DENSE_CHARACTERS)
    if is_short and (held.strip() or not stands_alone(text, opening.start(), closing.end())):
        return  # “<think> and </think>”: the tags are what the sentence is about
    if is_subject(text, opening.start(), opening.end()) or is_subject(text, closing.start(), closing.end()):
        return
    if IS_REASONING.match(name):
        yield Token(
            "reasoning",
            opening.start(),
            closing.end(),
            HOLDS if name not in ("plan", "internal", "reason", "analysis") else WARNS,
        )
    else:
        yield Token("answer", opening.start(), opening.end(), WARNS)


def _closed_only(text: str, closing: regex.Match[str], name: str) -> Iterator[Token]:
    if not ends_line(text, closing.end()) and text[closing.end() : closing.end() + 1].islower():
        return
    if is_subject(text, closing.start(), closing.end()):
        return
    if IS_REASONING.match(name):
        yield Token("reasoning", closing.start(), closing.end(), HOLDS)
    elif ends_line(text, closing.end()):
        yield Token("answer", closing.start(), closing.end(), WARNS)


def _open_only(text: str, opening: regex.Match[str], name: str) -> Iterator[Token]:
    if not starts_line(text, opening.start()) or is_subject(text, opening.start(), opening.end()):
        return
    following = text[opening.end() : opening.end() + 1]
    if following == " " and text[opening.end() + 1 : opening.end() + 2].islower():
        return
    yield Token("reasoning" if IS_REASONING.match(name) else "answer", opening.start(), opening.end(), WARNS)
