"""See `repeated_passage`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.findings import Category, Finding, Related, Role, Severity, excerpt, fingerprint, message
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
        copy = group.copies[0]
        span, kept = post.span(copy.start, copy.end), post.span(group.kept.start, group.kept.end)
        yield Finding(
            NAME,
            Category.DUPLICATES,
            Severity.BLOCKER,
            span,
            message(
                "Lines {first}–{last} repeat lines {kept_first}–{kept_last}.",
                first=span.line,
                last=span.end_line,
                kept_first=kept.line,
                kept_last=kept.end_line,
            ),
            excerpt(post.text[copy.start : copy.end]),
            message("Delete lines {first}–{last}.", first=span.line, last=span.end_line),
            (Related(kept, Role.KEPT), *(Related(post.span(other.start, other.end), Role.COPY) for other in group.copies)),
            fingerprint(NAME, post.text[copy.start : copy.end]),
        )
