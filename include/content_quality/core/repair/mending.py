"""The stages of a repair: what the findings of a post justify, one kind of change after the other."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from content_quality.core.document.markdown import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Role, Severity, Span
from content_quality.core.reading_time import declared_time, estimation
from content_quality.core.repair.copies import Copies, superfluous
from content_quality.core.repair.edits import Change, EditKind
from content_quality.core.repair.seams import Seam, block_at, is_unfinished, paragraph_break, seam
from content_quality.core.settings import Settings
from content_quality.core.truncation.cut_signs import CutSign
from content_quality.core.truncation.cuts import Cut, Form, cuts

CUT_CHECKS = {
    Form.PARAGRAPH: "truncated-section",
    Form.RESTART: "truncated-section",
    Form.SPLIT: "split-paragraph",
    Form.FRAGMENT: "stray-fragment",
}
SENTINEL = "sentinel"  # evidence: a script's own mark, which no one writes for readers
JOINED_FORMS = frozenset({Form.PARAGRAPH, Form.SPLIT})
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
LEADING = re.compile(r"(?:[ \t]*+(?:[*_>]|#{1,6}+|[-+]|\d{1,3}+[.)]))*+[ \t]*+\Z")  # marks that open a line


@dataclass(frozen=True, slots=True)
class _Hole:
    """Characters [start, end) of the file that go, and the finding that says so."""

    start: int
    end: int
    finding: Finding
    goes_on: bool  # whether what follows goes on where the text before the hole ends
    is_inside: bool  # whether text of the same block follows
    cut: int | None  # the end of the kept paragraph that breaks off where this copy goes on
    rest: int  # the end of what follows in the same block


Stage = Callable[[Post, Sequence[Finding], Settings], Iterator[Change]]


def without_copies(post: Post, findings: Sequence[Finding], _settings: Settings) -> Iterator[Change]:
    """Delete copies, and join what their deletion brings together."""
    mended: set[int] = set()
    for hole in _holes(post, superfluous(post, findings)):
        if hole.cut is None or hole.goes_on:
            yield _hole_change(post, hole)
        elif hole.cut not in mended:  # another copy that goes on from it is looked at when this one has been moved
            mended.add(hole.cut)
            yield from _moved_rest(post, hole, hole.cut)


def without_remnants(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[Change]:
    """Delete sentences said twice, fragments, machine talk and the headings of empty sections."""
    for cut, finding in _believed_cuts(post, findings, settings):
        if cut.form is Form.FRAGMENT and cut.continuation is not None and not cut.may_be_heading:
            yield _deleted_block(post, cut.paragraph.block, EditKind.FRAGMENT, finding)
    for finding in findings:
        if finding.severity > Severity.INFO:
            yield from REMNANTS.get(finding.check, _nothing)(post, finding)


def with_joins(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[Change]:
    """Delete clauses that begin again, and join cuts with what goes on from them."""
    for cut, finding in _believed_cuts(post, findings, settings):
        if cut.continuation is None or cut.may_be_heading:
            continue
        if cut.form is Form.RESTART:
            yield from _without_first_beginning(post, cut.paragraph.block, cut.continuation, finding)
        elif cut.form in JOINED_FORMS and finding.severity is Severity.BLOCKER:
            yield from _joined(post, cut, cut.continuation, finding)


def _believed_cuts(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[tuple[Cut, Finding]]:
    by_place = {(one.check, one.span): one for one in findings if one.severity > Severity.INFO}
    for cut in cuts(post, settings):
        block = cut.paragraph.block
        finding = by_place.get((CUT_CHECKS[cut.form], post.span(block.start, block.end)))
        if finding is not None:
            yield cut, finding


def _nothing(_post: Post, _finding: Finding) -> Iterator[Change]:
    return iter(())


def _holes(post: Post, copies: Copies) -> Iterator[_Hole]:
    """Yield what goes: copies that touch each other together."""
    bare, text = copies.bare, post.text
    found = copies.found
    at = 0
    while at < len(found):
        (first, finding), until = found[at], at + 1
        while until < len(found) and found[until][0].first == found[until - 1][0].last:
            until += 1
        run = found[until - 1][0]
        start, end = bare.places[first.first], bare.places[run.last - 1] + 1
        if bare.is_border(first.first):
            start = _line_start(text, start, post.front_matter.end)
        while end < len(text) and text[end] == "*":
            end += 1
        is_inside = not bare.is_border(run.last)
        goes_on = run.source_last == bisect_left(copies.kept.indices, first.first)
        cut = copies.kept.offset(run.source_last) if is_inside and copies.kept.is_cut(run.source_last) else None
        after = found[until][0].first if until < len(found) else len(bare.places)
        rest = min(after, bare.border_behind(run.last)) if is_inside else run.last
        yield _Hole(start, end, finding, goes_on, is_inside, cut, bare.places[rest - 1] + 1)
        at = until


def _moved_rest(post: Post, hole: _Hole, cut: int) -> Iterator[Change]:
    """Move what follows the copy in its block to the end of the paragraph that breaks off."""
    text = post.text
    first = hole.end
    while first < hole.rest and text[first].isspace():
        first += 1
    found = seam(post, text[:cut], text[hole.end : first], text[first : hole.rest])
    yield Change(cut, cut, EditKind.MOVE, hole.finding, found.space, (first, hole.rest), guessed=found.guessed)
    start, _ = _trimmed(text, hole.start, hole.start, cut)
    yield Change(start, first, EditKind.COPY, hole.finding)


def _line_start(text: str, offset: int, floor: int) -> int:
    """Return the start of the line of `offset` when nothing but marks stands before it."""
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset), floor - 1) + 1
    return line if LEADING.fullmatch(text, line, offset) else offset


def _hole_change(post: Post, hole: _Hole) -> Change:
    """Return the deletion of `hole`, with the white space around it."""
    text, floor = post.text, post.front_matter.end
    start, end = _trimmed(text, hole.start, hole.end, floor)
    before, after = text[floor:start], text[end:]
    if not before or not after:
        return Change(start, end, EditKind.COPY, hole.finding, _edge(text, end) if before else text[floor : hole.start])
    between = text[hole.end : end]
    if hole.goes_on and is_unfinished(post, start) and (hole.is_inside or _goes_below(post, end)):
        found = seam(post, before, between, after) if hole.is_inside else seam(post, before, "\n", after)
        return Change(start, end, EditKind.COPY, hole.finding, found.space, guessed=found.guessed)
    own = block_at(post, start)
    if own is not None and own.start < hole.start < own.end:  # inside a paragraph, or its end
        if hole.is_inside:
            return Change(start, end, EditKind.COPY, hole.finding, text[start : hole.start] or between)
        return Change(start, end, EditKind.COPY, hole.finding, between)
    return Change(start, end, EditKind.COPY, hole.finding, paragraph_break(post) if hole.is_inside else between)


def _trimmed(text: str, start: int, end: int, floor: int) -> tuple[int, int]:
    """Return [start, end) with the white space around it."""
    while start > floor and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return start, end


def _edge(text: str, end: int) -> str:
    """Return the line end that closes the file."""
    rest = text[:end]
    tail = rest[len(rest.rstrip()) :]
    return tail[:2] if tail.startswith("\r\n") else tail[:1]


def _goes_below(post: Post, offset: int) -> bool:
    """Return whether a paragraph begins at `offset`, so that it may go on from the one before."""
    return any(block.start == offset and block.kind is Kind.PARAGRAPH and not block.containers for block in post.blocks)


def _deleted_block(post: Post, block: Block, kind: EditKind, finding: Finding) -> Change:
    text, floor = post.text, post.front_matter.end
    first = _line_start(text, block.start, floor)
    start, end = _trimmed(text, first, block.end, floor)
    if start == floor:
        return Change(start, end, kind, finding, text[floor:first])
    return Change(start, end, kind, finding, _edge(text, end) if end == len(text) else text[start:first])


def _without_first_beginning(post: Post, block: Block, again: int, finding: Finding) -> Iterator[Change]:
    """Delete the beginning before `again` that is said there again."""
    text = post.text
    words = text[again : block.end]
    size = 0
    for start in range(again - 1, block.start - 1, -1):
        first = text[start:again].rstrip()
        if first and words.startswith(first):
            size = again - start
    if size:
        yield Change(again - size, again, EditKind.RESTART, finding)


def _joined(post: Post, cut: Cut, goes_on: int, finding: Finding) -> Iterator[Change]:
    """Join the cut with what goes on from it: what lies between is said again, or the continuation moves to its cut."""
    text, block = post.text, cut.paragraph.block
    end = block.start + len(text[block.start : block.end].rstrip())
    target = next((one for one in post.blocks if one.start <= goes_on < one.end), None)
    if target is None or target.kind is not Kind.PARAGRAPH or target.containers != block.containers:
        return
    head = text[target.start : goes_on]
    found = _seam_at(post, text[:end], head, goes_on)
    between = [one for one in post.blocks if block.end <= one.start < target.start]
    adjacent = not between and goes_on >= end
    if cut.form is Form.SPLIT:
        if adjacent and CutSign.COMMA_AT_BREAK not in cut.signs:
            yield Change(end, goes_on, EditKind.JOIN, finding, found.space, guessed=found.guessed)
        return
    if not _squeezed(text[block.start : end]).endswith(_squeezed(head)):
        return
    if adjacent:
        yield Change(end, goes_on, EditKind.JOIN, finding, found.space, guessed=found.guessed)
    elif goes_on > end:
        yield from _moved(post, end, target, goes_on, finding)


def _moved(post: Post, end: int, target: Block, goes_on: int, finding: Finding) -> Iterator[Change]:
    """Move the rest of the block `target` to the cut, and delete its head, which the cut says."""
    text = post.text
    last = target.start + len(text[target.start : target.end].rstrip())
    found = _seam_at(post, text[:end], text[target.start : goes_on], goes_on)
    yield Change(end, end, EditKind.MOVE, finding, found.space, (goes_on, last), guessed=found.guessed)
    start, _ = _trimmed(text, target.start, target.start, end)
    if start < goes_on:
        yield Change(start, goes_on, EditKind.COPY, finding)


def _seam_at(post: Post, before: str, head: str, goes_on: int) -> Seam:
    space = head[len(head.rstrip()) :]
    return seam(post, before, space if head.strip() else "\n", post.text[goes_on:])


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _without_machine_text(post: Post, finding: Finding) -> Iterator[Change]:
    """Delete a block that holds nothing but what a script or a language model left."""
    start, end = _range(post, finding.span)
    block = next((one for one in post.blocks if one.start <= start < one.end), None)
    is_sure = finding.severity is Severity.BLOCKER or any(one.name == SENTINEL for one in finding.evidence)
    if not is_sure or start < post.front_matter.end or block is None or block.containers:
        return
    rest = post.text[block.start : start] + post.text[end : block.end]
    if not any(character.isalnum() for character in rest):
        yield _deleted_block(post, block, EditKind.MACHINE, finding)


def _without_empty_section(post: Post, finding: Finding) -> Iterator[Change]:
    """Delete a heading that the same heading follows at once: its section is empty, so the other contains it."""
    spans = {finding.span.line, *(one.span.line for one in finding.related)}
    blocks = post.blocks
    for one, other in pairwise(blocks):
        lines = {post.source.position(one.start)[0], post.source.position(other.start)[0]}
        alike = one.kind is other.kind is Kind.HEADING and one.level == other.level and one.text == other.text
        if alike and lines <= spans:
            yield _deleted_block(post, other, EditKind.COPY, finding)


def with_reading_time(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[Change]:
    """Set the reading time that the text takes, where the declared one is wrong."""
    yield from _reading_time(post, findings, settings, Severity.WARNING)


def with_new_reading_time(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[Change]:
    """Do so in a post that was repaired: a time that was right before may be off by less than a warning."""
    yield from _reading_time(post, findings, settings, Severity.INFO)


def _reading_time(post: Post, findings: Sequence[Finding], settings: Settings, least: Severity) -> Iterator[Change]:
    finding = next((one for one in findings if one.check == "reading-time" and one.severity >= least), None)
    declared, front = declared_time.declared(post), post.front_matter
    if finding is None or declared.key is None or not front.readable:
        return
    minutes, place = estimation.estimate(post, settings).minutes, front.places.get(declared.key)
    if minutes is None or place is None:
        return
    numbers = list(NUMBER.finditer(post.text, place.value_start, place.value_end))
    if len(numbers) == 1 and numbers[0][0] != str(minutes):
        yield Change(*numbers[0].span(), EditKind.VALUE, finding, str(minutes))


def _without_sentence(post: Post, finding: Finding) -> Iterator[Change]:
    """Delete a sentence that says the same as the one before it, character by character."""
    kept = next((one.span for one in finding.related if one.role is Role.KEPT), None)
    if kept is None:
        return
    start, end = _range(post, finding.span)
    again, text = _squeezed(post.text[slice(*_range(post, kept))]), post.text
    while end < len(text) and unicodedata.category(text[end]) in ("Po", "Pe", "Pf"):
        end += 1
    said = _squeezed(text[start:end])
    if not said.startswith(again) or not _squeezed(
        text[_range(post, kept)[0] : _range(post, kept)[1] + len(said)]
    ).startswith(said):
        return
    block = next((one for one in post.blocks if one.start <= start < one.end), None)
    if block is not None and _squeezed(text[block.start : block.end]) == said:
        yield _deleted_block(post, block, EditKind.COPY, finding)
    elif block is not None:
        while end < block.end and text[end].isspace():
            end += 1
        yield Change(start, end, EditKind.COPY, finding)


def _range(post: Post, span: Span) -> tuple[int, int]:
    return post.source.offset(span.line, span.column), post.source.offset(span.end_line, span.end_column) + 1


REMNANTS: dict[str, Callable[[Post, Finding], Iterator[Change]]] = {
    "repeated-sentence": _without_sentence,
    "machine-text": _without_machine_text,
    "repeated-heading": _without_empty_section,
}
STAGES: tuple[Stage, ...] = (without_copies, without_remnants, with_joins)  # of the body
