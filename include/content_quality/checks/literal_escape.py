"""See `literal_escape`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Fix, Replacement, excerpt, message
from content_quality.core.residue.shown_text import ShownText, has_code, shown_blocks, unquoted
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

# A line end as two signs, glued to the text before it: `\nabla` and “split at \n” are none.
LINE_END = lazy(r"(?<=[^\s\\\x01])(?:\\r)?\\n(?:\\r?\\n|(?:\\r)?\\n)*(?=[\s#*>\p{Lu}\p{N}\p{Lo}\-]|$|\\[nt])")
CHARACTER = lazy(r"(?<=[\p{L}\p{N}.,!?\s(]|^)(?:\\u[0-9a-fA-F]{4}|\\u\{[0-9a-fA-F]{2,6}\}|\\x[0-9a-fA-F]{2})+")
ENTITY = lazy(
    r"&(?:amp|lt|gt|quot|apos|nbsp|[lr]squo|[lr]dquo|hellip|[mn]dash|copy|eacute|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)
TWICE = lazy(r"&(?:amp|\#0*38|\#x0*26);(?P<name>\#?\w{1,8};)")
BETWEEN = lazy(r"\w &amp; \w")
FEWEST_LINE_ENDS = 2  # in one block: a single one may be what a sentence is about


def literal_escape(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    r"""Flag a program's escapes that readers see: line breaks as `\n`, characters as `\u00e9`, entities as `&amp;`.

    Why it matters: paragraphs run together, and words cannot be read.
    Example: “forty people came.\n\n## Why”; “the caf\u00e9”; `&amp;amp;`, which shows as “&amp;”.
    Instead: write the line break or the character itself; look for more escapes in the source of the text.
    Certain fix: an entity that was encoded twice is encoded once, between the letters of a word (`R&amp;amp;D`) and,
    for `&amp;amp;`, between words of a post without code.
    Known false positives: a post that explains such escapes outside code. Escapes in code, in quotation marks or as
    words of their own are not flagged.
    """
    for _, block in shown_blocks(post, "\\", "&"):
        shown = ShownText.of(block)
        text = unquoted(shown.text)
        found = _line_end(text) or _character(text)
        if found:
            yield _finding(post, shown, found)
        if "&" in text and (entity := ENTITY.search(text)) and not _is_shown_elsewhere(post, entity[0]):
            yield replace(_finding(post, shown, entity), fix=_once(post, shown, text))


def _once(post: Post, shown: ShownText, text: str) -> Fix | None:
    """Return the fix that writes each entity of the block once, None where one of them may be meant.

    Certain is an entity between the letters of a word, and an ampersand between words of a post without code: who
    explains entities shows code, or sets a space or a mark around them.
    """
    edits = []
    for found in ENTITY.finditer(text):
        start, end = shown.span(*found.span())
        twice = TWICE.fullmatch(post.text, start, end)
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        is_inside = before.isalnum() and after.isalnum()
        is_between = found[0] == "&amp;" and BETWEEN.match(text, max(0, found.start() - 2)) and not has_code(post)
        if twice is None or not (is_inside or is_between):
            return None
        edits.append(Replacement(start, end, f"&{twice['name']}"))
    return Fix(tuple(edits))


def _line_end(text: str) -> regex.Match[str] | None:
    if "\\n" not in text:
        return None
    found = list(LINE_END.finditer(text))
    ends = sum(match[0].count("\\n") for match in found)
    return found[0] if found and ends >= FEWEST_LINE_ENDS else None


def _character(text: str) -> regex.Match[str] | None:
    if "\\u" not in text and "\\x" not in text:
        return None
    found = list(CHARACTER.finditer(text))
    inside = [match for match in found if _is_glued(text, match)]
    return inside[0] if inside else None


def _is_glued(text: str, match: regex.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return (match.start() > 0 and before.isalnum()) or after.isalnum()


def _is_shown_elsewhere(post: Post, words: str) -> bool:
    """Return whether the post shows the entity as code, too: then the entity is what the post is about."""
    return any(
        (block.kind is Kind.CODE and words in post.text[block.start : block.end])
        or any(run.kind is Text.CODE and "&" in run.text for run in block.runs)
        for block in post.blocks
    )


def _finding(post: Post, shown: ShownText, match: regex.Match[str]) -> DraftFinding:
    start, end = shown.span(*match.span())
    around = shown.text[max(0, match.start() - 12) : match.end() + 8].strip("\x01 ")
    return post.finding(
        start,
        end,
        message(
            "In line {line} readers see “{words}” (“{around}”).",
            line=post.source.position(start)[0],
            words=excerpt(match[0], 40),
            around=excerpt(around, 60),
        ),
        suggestion=message("Write the line break or the character itself."),
        passage=around,
    )
