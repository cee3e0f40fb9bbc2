"""See `repeated_passage`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.duplicates.repeat_groups import RepeatGroup, repeats
from content_quality.core.duplicates.self_matches import VERBATIM
from content_quality.core.findings import DraftFinding, Message, Related, Role, Span, message
from content_quality.core.settings import Settings

WORD_FOR_WORD = 0.995  # likeness, rounded to whole per cent; below, the message says how alike the copies are
MOST_NAMED = 8  # copies whose lines a message names; the others are counted
# whether the copies, and what is kept, are one line each: the sentence
COMPARE = {
    (True, True): "Compare line {lines} with line {kept}, then keep one of the two.",
    (True, False): "Compare line {lines} with lines {kept}, then keep one of the two.",
    (False, True): "Compare lines {lines} with line {kept}, then keep one of the two.",
    (False, False): "Compare lines {lines} with lines {kept}, then keep one of the two.",
}


def repeated_passage(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a passage that the post tells more than once, where something speaks for damage: likeness alone does not.

    All copies of one passage are one finding: where they stand, which of them to keep and why, which lines to delete,
    and the evidence with its weights. For damage speak two or more whole sentences word for word, several paragraphs
    in the same order, a heading again, two versions of one paragraph next to each other, a copy that lies on one line,
    begins or breaks off in mid-sentence or goes on where the first one is cut, a text that begins anew inside its
    paragraph, a table again, and words, letters or rows that stand eight times in a row and more. Against it speak
    differences that identify (numbers, names, code, link targets), list entries, sections written to one pattern, a
    place made for recaps, quotations, notes, captions, appeals, and words that announce a repeat. The sum of the weights
    decides: `repeats.blocker_evidence`, `repeats.warning_evidence` and `repeats.info_evidence`.

    Why it matters: readers take a repeated passage for a broken page and leave; so do search engines.
    Example: a draft pasted again on one line in the middle of the article, with `###` inside the line.
    Instead: keep the copy that has paragraphs and headings; where it breaks off, join what follows its copy; delete the
    other. Where the two differ, compare them first.
    Known false positives: an introduction that the article repeats word for word later on; a notice that stands in many
    places (name it in `repeats.boilerplate`); a song whose chorus is printed in full each time.
    """
    for group in repeats(post, settings).groups:
        spans = [post.span(copy.start, copy.end) for copy in group.copies]
        places = group.kept_places or ((group.kept.start, group.kept.end),)
        kept = [post.span(start, end) for start, end in places]
        related = [Related(span, Role.KEPT) for span in kept] + [Related(span, Role.COPY) for span in spans[1:]]
        if group.continuation is not None:
            related.append(Related(post.span(group.continuation, group.continuation + 1), Role.CONTINUATION))
        first = group.copies[0]
        yield post.finding(
            first.start,
            first.end,
            _message(group, spans, kept),
            suggestion=_suggestion(group, spans, kept),
            severity=group.severity,
            related=tuple(related),
            evidence=group.evidence,
        )


def _message(group: RepeatGroup, spans: list[Span], kept: list[Span]) -> Message:
    lines, kept_lines, percent = _lines(spans), _lines(kept), round(100 * group.likeness)
    if group.times > 1:
        return message(
            "The same words stand {count} times in a row from line {line} on.", count=group.times, line=kept[0].line
        )
    if spans[0].line == spans[-1].end_line == kept[0].line:
        return message("Line {lines} tells the same passage more than once.", lines=lines)
    one, one_kept = _is_one(spans), _is_one(kept)
    if group.likeness < WORD_FOR_WORD:
        if one:
            template = (
                "Line {lines} repeats line {kept}, {percent} % alike."
                if one_kept
                else "Line {lines} repeats lines {kept}, {percent} % alike."
            )
        else:
            template = (
                "Lines {lines} repeat line {kept}, {percent} % alike."
                if one_kept
                else "Lines {lines} repeat lines {kept}, {percent} % alike."
            )
        return message(template, lines=lines, kept=kept_lines, percent=percent)
    if one:
        return message(
            "Line {lines} repeats line {kept}." if one_kept else "Line {lines} repeats lines {kept}.",
            lines=lines,
            kept=kept_lines,
        )
    return message(
        "Lines {lines} repeat line {kept}." if one_kept else "Lines {lines} repeat lines {kept}.",
        lines=lines,
        kept=kept_lines,
    )


def _suggestion(group: RepeatGroup, spans: list[Span], kept: list[Span]) -> Message:
    copy, span = group.copies[0], spans[0]
    if group.times > 1:
        return message("Keep the first of them, and look for text that was lost here.")
    if group.differs or group.likeness < VERBATIM:
        return message(COMPARE[_is_one(spans), _is_one(kept)], lines=_lines(spans), kept=_lines(kept))
    if group.continuation is not None and span.line == span.end_line:
        return message(
            "Delete line {line} up to column {end_column}; what follows there goes on from the end of line {kept}.",
            line=span.line,
            end_column=span.end_column,
            kept=kept[-1].end_line,
        )
    if group.continuation is not None:
        return message(
            "Delete from line {line} to line {end_line}, column {end_column}; what follows there goes on from the end of line {kept}.",
            line=span.line,
            end_line=span.end_line,
            end_column=span.end_column,
            kept=kept[-1].end_line,
        )
    if len(spans) == 1 and not copy.whole:
        if span.line == span.end_line:
            return message(
                "Delete columns {column} to {end_column} of line {line}.",
                column=span.column,
                end_column=span.end_column,
                line=span.line,
            )
        return message(
            "Delete from line {line}, column {column}, to line {end_line}, column {end_column}.",
            line=span.line,
            column=span.column,
            end_line=span.end_line,
            end_column=span.end_column,
        )
    one = _is_one(spans)
    if group.reason == "structured":
        template = (
            "Delete line {lines}; the other copy has paragraphs."
            if one
            else "Delete lines {lines}; the other copy has paragraphs."
        )
    elif group.reason == "continues":
        template = (
            "Delete line {lines}; the other copy goes on." if one else "Delete lines {lines}; the other copy goes on."
        )
    else:
        template = "Delete line {lines}." if one else "Delete lines {lines}."
    return message(template, lines=_lines(spans))


def _is_one(spans: list[Span]) -> bool:
    return spans[0].line == spans[-1].end_line


def _lines(spans: list[Span]) -> str:
    """Return the lines of `spans` in numerals, which read alike in every language: `12, 40–44`."""
    named = dict.fromkeys(
        str(span.line) if span.line == span.end_line else f"{span.line}–{span.end_line}" for span in spans[:MOST_NAMED]
    )
    return ", ".join(named) + (f" … {spans[-1].end_line}" if len(spans) > MOST_NAMED else "")
