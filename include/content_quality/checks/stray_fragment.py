"""See `stray_fragment`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.checks.truncated_section import last_words
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Related, Role, Severity, fingerprint, message
from content_quality.core.settings import Settings
from content_quality.core.truncation.cuts import Shape, cuts

NAME = "stray-fragment"


def stray_fragment(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag a few words that stand alone as a paragraph and are the beginning of the next, or cannot end there.

    Why it matters: it is what a write that broke off leaves behind.
    Example: “The affected”, a blank line, “The affected models are no longer supported.”
    Instead: delete the fragment.
    Known false positives: a term on a line of its own, not set in bold, before the paragraph that begins with it.
    """
    for cut in cuts(post, settings):
        if cut.shape is not Shape.FRAGMENT:
            continue
        span = post.span(cut.paragraph.block.start, cut.paragraph.block.end)
        related = (
            ()
            if cut.continuation is None
            else (Related(post.span(cut.continuation, cut.continuation + 1), Role.CONTINUATION),)
        )
        yield Finding(
            NAME,
            Category.TRUNCATION,
            Severity.BLOCKER if cut.is_corroborated else Severity.WARNING,
            span,
            message("Line {line} holds nothing but the fragment “{words}”.", line=span.line, words=last_words(cut)),
            last_words(cut),
            message("Delete line {line}.", line=span.line),
            related,
            fingerprint(NAME, cut.paragraph.prose),
        )
