"""See `replacement_character`."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterator

import regex

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Message, Severity, excerpt, fingerprint, message
from content_quality.core.residue.mojibake import garbled
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

NAME = "replacement-character"
LOST = lazy(r"[^\s\ufffd]{0,12}\ufffd+")
# A sign or two in quotation marks or brackets: text about garbled characters, which names one.
NAMED = lazy(r"U\+FFFD|replacement character", regex.IGNORECASE)  # the character is what the line is about
MENTIONED = lazy(r"[^\p{Pi}\p{Ps}\"'„]?[\p{Pi}\p{Ps}\"'„][^\p{Pi}\p{Pf}\p{Ps}\p{Pe}\"'\s]{1,4}[\p{Pf}\p{Pi}\p{Pe}\"']")


def replacement_character(post: Post, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every check has the same signature
    """Flag characters that were lost or garbled: U+FFFD, and text decoded with the wrong character set.

    Why it matters: a word is unreadable, and the text around it was probably cut in the middle of a character.
    Example: a title that ends in “�”; “cafÃ©” for “café”; “譁�ｭ怜喧縺�” for “文字化け”.
    Instead: type the original character; look for more damage in the source of the text.
    Known false positives: a post about character sets that shows the damage outside code.
    """
    is_lost, was_garbled = "\ufffd" in post.alphabet, list(garbled(post.text, post.alphabet))
    if not is_lost and not was_garbled:
        return
    code = list(_code(post))
    told: set[int] = set()  # lines; one finding says it for each
    for lost in LOST.finditer(post.text) if is_lost else ():
        line = post.source.position(lost.end() - 1)[0]
        if line not in told and not _inside(lost.end() - 1, code) and not NAMED.search(post.source.line(line)):
            told.add(line)
            yield _finding(
                post,
                lost.start(),
                lost.end(),
                message("In line {line} a character was lost (“{words}”).", line=line, words=lost[0]),
            )
    for found in was_garbled:
        line = post.source.position(found.start)[0]
        if (
            line not in told
            and not _inside(found.start, code)
            and not MENTIONED.match(post.text, max(0, found.start - 1), found.end + 1)
        ):
            told.add(line)
            words = post.text[found.start : found.end]
            yield _finding(
                post,
                found.start,
                found.end,
                message(
                    "In line {line} “{words}” is garbled text; the original was “{was}”.",
                    line=line,
                    words=words[:40],
                    was=found.was[:40],
                ),
            )


def _code(post: Post) -> Iterator[tuple[int, int]]:
    for block in post.blocks:
        if block.kind is Kind.CODE:
            yield block.start, block.end
        else:
            yield from ((run.start, run.end) for run in block.runs if run.kind is Text.CODE)


def _inside(offset: int, ranges: list[tuple[int, int]]) -> bool:
    index = bisect_right(ranges, (offset, sys.maxsize)) - 1
    return index >= 0 and ranges[index][0] <= offset < ranges[index][1]


def _finding(post: Post, start: int, end: int, told: Message) -> Finding:
    text = post.text[max(0, start - 20) : end + 20]
    instead = (
        message("Type the original character in the place of each “\ufffd” in the line.")
        if "\ufffd" in post.text[start:end]
        else message("Type the original character.")
    )
    return Finding(
        NAME,
        Category.RESIDUE,
        Severity.BLOCKER,
        post.span(start, end),
        told,
        excerpt(text),
        instead,
        (),
        fingerprint(NAME, text),
    )
