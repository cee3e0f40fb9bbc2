"""See `stray_fragment`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.checks.truncated_section import continuation, last_words
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Message, Related, message
from content_quality.core.settings import Settings
from content_quality.core.text.shortening import shortened
from content_quality.core.truncation.cut import Cut, Form
from content_quality.core.truncation.cuts import cuts

SHOWN = 80  # characters of the line that says the same words


def stray_fragment(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a paragraph of a few words that is the beginning of the next paragraph, or that cannot end there.

    Why it matters: readers see the first words of a sentence twice, or half a sentence. A program that is stopped while
    it writes leaves such a fragment behind. The finding is a blocker where the next paragraph repeats the words, unless
    the words may be a heading.
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
            suggestion=_instead(post, cut, line, place),
            severity=cut.severity(settings.truncation),
            related=(place,) if place else (),
            passage=cut.paragraph.prose,
            evidence=cut.evidence,
        )
        yield replace(draft, excerpt=last_words(cut))


def _instead(post: Post, cut: Cut, line: int, place: Related | None) -> Message:
    if cut.may_be_heading:
        return message("If line {line} is a heading, mark the line as a heading; otherwise delete the line.", line=line)
    if place is None:
        return message("Write the rest of the sentence, or delete line {line}.", line=line)
    said = post.source.line(place.span.line).strip()
    if not said.startswith(cut.paragraph.prose.strip()):
        return message("Delete line {line}: another paragraph says the same words.", line=line)
    return message(
        "Delete line {line}: line {on} begins with the same words (“{words}”).",
        line=line,
        on=place.span.line,
        words=shortened(said, SHOWN),
    )
