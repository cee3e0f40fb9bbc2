"""Where a copy may begin and end: at the borders of paragraphs, and where both sides do not go on alike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from rapidfuzz import fuzz

from content_quality.core.document.blocks import Kind
from content_quality.core.repair.bare_text import LONGEST_HEADING, BareText, CopiedRun, Kept
from content_quality.core.repair.seams import block_at
from content_quality.core.text import sentences

OVERHANG = 8  # characters by which a run may cross a border by chance
CLOSERS, CLOSERS_AT_MOST = sentences.CLOSERS + "\"'*_~」", 4
STOPS = (*sentences.PLAIN_STOPS, "…", ":", "：")
PASSAGE = 150  # characters; a run this long is a copy wherever it begins and ends
FEWEST_IN_CODE = 3  # borders of paragraphs in a line of code that shows an echo
REMAINDER, ALIKE = 80, 60  # characters behind a difference that are compared, and their likeness of 100


def within_paragraphs(bare: BareText, kept: Kept, run: CopiedRun, previous: int) -> CopiedRun | None:
    """Return `run` without half sentences at its edges and without paragraphs that say something else.

    `previous` is where the copy before it ends.
    """
    run = _without_overhang(bare, kept, run)
    touches = run.first == previous and not bare.is_border(previous)
    if not _ends_well(bare, kept, run, touches=touches) or _differs(bare, kept, run, forward=True):
        ends = (at for at in reversed(_borders(bare, kept, run)) if _may_end(bare, kept, run, at, touches=touches))
        last = next(ends, None)
        if last is None:
            return None
        run = replace(run, last=last)
    if not (run.first == previous or _may_begin(bare, kept, run, run.first)) or _differs(
        bare, kept, run, forward=False
    ):
        first = next((at for at in _borders(bare, kept, run) if _may_begin(bare, kept, run, at)), None)
        if first is None:
            return None
        run = CopiedRun(first, run.last, run.source + first - run.first)
    is_passage = run.last - run.first >= PASSAGE or run.first == previous
    return run if is_passage or _is_whole(bare, kept, run) else None


def _borders(bare: BareText, kept: Kept, run: CopiedRun) -> list[int]:
    """Return the places inside `run` at which a block of either side begins or ends, in order."""
    indices, move = kept.indices, run.first - run.source
    theirs = bare.borders_between(indices[run.source], indices[run.source_last - 1] + 1)
    found = {bisect_left(indices, border, run.source, run.source_last) + move for border in theirs}
    return sorted(at for at in found.union(bare.borders_between(run.first, run.last)) if run.first < at < run.last)


def _ends_well(bare: BareText, kept: Kept, run: CopiedRun, *, touches: bool) -> bool:
    """Return whether what stays behind `run` begins a sentence or goes on from a cut."""
    if _is_in_heading(bare, run.last):
        return False
    if run.source_last == len(kept.indices) or kept.is_cut(run.source_last):
        return True
    return _may_end(bare, kept, run, run.last, touches=touches)


def _may_end(bare: BareText, kept: Kept, run: CopiedRun, at: int, *, touches: bool) -> bool:
    """Return whether a copy may end at `at`: where a block of its own does, or one of the source in an echo on a line.

    In a paragraph that says more than its source, what stands behind `at` would be left alone. So the block in which
    the copy ends must hold more than one block of the source, or another copy that `run` touches.
    """
    if bare.is_border(at):
        return True
    if not _is_source_border(bare, kept, run, at):
        return False
    first = max(run.first, bare.border_before(at))
    return (touches and first == run.first) or _holds_border(bare, kept, run, first, at) or adds(bare, kept, run, at)


def adds(bare: BareText, kept: Kept, run: CopiedRun, at: int) -> bool:
    """Return whether the last paragraph of the copy is one of the source with more words, which stand behind `at`.

    It counts in a copy of several paragraphs only: two sections may begin alike and go on differently.
    """
    first = bare.border_before(at)
    if bare.is_border(at) or first <= run.first or not _is_source_border(bare, kept, run, at):
        return False
    return kept.ends_paragraph(run.source + at - run.first) and not _holds_border(bare, kept, run, first, at)


def _may_begin(bare: BareText, kept: Kept, run: CopiedRun, at: int) -> bool:
    """Return whether a copy may begin at `at`; the same holds for what stands before it."""
    if bare.is_border(at):
        return True
    last = min(run.last, bare.border_behind(at))
    return _is_source_border(bare, kept, run, at) and _holds_border(bare, kept, run, at, last)


def _is_source_border(bare: BareText, kept: Kept, run: CopiedRun, at: int) -> bool:
    """Return whether a paragraph of the source begins or ends at `at`, and a sentence of the copy."""
    source = run.source + at - run.first
    if not kept.is_border(source) or kept.is_cut(source) or _is_in_heading(bare, at):
        return False
    return _is_stopped(bare, kept, at, source)


def _holds_border(bare: BareText, kept: Kept, run: CopiedRun, first: int, last: int) -> bool:
    """Return whether a block of the source begins or ends inside [first, last) of the copy; a cut ends none."""
    places = [at + run.source - run.first for at in _borders(bare, kept, run) if first < at < last]
    return any(kept.is_border(place) and not kept.is_cut(place) for place in places)


def _is_in_heading(bare: BareText, at: int) -> bool:
    """Return whether `at` parts the words of a heading; an echo on one line that begins with a heading is none."""
    own = None if bare.is_border(at) else block_at(bare.post, bare.places[at] + 1)
    return own is not None and own.kind is Kind.HEADING and own.end - own.start <= LONGEST_HEADING


def _is_stopped(bare: BareText, kept: Kept, at: int, source: int) -> bool:
    """Return whether the words before `at` end a sentence, or a block of the source that needs no stop.

    A bracket alone ends none: what follows it in the copy may go on.
    """
    own = block_at(bare.post, kept.offset(source)) if source else None
    if own is None or own.kind is not Kind.PARAGRAPH:
        return True
    return bare.text[max(0, at - CLOSERS_AT_MOST) : at].rstrip(CLOSERS).endswith(STOPS)


def is_echo_in_code(bare: BareText, kept: Kept, run: CopiedRun) -> bool:
    """Return whether `run` is a line of code that holds several paragraphs of prose: a script cut the code."""
    text, first, last = bare.post.text, bare.places[run.first], bare.places[run.last - 1]
    own, source = block_at(bare.post, first + 1), block_at(bare.post, kept.offset(run.source + 1))
    if own is None or own.kind is not Kind.CODE or last >= own.end or source is None or source.kind is Kind.CODE:
        return False
    return "\n" not in text[first:last] and len(_borders(bare, kept, run)) >= FEWEST_IN_CODE


def _is_whole(bare: BareText, kept: Kept, run: CopiedRun) -> bool:
    """Return whether `run` begins and ends where a block does; a shorter one is a turn of phrase."""
    return _on_border(bare, kept, run, run.first) and _on_border(bare, kept, run, run.last)


def _on_border(bare: BareText, kept: Kept, run: CopiedRun, at: int) -> bool:
    return bare.is_border(at) or kept.is_border(run.source + at - run.first)


def _without_overhang(bare: BareText, kept: Kept, run: CopiedRun) -> CopiedRun:
    if bare.is_border(run.last) or kept.is_cut(run.source_last):
        return run
    backs = range(min(OVERHANG, run.last - run.first))
    own = (back for back in backs if bare.is_border(run.last - back))  # a border of the copy comes first
    back = next(own, next((one for one in backs if _on_border(bare, kept, run, run.last - one)), 0))
    return replace(run, last=run.last - back)


def _differs(bare: BareText, kept: Kept, run: CopiedRun, *, forward: bool) -> bool:
    """Return whether both sides go on in the middle of a paragraph, alike but for a difference."""
    at, source = (run.last, run.source_last) if forward else (run.first, run.source)
    if bare.is_border(at) or kept.is_border(source):
        return False
    edge = bisect_right(bare.borders, at)
    text = bare.text
    if forward:
        here = text[at : min(bare.borders[edge], at + REMAINDER)]
        there = "".join(text[index] for index in kept.indices[source : source + len(here)])
    else:
        here = text[max(bare.borders[edge - 1], at - REMAINDER) : at]
        there = "".join(text[index] for index in kept.indices[max(0, source - len(here)) : source])
    return fuzz.ratio(here, there) >= ALIKE
