"""See `split_paragraph`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.checks.truncated_section import continuation, last_words
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Message, message
from content_quality.core.settings import Settings
from content_quality.core.truncation.cut import Form
from content_quality.core.truncation.cuts import cuts

FIRST_WORDS = 48  # characters that help to find the second part


def split_paragraph(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a paragraph that breaks off and resumes in the next one, in the middle of a sentence.

    Why it matters: a blank line inside a sentence shows where two pieces of text were joined; words may be missing
    between them. The finding is a blocker where the words before the blank line cannot end a sentence, and a warning
    after a comma.
    Example: “We want to”, a blank line, “expand this further.”
    Instead: join the two paragraphs, and read the sentence across the seam.
    Known false positives: a paragraph that begins with a name written in lower case.
    """
    for cut in cuts(post, settings):
        resumed = continuation(post, cut)
        if cut.form is not Form.SPLIT or resumed is None:
            continue
        block = cut.paragraph.block
        draft = post.finding(
            block.start,
            block.end,
            message(
                "The sentence in line {line} is cut in two (“{words}”); its second part begins in line {on}.",
                line=post.span(block.start, block.end).end_line,
                words=last_words(cut),
                on=resumed.span.line,
            ),
            suggestion=_joined(post, post.span(block.start, block.end).end_line, resumed.span.line),
            severity=cut.severity(settings.truncation),
            related=(resumed,),
            passage=cut.paragraph.prose,
            evidence=cut.evidence,
        )
        yield replace(draft, excerpt=last_words(cut))


def _joined(post: Post, line: int, on: int) -> Message:
    """Return how to make one sentence of the end of `line` and the start of line `on`."""
    words = _whole_words(post.source.line(on)[:FIRST_WORDS])
    if on == line + 2 and not post.source.line(line + 1).strip():
        return message(
            "Delete the empty line {empty}, so that the sentence goes on with “{words} …”. Read the sentence: if words "
            "are missing there, type the words.",
            empty=line + 1,
            words=words,
        )
    return message(
        "Join the two paragraphs: the sentence goes on in line {on} with “{words} …”. Check that no words are missing "
        "between them.",
        on=on,
        words=words,
    )


def _whole_words(text: str) -> str:
    """Return `text` without the word at its end that may be cut."""
    return text.rpartition(" ")[0] or text
