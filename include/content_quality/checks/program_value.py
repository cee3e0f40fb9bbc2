"""See `program_value`."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from content_quality.core.document.blocks import Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, excerpt, message
from content_quality.core.residue.shown_text import ShownText, has_code, shown_blocks, unquoted
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

VALUES = ("object", "NaN", "Invalid Date", "undefined", "null", "None", "nil", "Infinity")
# A value that stands where words should: never a word of a sentence, as in “the result is undefined”.
IN_SENTENCE = lazy(
    r"\[object (?:Object|Array|Undefined|Null|Promise|HTML\w{0,20})\]|\bInvalid [Dd]ate\b|(?<![\w-])NaN(?![\w-])"
    r"|[$€£¥](?:undefined|null|None|Infinity)\b|\b(?:undefined|null|None|Infinity)(?:%|px\b)"
    r"|\b(?:[Bb]y|[Vv]on|[Pp]ar|[Dd]i|[Pp]or|[Oo]n|[Aa]t|[Hh]ello|[Hh]i|[Dd]ear|[Ss]ince)[ ,]+(?:null|undefined)(?=[.,;:!?)\n]|$)"  # noqa: E501 - a pattern
    r"|\bundefined[ ,/-]+undefined\b|\bnull[ ,/-]+null\b|\bdate is undefined\b"
    r"|\b(?:null|undefined)(?= (?:min|minutes?|words|views|comments|seats|people|items|stars)\b)"
)
ALONE = lazy(
    r"\s*(?:undefined|null|None|NaN|nil|NULL|Invalid Date|\[object Object\]|\(null\)|Infinity|NaN%|"
    r"(?:undefined|null|NaN)[ ,/-]+(?:undefined|null|NaN))\s*[.!]?\s*$"
)
# Beside these the text is about the value: “sign(NaN)”, “NaN == NaN”, “/NaN.sign”, “Inf/$NaN”.
BEFORE = lazy(r"(?:\w\(|[=!<>]\s?|[/$]|as\s)$")
BEHIND = lazy(r"\s?(?:[=!<>]=|=>)|\.\w|/\w|\s(?:values?|handling|checks?)\b")
LABEL_CHARACTERS = 60


def program_value(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a program's value that readers see instead of words: `[object Object]`, `NaN`, `Invalid Date`, `undefined`.

    Why it matters: a date, a name or a number is missing, and readers see a broken page.
    Example: “Published on Invalid Date by null.”; “costs $undefined per day”; `None` as a paragraph.
    Instead: write the words that belong there, and look for the same gap in other posts.
    Known false positives: none known. A post that shows code may be about such values; there only a value that is a
    whole paragraph is flagged. `None` under a heading, and values in tables, are not flagged.
    """
    is_about_programs: bool | None = None
    for index, block in shown_blocks(post, *VALUES):
        if block.kind is Kind.TABLE:
            continue
        shown = ShownText.of(block)
        text = unquoted(shown.text)
        match = ALONE.match(text) if block.kind is Kind.PARAGRAPH else None
        if match and _answers_a_heading(post, index, match[0]):
            continue
        if match is None:
            if is_about_programs is None:
                is_about_programs = has_code(post)
            match = None if is_about_programs else next(filter(_is_shown, IN_SENTENCE.finditer(text)), None)
        if match:
            start, end = shown.span(*match.span())
            line = post.source.position(start)[0]
            yield post.finding(
                start,
                end,
                message(
                    "In line {line} readers see “{words}”, a program's value.",
                    line=line,
                    words=excerpt(match[0].strip(), 60),
                ),
                suggestion=message("Write the words that belong there."),
            )


def _is_shown(match: regex.Match[str]) -> bool:
    """Return whether the value stands among words: beside signs of a program, the text is about the value."""
    before, behind = (
        match.string[max(0, match.start() - 3) : match.start()],
        match.string[match.end() : match.end() + 10],
    )
    return not (BEFORE.search(before) or BEHIND.match(behind))


def _answers_a_heading(post: Post, index: int, words: str) -> bool:
    """Return whether the word answers the heading or the label above it, as in lists of changes."""
    if words.strip(" .!\n") not in ("None", "nil", "NULL"):
        return False
    before = next((block for block in reversed(post.blocks[:index]) if block.text.strip()), None)
    return before is not None and len(before.text) <= LABEL_CHARACTERS
