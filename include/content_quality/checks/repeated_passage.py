"""See `repeated_passage`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.findings import Category, Finding, Related, Role, Severity, Span, excerpt, fingerprint, message
from content_quality.core.post import Post
from content_quality.core.settings import Settings
from content_quality.core.similarity import repeats

NAME = "repeated-passage"


def repeated_passage(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag a passage that stands in the post more than once.

    Why it matters: readers take a repeated passage for a broken page.
    Example: a draft pasted again, on one line, in the middle of the article.
    Instead: keep the copy that continues; delete the other.
    Known false positives: refrains, templates of API reference pages.
    """
    for group in repeats(post, settings).groups:
        spans = [post.span(copy.start, copy.end) for copy in group.copies]
        kept = post.span(group.kept.start, group.kept.end)
        alike = group.likeness >= settings.repeats.blocker_likeness
        severe = alike and group.length >= settings.repeats.passage_characters and not group.only_list
        first = group.copies[0]
        yield Finding(
            NAME,
            Category.DUPLICATES,
            Severity.BLOCKER if severe else Severity.WARNING,
            spans[0],
            message("Lines {lines} repeat lines {kept}.", lines=", ".join(map(lines, spans)), kept=lines(kept)),
            excerpt(post.text[first.start : first.end]),
            None,
            (Related(kept, Role.KEPT), *(Related(span, Role.COPY) for span in spans[1:])),
            fingerprint(NAME, post.text[first.start : first.end]),
        )


def lines(span: Span) -> str:
    """Return the lines of `span` in numerals: `12` or `12–16`."""
    return str(span.line) if span.line == span.end_line else f"{span.line}–{span.end_line}"
