"""See `truncated_section`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Message, Related, Role, Severity, fingerprint, message
from content_quality.core.settings import Settings
from content_quality.core.truncation.cuts import Cut, Evidence, Shape, cuts

NAME = "truncated-section"
LAST_WORDS = 40  # characters of the cut's end that are shown; enough to find the place in an editor


def truncated_section(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag a paragraph that stops in the middle of a sentence.

    Why it matters: readers see that the text breaks off, and that nobody has read it before them. It is a blocker
    where the
    article ends so, and where the post itself shows the cut: the words are said again and go on, or an older passage
    follows.
    Example: “The library opens at nine. On Saturdays it”, and then a heading.
    Instead: write the rest of the sentence, or delete its beginning.
    Known false positives: a paragraph whose author forgot the stop. It is a warning that says so; at the article's
    end it is a blocker only where the
    post ends nearly all other paragraphs in stops. Headings, list items, captions,
    labels, lead-ins before a list or code, wholly bold lines and lines that end in a link are never judged by their
    last word,
    and neither are languages written without stops (Thai, Lao, Khmer, Burmese).
    """
    for cut in cuts(post, settings):
        if cut.shape is not Shape.PARAGRAPH:
            continue
        span = post.span(cut.paragraph.block.start, cut.paragraph.block.end)
        severity = Severity.BLOCKER if cut.is_corroborated or cut.ends_article else Severity.WARNING
        place = _continuation(post, cut)
        yield Finding(
            NAME,
            Category.TRUNCATION,
            severity,
            span,
            _told(cut, span.end_line, place),
            last_words(cut),
            message("Write the rest of the sentence, or the stop that ends it.")
            if _may_be_whole(cut)
            else message("Write the rest of the sentence, or delete its beginning."),
            (place,) if place else (),
            fingerprint(NAME, cut.paragraph.prose),
        )


def _may_be_whole(cut: Cut) -> bool:
    """Return whether nothing but the missing stop shows the cut: the sentence may be whole, and its stop forgotten."""
    return cut.evidence in (Evidence.UNFINISHED, Evidence.NO_STOP) and not cut.ends_article


def last_words(cut: Cut) -> str:
    """Return the end of the cut paragraph, on one line."""
    text = " ".join(cut.paragraph.prose.replace("\ufffc", "·").split())
    return text if len(text) <= LAST_WORDS else f"…{text[-LAST_WORDS:].lstrip()}"


def _continuation(post: Post, cut: Cut) -> Related | None:
    if cut.continuation is None:
        return None
    return Related(post.span(cut.continuation, cut.continuation + 1), Role.CONTINUATION)


def _told(cut: Cut, line: int, place: Related | None) -> Message:
    words = last_words(cut)
    if place is not None:
        return message(
            "The paragraph in line {line} stops in the middle of a sentence (“{words}”). It goes on in line {on}, column {column}.",
            line=line,
            words=words,
            on=place.span.line,
            column=place.span.column,
        )
    if _may_be_whole(cut):
        return message(
            "The paragraph in line {line} ends without a stop (“{words}”): its last sentence may break off there.",
            line=line,
            words=words,
        )
    if cut.at_end:
        return message(
            "The article ends in the middle of a sentence, in line {line} (“{words}”).", line=line, words=words
        )
    return message(
        "The paragraph in line {line} stops in the middle of a sentence (“{words}”).", line=line, words=words
    )
