"""The stages of a repair: what the findings of a post justify, one kind of change after the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Role, Severity, Span
from content_quality.core.reading_time import declared_time, estimation, typed_time
from content_quality.core.repair.copy_deletions import without_copies
from content_quality.core.repair.deletions import deleted_block
from content_quality.core.repair.edits import Change, EditKind
from content_quality.core.repair.joins import believed_cuts, squeezed, with_joins
from content_quality.core.repair.layout import with_layout
from content_quality.core.settings import Settings
from content_quality.core.truncation.cut import Form

SENTINEL = "sentinel"  # evidence: a script's own mark, which no one writes for readers


Stage = Callable[[Post, Sequence[Finding], Settings], Iterator[Change]]


def without_remnants(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[Change]:
    """Delete sentences said twice, fragments, machine talk and the headings of empty sections."""
    for cut, finding in believed_cuts(post, findings, settings):
        if cut.form is Form.FRAGMENT and cut.continuation is not None and not cut.may_be_heading:
            yield deleted_block(post, cut.paragraph.block, EditKind.FRAGMENT, finding)
    for finding in findings:
        if finding.severity > Severity.INFO:
            yield from REMNANTS.get(finding.check, _nothing)(post, finding)


def _nothing(_post: Post, _finding: Finding) -> Iterator[Change]:
    return iter(())


def _without_machine_text(post: Post, finding: Finding) -> Iterator[Change]:
    """Delete a block that holds nothing but what a script or a language model left."""
    start, end = _range(post, finding.span)
    block = next((one for one in post.blocks if one.start <= start < one.end), None)
    is_sure = finding.severity is Severity.BLOCKER or any(one.name == SENTINEL for one in finding.evidence)
    if not is_sure or start < post.front_matter.end or block is None or block.containers:
        return
    rest = post.text[block.start : start] + post.text[end : block.end]
    if not any(character.isalnum() for character in rest):
        yield deleted_block(post, block, EditKind.MACHINE, finding)


def _without_empty_section(post: Post, finding: Finding) -> Iterator[Change]:
    """Delete a heading that the same heading follows at once: its section is empty, so the other contains it."""
    spans = {finding.span.line, *(one.span.line for one in finding.related)}
    blocks = post.blocks
    for one, other in pairwise(blocks):
        lines = {post.source.position(one.start)[0], post.source.position(other.start)[0]}
        alike = one.kind is other.kind is Kind.HEADING and one.level == other.level and one.text == other.text
        if alike and lines <= spans:
            yield deleted_block(post, other, EditKind.COPY, finding)


def with_reading_time(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[Change]:
    """Set the reading time that the text takes, where the declared one is wrong."""
    yield from _reading_time(post, findings, settings, Severity.WARNING)


def with_new_reading_time(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[Change]:
    """Do so in a post that was repaired: a time that was right before may be off by less than a warning."""
    yield from _reading_time(post, findings, settings, Severity.INFO)


def _reading_time(post: Post, findings: Sequence[Finding], settings: Settings, least: Severity) -> Iterator[Change]:
    finding = next((one for one in findings if one.check == "reading-time" and one.severity >= least), None)
    declared = declared_time.declared(post)
    if finding is None or declared.key is None or not post.front_matter.readable:
        return
    minutes = estimation.estimate(post, settings).minutes
    typed = typed_time.with_minutes(post, declared, minutes) if minutes is not None else None
    if typed is not None:
        yield Change.of(typed, EditKind.VALUE, finding)


def _without_sentence(post: Post, finding: Finding) -> Iterator[Change]:
    """Delete a sentence that says the same as the one before it, character by character."""
    kept = next((one.span for one in finding.related if one.role is Role.KEPT), None)
    if kept is None:
        return
    start, end = _range(post, finding.span)
    again, text = squeezed(post.text[slice(*_range(post, kept))]), post.text
    while end < len(text) and unicodedata.category(text[end]) in ("Po", "Pe", "Pf"):
        end += 1
    said = squeezed(text[start:end])
    if not said.startswith(again) or not squeezed(
        text[_range(post, kept)[0] : _range(post, kept)[1] + len(said)]
    ).startswith(said):
        return
    block = next((one for one in post.blocks if one.start <= start < one.end), None)
    if block is not None and squeezed(text[block.start : block.end]) == said:
        yield deleted_block(post, block, EditKind.COPY, finding)
    elif block is not None:
        yield Change(*_with_space(text, start, end, block), EditKind.COPY, finding)


def _with_space(text: str, start: int, end: int, block: Block) -> tuple[int, int]:
    """Return [start, end) with the white space behind it; at the end of `block`, with the white space before."""
    after = text[end : block.end]
    if after.strip():
        return start, end + len(after) - len(after.lstrip())
    return block.start + len(text[block.start : start].rstrip()), end


def _range(post: Post, span: Span) -> tuple[int, int]:
    return post.source.offset(span.line, span.column), post.source.offset(span.end_line, span.end_column) + 1


REMNANTS: dict[str, Callable[[Post, Finding], Iterator[Change]]] = {
    "repeated-sentence": _without_sentence,
    "machine-text": _without_machine_text,
    "repeated-heading": _without_empty_section,
}
STAGES: tuple[Stage, ...] = (with_layout, without_copies, without_remnants, with_joins)  # of the body
