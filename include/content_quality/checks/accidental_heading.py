"""See `accidental_heading`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Message, Severity, excerpt, fingerprint, message
from content_quality.core.settings import Settings
from content_quality.core.text import sentences
from content_quality.core.text.patterns import lazy

NAME = "accidental-heading"
RULE_DASHES = 5  # as authors type a rule; a longer line of dashes is meant to make a heading
QUESTION_CHARACTERS = 300  # a longer heading that ends in a question mark is more than a question
# A full stop after a word and before another sentence: no question, no abbreviation, no number.
FRONT_MATTER_LINE = lazy(r"[a-z][\w-]*:\s")  # a key and its value
SENTENCE = lazy(r"(?:\p{Ll}{4}|\p{Lo}{2})[.।][\p{Pe}\p{Pf}\"'*_]*\s+[\p{Lu}\p{Lo}]|。[^\s\p{Pe}\p{Pf}]")


def accidental_heading(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag a paragraph that is shown as a heading, because of a `---` below it or text in a heading's line.

    Why it matters: readers see a whole paragraph in large type, and the table of contents repeats it.
    Example: “See you next week.” with `---` in the next line; or “### Costs The first thing to plan is …” on one line.
    Instead: put a blank line before the `---`; put the text of a section under its heading.
    Known false positives: a heading that is itself a sentence of more than 90 characters.
    """
    for block in post.blocks:
        if block.kind is not Kind.HEADING or len(block.text) < 2:
            continue
        told = _told(post, block, settings)
        if told is None:
            continue
        what, instead = told
        span = post.span(block.start, block.end)
        yield Finding(
            NAME,
            Category.TRUNCATION,
            Severity.WARNING,
            span,
            what,
            excerpt(block.text),
            instead,
            (),
            fingerprint(NAME, block.text),
        )


def _told(post: Post, block: Block, settings: Settings) -> tuple[Message, Message] | None:
    source = post.text[block.start : block.end].rstrip()
    text = block.text.strip()
    underline = source.rsplit("\n", 1)[-1].strip()
    if not source.lstrip().startswith("#") and underline and not underline.strip("-"):
        if FRONT_MATTER_LINE.match(source):
            return None  # another finding tells of front matter that is not at the top
        if len(underline) > RULE_DASHES:
            return None
        last = sentences.ending(text)
        is_sentence = (
            last.stopped
            and sentences.length(text) >= settings.truncation.running_words
            and not text.endswith((":", "："))
        )
        if is_sentence or len(text) > settings.truncation.heading_characters:
            return (
                message(
                    "The paragraph in line {line} is shown as a heading, because the next line is “---”.",
                    line=_line(post, block),
                ),
                message("Put a blank line before the “---”."),
            )
        return None
    if text.endswith(("?", "？", "؟", ";")) and len(text) <= QUESTION_CHARACTERS:
        return None
    is_long = source.lstrip().startswith("#") and len(text) > settings.truncation.heading_characters
    if is_long and any(run.kind is Text.PROSE and SENTENCE.search(run.text) for run in block.runs):
        return (
            message(
                "The heading in line {line} includes {count} characters of body text.",
                line=_line(post, block),
                count=len(text),
            ),
            message("Move the body text into a paragraph below the heading."),
        )
    return None


def _line(post: Post, block: Block) -> int:
    return post.span(block.start, block.end).line
