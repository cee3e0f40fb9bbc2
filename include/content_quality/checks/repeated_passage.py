"""See `repeated_passage`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.duplicates.repeat_groups import RepeatGroup, repeats
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
    """Flag a passage that appears more than once in a post, where there is evidence of damage.

    Similarity alone is not evidence.

    All copies of one passage are one finding. The finding shows where the copies are, which copy to keep and why, which
    lines to delete, and the evidence with its weights. Evidence for damage: two or more whole sentences word for word;
    several paragraphs in the same order; a repeated heading or table; two versions of one paragraph next to each other;
    a copy that is all on one line, that begins or breaks off in mid-sentence, or that continues where the first copy is
    cut; a text that begins again inside its paragraph; words, letters or rows that appear eight or more times in a row.
    Evidence against damage: differences that identify something (numbers, names, code, link targets); list entries;
    sections written to one pattern; a place for recaps; quotations, notes, captions and appeals; words that announce a
    repeat. The sum of the weights decides: `repeats.blocker_evidence`, `repeats.warning_evidence` and
    `repeats.info_evidence`.

    Why it matters: a repeated passage makes the page look broken, to readers and to search engines.
    Example: a draft pasted again on one line in the middle of the article, with `###` inside the line.
    Instead: keep the copy that has paragraphs and headings. If that copy breaks off, add the text that follows the
    other copy. Delete the other copy. If the two copies differ, compare them first.
    Known false positives: an introduction that the article repeats word for word later on; a notice that appears in
    many places (name it in `repeats.boilerplate`); a song whose chorus is printed in full each time.
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
            "The same words appear {count} times in a row, starting in line {line}.",
            count=group.times,
            line=kept[0].line,
        )
    if spans[0].line == spans[-1].end_line == kept[0].line:
        return message("Line {lines} contains the same passage more than once.", lines=lines)
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
        return message("Keep the first copy, and check whether text was lost here.")
    if group.differs or group.likeness < WORD_FOR_WORD:
        return message(COMPARE[_is_one(spans), _is_one(kept)], lines=_lines(spans), kept=_lines(kept))
    if group.continuation is not None and span.line == span.end_line:
        return message(
            "Delete line {line} up to column {end_column}; the text that follows continues line {kept}.",
            line=span.line,
            end_column=span.end_column,
            kept=kept[-1].end_line,
        )
    if group.continuation is not None:
        return message(
            (
                "Delete from line {line} to line {end_line}, column {end_column}; the text that follows continues "
                "line {kept}."
            ),
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
            "Delete line {lines}; keep the other copy, which has paragraphs."
            if one
            else "Delete lines {lines}; keep the other copy, which has paragraphs."
        )
    elif group.reason == "continues":
        template = (
            "Delete line {lines}; keep the other copy, which continues."
            if one
            else ("Delete lines {lines}; keep the other copy, which continues.")
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
