"""See `split_paragraph`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.checks.truncated_section import last_words
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Related, Role, Severity, fingerprint, message
from content_quality.core.settings import Settings
from content_quality.core.truncation.cuts import Shape, cuts

NAME = "split-paragraph"


def split_paragraph(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag a paragraph that breaks off and resumes in the next one, in the middle of a sentence.

    Why it matters: a blank line inside a sentence is where two writes met; words may be missing between them.
    Example: “We want”, a blank line, “to expand this further.”
    Instead: join the two paragraphs, and read the sentence across the seam.
    Known false positives: a paragraph that begins with a name written in lower case.
    """
    for cut in cuts(post, settings):
        if cut.shape is not Shape.SPLIT or cut.continuation is None:
            continue
        block = cut.paragraph.block
        resumed = post.span(cut.continuation, cut.continuation + 1)
        yield Finding(
            NAME,
            Category.TRUNCATION,
            Severity.BLOCKER,
            post.span(block.start, block.end),
            message(
                "The sentence in line {line} is cut in two (“{words}”); it resumes in line {on}.",
                line=post.span(block.start, block.end).end_line,
                words=last_words(cut),
                on=resumed.line,
            ),
            last_words(cut),
            message("Join the two paragraphs, and check that no words are missing between them."),
            (Related(resumed, Role.CONTINUATION),),
            fingerprint(NAME, cut.paragraph.prose),
        )
