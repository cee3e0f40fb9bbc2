"""Copies that are deleted, and what the deletion brings together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from content_quality.core.document.blocks import Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding
from content_quality.core.records import dataclass
from content_quality.core.repair.bare_text import CopiedRun
from content_quality.core.repair.copies import Copies, superfluous
from content_quality.core.repair.copy_borders import adds
from content_quality.core.repair.deletions import closing_line_end, line_start, marks_end, marks_start, trimmed
from content_quality.core.repair.edits import Change, EditKind
from content_quality.core.repair.seams import BREAK, block_at, is_unfinished, paragraph_break, seam
from content_quality.core.settings import Settings

RULE = "- \t\r\n"  # characters of a rule; one between a cut and its copy would part the sentence
DOTS = re.compile(r"(?:…|\.{3}){1,2}+[ \t]*+")


@dataclass(frozen=True, slots=True)
class _Hole:
    """Characters [start, end) of the file that go, and the finding that says so."""

    start: int
    end: int
    finding: Finding
    goes_on: bool  # whether what follows goes on where the text before the hole ends
    is_inside: bool  # whether text of the same block follows
    cut: int | None  # the end of the kept paragraph that breaks off or ends where this copy goes on
    joins: int | None  # the end of the kept paragraph that goes on at once when this copy is gone
    rest: int  # the end of what follows in the same block
    kept: tuple[int, int] | None  # what the copy repeats, where both are whole paragraphs


def without_copies(post: Post, findings: Sequence[Finding], _settings: Settings) -> Iterator[Change]:
    """Delete copies, and join what their deletion brings together."""
    mended: set[int] = set()
    for hole in _holes(post, superfluous(post, findings)):
        if hole.cut is None or hole.goes_on:
            if hole.joins is not None:
                mended.add(hole.joins)  # what other copies go on with is another ending
            yield replace(_hole_change(post, hole), kept=hole.kept)
        elif hole.cut not in mended:  # another copy that goes on from it is looked at when this one has been moved
            mended.add(hole.cut)
            yield from _moved_rest(post, hole, hole.cut)


def _holes(post: Post, copies: Copies) -> Iterator[_Hole]:
    """Yield what goes: copies that touch each other together."""
    bare, text = copies.bare, post.text
    groups = [group for group in _groups(copies) if group]
    for number, group in enumerate(groups):
        (first, finding), (run, _) = group[0], group[-1]
        start, end = marks_start(text, bare.places[first.first]), bare.places[run.last - 1] + 1
        is_inside = not bare.is_border(run.last)
        start = _with_dots(post, start)
        if bare.is_border(first.first) or not is_inside:
            start = line_start(text, start, post.front_matter.end)
        end = marks_end(text, end)
        goes_on = _goes_on(copies, group)
        may_move = is_inside and (copies.kept.is_cut(run.source_last) or adds(bare, copies.kept, run, run.last))
        cut = copies.kept.offset(run.source_last) if may_move else None
        joins = copies.kept.offset(run.source_last) if goes_on and copies.kept.is_cut(run.source_last) else None
        after = groups[number + 1][0][0].first if number + 1 < len(groups) else len(bare.places)
        rest = min(after, bare.border_behind(run.last)) if is_inside else run.last
        kept = _kept_passage(copies, [run for run, _ in group])
        yield _Hole(start, end, finding, goes_on, is_inside, cut, joins, bare.places[rest - 1] + 1, kept)


def _with_dots(post: Post, start: int) -> int:
    """Return the start of the dots before `start` that open its paragraph: a script writes them before it goes on."""
    own = block_at(post, start + 1)
    return own.start if own is not None and DOTS.fullmatch(post.text, own.start, start) else start


def _groups(copies: Copies) -> Iterator[list[tuple[CopiedRun, Finding]]]:
    """Yield the copies that touch each other, without a heading at their end whose section stays."""
    found = copies.found
    at = 0
    while at < len(found):
        until = at + 1
        while until < len(found) and found[until][0].first == found[until - 1][0].last:
            until += 1
        group = found[at:until]
        yield group if _goes_on(copies, group) else _without_last_heading(copies, group)
        at = until


def _goes_on(copies: Copies, group: Sequence[tuple[CopiedRun, Finding]]) -> bool:
    """Return whether what follows `group` goes on where the text before it ends."""
    return group[-1][0].source_last == bisect_left(copies.kept.indices, group[0][0].first)


def _without_last_heading(copies: Copies, group: list[tuple[CopiedRun, Finding]]) -> list[tuple[CopiedRun, Finding]]:
    """Return `group` without its last heading, where words stay that stand under it: they would lose their title.

    In the section that the same heading opens it says nothing new.
    """
    bare, (run, finding) = copies.bare, group[-1]
    start = bare.heading_before(run.last)
    if start is None or start < run.first or not bare.has_words_below(run.last):
        return group
    opened = copies.kept.indices[run.source_last - 1] + 1
    if copies.kept.section_before(group[0][0].first) == opened:
        return group
    return [*group[:-1], (replace(run, last=start), finding)] if start > run.first else group[:-1]


def _kept_passage(copies: Copies, runs: Sequence[CopiedRun]) -> tuple[int, int] | None:
    """Return what `runs`, which touch each other, repeat; None unless both sides are whole paragraphs in a row."""
    bare, kept, first, last = copies.bare, copies.kept, runs[0].source, runs[-1].source_last
    if any(one.source_last != other.source for one, other in pairwise(runs)):
        return None
    indices = kept.indices[first:last]
    if indices[-1] - indices[0] != len(indices) - 1 or kept.is_cut(last):
        return None
    ends = (runs[0].first, runs[-1].last, indices[0], indices[-1] + 1)
    if not all(bare.is_border(end) for end in ends):
        return None
    return bare.places[indices[0]], bare.places[indices[-1]] + 1


def _moved_rest(post: Post, hole: _Hole, cut: int) -> Iterator[Change]:
    """Move what follows the copy in its block to the end of the paragraph that breaks off."""
    text = post.text
    first = hole.end
    while first < hole.rest and text[first].isspace():
        first += 1
    found = seam(post, text[:cut], text[hole.end : first], text[first : hole.rest])
    yield Change(cut, cut, EditKind.MOVE, hole.finding, found.space, (first, hole.rest), guessed=found.guessed)
    start, _ = trimmed(text, hole.start, hole.start, cut)
    yield Change(start, first, EditKind.COPY, hole.finding)


def _hole_change(post: Post, hole: _Hole) -> Change:
    """Return the deletion of `hole`, with the white space around it."""
    text, floor = post.text, post.front_matter.end
    start, end = trimmed(text, hole.start, hole.end, floor)
    before, after = text[floor:start], text[end:]
    if not before or not after:
        return Change(
            start, end, EditKind.COPY, hole.finding, closing_line_end(text, end) if before else text[floor : hole.start]
        )
    between = text[hole.end : end]
    cut = start if hole.joins is None or text[hole.joins : start].strip(RULE) else hole.joins
    if hole.goes_on and is_unfinished(post, cut) and (hole.is_inside or _goes_below(post, end)):
        found = seam(post, text[floor:cut], between if hole.is_inside else "\n", after)
        return Change(cut, end, EditKind.COPY, hole.finding, found.space, guessed=found.guessed)
    own = block_at(post, start)
    if own is not None and own.start < hole.start < own.end:  # inside a paragraph, or its end
        if hole.is_inside and own.kind is Kind.CODE and hole.goes_on:
            return Change(start, end, EditKind.COPY, hole.finding, between)
        if hole.is_inside:
            return Change(start, end, EditKind.COPY, hole.finding, text[start : hole.start] or between)
        return Change(start, end, EditKind.COPY, hole.finding, between)
    is_split = len(BREAK.findall(between)) > 1 and not hole.is_inside
    return Change(start, end, EditKind.COPY, hole.finding, between if is_split else paragraph_break(post))


def _goes_below(post: Post, offset: int) -> bool:
    """Return whether a paragraph begins at `offset`, so that it may go on from the one before."""
    return any(block.start == offset and block.kind is Kind.PARAGRAPH and not block.containers for block in post.blocks)
