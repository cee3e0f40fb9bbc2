"""See `short_list`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity, excerpt, fingerprint, message
from content_quality.core.settings import Settings
from content_quality.core.truncation.announced_lists import short_lists

NAME = "short-list"


def short_list(post: Post, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every check has the same signature
    """Flag a list with fewer items than the paragraph above it announces.

    The finding is information: authors miscount, too.

    Why it matters: the rest of the list may be missing.
    Example: “There are three reasons:” and a list of two.
    Instead: write the rest, or correct the number.
    Known false positives: items that are explained in paragraphs after the list.
    """
    for found in short_lists(post):
        span = post.span(found.block.start, found.block.end)
        yield Finding(
            NAME,
            Category.TRUNCATION,
            Severity.INFO,
            span,
            message(
                "Line {line} announces “{words}”; the list has {given}.",
                line=span.end_line,
                words=found.words,
                given=found.given,
            ),
            excerpt(found.block.text),
            message("Write the rest of the list, or correct the number."),
            (),
            fingerprint(NAME, found.block.text),
        )
