"""See `stray_fragment`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.checks.truncated_section import continuation, last_words
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Message, message
from content_quality.core.settings import Settings
from content_quality.core.truncation.cut import Cut, Form
from content_quality.core.truncation.cuts import cuts


def stray_fragment(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a paragraph of a few words that is the beginning of the next paragraph, or that cannot end there.

    Why it matters: an interrupted write leaves such a fragment behind. The finding is a blocker where the next
    paragraph repeats the words, unless the words may be a heading.
    Example: “The affected”, a blank line, “The affected models are no longer supported.”
    Instead: delete the fragment.
    Known false positives: a heading or a term on a line of its own, before the paragraph that begins with it.
    """
    for cut in cuts(post, settings):
        if cut.form is not Form.FRAGMENT:
            continue
        block, place = cut.paragraph.block, continuation(post, cut)
        line = post.span(block.start, block.end).line
        draft = post.finding(
            block.start,
            block.end,
            message("Line {line} contains only the fragment “{words}”.", line=line, words=last_words(cut)),
            suggestion=_instead(cut, line, place.span.line if place else None),
            severity=cut.severity(settings.truncation),
            related=(place,) if place else (),
            passage=cut.paragraph.prose,
            evidence=cut.evidence,
        )
        yield replace(draft, excerpt=last_words(cut))


def _instead(cut: Cut, line: int, again: int | None) -> Message:
    if cut.may_be_heading:
        return message("If line {line} is a heading, mark the line as a heading; otherwise delete the line.", line=line)
    if again is None:
        return message("Write the rest of the sentence, or delete line {line}.", line=line)
    return message("Delete line {line}: line {again} begins with the same words and goes on.", line=line, again=again)
