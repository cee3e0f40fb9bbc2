"""See `repeated_heading`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.duplicates.passage_places import outline
from content_quality.core.duplicates.reference_entries import entry_of
from content_quality.core.duplicates.release_logs import logged_under, release_headings
from content_quality.core.duplicates.repeat_groups import repeats
from content_quality.core.findings import DraftFinding, Related, Role, Severity, message
from content_quality.core.settings import Settings
from content_quality.core.text.characters import codes_of, dense
from content_quality.core.text.patterns import lazy_re

# A tag that tells headings of one form apart: “The <main> element”, “The <nav> element”. Anchors do not.
TAGS = lazy_re(r"<(?!/?(?:a|span|b|i|em|strong|small|br|img|code)\b)[a-z][a-z0-9-]*>")
LABEL_CHARACTERS = 12  # of a heading of one word


def repeated_heading(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a heading that appears more than once at the same level under the same parent.

    The same heading under different parents is an outline and is not flagged, nor is the same heading below two
    releases of a changelog. A heading of one word that recurs with
    other headings in between (“Note”, “Theory”) is a label: the finding is information.

    Why it matters: a repeated heading is the mark of a section that was started again, and the table of contents shows
    it to every reader.
    Example: `### Open standards`, half a paragraph, and `### Open standards` again with other text below it.
    Instead: keep one heading and join the two sections below it, or give the second section its own heading.
    Known false positives: a questionnaire that repeats the same question without numbering it.
    """
    superfluous = repeats(post, settings).superfluous
    groups: dict[tuple[int, int, int, str], list[int]] = {}
    releases = frozenset(release_headings(post))
    for index, parent in outline(post).items():
        block = post.blocks[index]
        name = "".join((block.text + "".join(TAGS.findall(post.text[block.start : block.end]))).split())
        if not any(run.kind is Text.CODE for run in block.runs):
            name = name.casefold()  # names of programs differ in case
        if any(character.isalpha() for character in name) and not block.containers:
            release = -1 if index in releases else logged_under(post, index)
            groups.setdefault((parent, release, block.level, name), []).append(index)
    for indices in groups.values():
        first, *others = (post.blocks[index] for index in indices)
        others = [block for block in others if not any(start <= block.start < end for start, end in superfluous)]
        if not others:
            continue
        alone = (_is_label(others[0].text) or entry_of(post, indices[0]) == indices[0]) and not _begun_anew(
            post, indices
        )
        spans = [post.span(block.start, block.end) for block in others]
        kept = post.span(first.start, first.end)
        lines = ", ".join(str(span.line) for span in spans)
        yield post.finding(
            others[0].start,
            others[0].end,
            message("The heading in line {kept} appears again in line {lines}.", kept=kept.line, lines=lines),
            suggestion=message("Join the two sections under one heading, or give the second section its own heading."),
            severity=Severity.INFO if alone else None,
            related=(Related(kept, Role.KEPT), *(Related(span, Role.COPY) for span in spans[1:])),
            passage=others[0].text,
        )


def _is_label(text: str) -> bool:
    """Return whether `text` is one short word; letters of dense scripts count twice."""
    word = text.strip()
    return len(word.split()) == 1 and len(word) + int(dense(codes_of(word)).sum()) <= LABEL_CHARACTERS


def _begun_anew(post: Post, indices: list[int]) -> bool:
    """Return whether one of the headings follows another with none of that level or above in between."""
    level = post.blocks[indices[0]].level
    return any(
        not any(block.kind is Kind.HEADING and block.level <= level for block in post.blocks[first + 1 : second])
        for first, second in pairwise(indices)
    )
