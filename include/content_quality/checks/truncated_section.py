"""See `truncated_section`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Message, Related, Role, message
from content_quality.core.settings import Settings
from content_quality.core.truncation.cut import Cut, Form
from content_quality.core.truncation.cut_signs import CutSign, severity_of
from content_quality.core.truncation.cuts import cuts
from content_quality.core.truncation.unfinished_ends import unfinished_ends

LAST_WORDS = 40  # characters of the cut's end that are shown; enough to find the place in an editor


def truncated_section(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a paragraph or list item that stops in the middle of a sentence.

    Why it matters: readers see that the text breaks off and that it was not proofread. The finding is a blocker where
    the article ends like this, and where the post itself shows the cut: the words appear again and continue, or an
    older passage follows.
    Example: “The library opens at nine. On Saturdays it”, and then a heading.
    Instead: write the rest of the sentence if you know it, or delete the unfinished sentence.
    Known false positives: a clause that its author set apart on purpose. If only the final punctuation mark is missing,
    the finding is a warning where comparable blocks of the post have one, and information elsewhere; it is never a
    blocker. Footnotes, bylines, labels, captions, headlines, verse, code and the text that leads into a display need no
    final punctuation mark; neither do languages written without one (Thai, Lao, Khmer, Burmese).
    """
    for cut in cuts(post, settings):
        if cut.form not in (Form.PARAGRAPH, Form.RESTART):
            continue
        block = cut.paragraph.block
        place = continuation(post, cut)
        draft = post.finding(
            block.start,
            block.end,
            _told(post, cut, place),
            suggestion=_instead(cut),
            severity=cut.severity(settings.truncation),
            related=(place,) if place else (),
            passage=cut.paragraph.prose,
            evidence=cut.evidence,
        )
        yield replace(draft, excerpt=last_words(cut))

    for end in unfinished_ends(post, settings):
        line = post.span(end.start, end.end).end_line
        yield post.finding(
            end.start,
            end.end,
            message(UNFINISHED[end.sign], line=line),
            suggestion=message("Write the missing text, or delete line {line}.", line=line),
            severity=severity_of(end.evidence, settings.truncation),
            evidence=end.evidence,
        )


UNFINISHED = {
    CutSign.EMPTY_ITEM: "The list ends with an empty item in line {line}.",
    CutSign.LABEL_ALONE: "The last item of the list, in line {line}, has a label but no text.",
    CutSign.COLON_ABOVE_HEADING: "Line {line} ends with a colon, and a heading follows; the text after the colon is missing.",  # noqa: E501 - one sentence for people
    CutSign.COLON_ENDS_PART: "Line {line} ends with a colon, and a heading follows; the text after the colon is missing.",  # noqa: E501 - one sentence for people
    CutSign.COLON_LAST: "The article ends with a colon in line {line}; the text after the colon is missing.",
}


def last_words(cut: Cut) -> str:
    """Return the end of the cut paragraph, on one line."""
    text = " ".join(cut.paragraph.prose.replace("\ufffc", "·").split())
    return text if len(text) <= LAST_WORDS else f"…{text[-LAST_WORDS:].lstrip()}"


def continuation(post: Post, cut: Cut) -> Related | None:
    """Return the place where the cut goes on, None when nothing shows where."""
    if cut.continuation is None:
        return None
    return Related(post.span(cut.continuation, cut.continuation + 1), Role.CONTINUATION)


def _instead(cut: Cut) -> Message:
    if cut.form is Form.RESTART:
        return message("Delete the first of the two beginnings.")
    if cut.lacks_stop_only:
        return message("Add the final punctuation mark, or write the rest of the sentence.")
    return message("Write the rest of the sentence if you know it, or delete the unfinished sentence.")


def _told(post: Post, cut: Cut, place: Related | None) -> Message:
    words, line = last_words(cut), post.span(cut.paragraph.block.start, cut.paragraph.block.end).end_line
    if place is not None and cut.form is Form.RESTART:
        return message(
            "In the paragraph in line {line}, a sentence breaks off and begins again in line {on}, column {column}.",
            line=line,
            on=place.span.line,
            column=place.span.column,
        )
    if place is not None:
        return message(
            (
                "The paragraph in line {line} stops in the middle of a sentence (“{words}”). The sentence "
                "continues in line {on}, column {column}."
            ),
            line=line,
            words=words,
            on=place.span.line,
            column=place.span.column,
        )
    if cut.lacks_stop_only:
        return message(
            "The last sentence, in line {line}, lacks its final punctuation mark (“{words}”).", line=line, words=words
        )
    if not cut.is_within_sentence:
        return message(
            (
                "The paragraph in line {line} ends without a final punctuation mark (“{words}”): the last "
                "sentence may be incomplete."
            ),
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
