"""Paragraphs and headings that were flattened into one line, set as another place of the post shows them.

Only white space and marks of Markdown change. Where a later copy of the flattened words has paragraphs and headings,
they are set as there; where the words behind the marks of a heading stand as a heading elsewhere, or end the line, they
are a heading. Anything else is left.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity
from content_quality.core.repair.bare_text import BareText, CopiedRun, Kept
from content_quality.core.repair.copies import Copies, superfluous
from content_quality.core.repair.edits import Change, EditKind
from content_quality.core.repair.seams import block_at, is_unfinished, paragraph_break
from content_quality.core.settings import Settings
from content_quality.core.text import sentences

FEWEST_BORDERS = 3  # of paragraphs alone; two paragraphs may be one on purpose
FLATTENED = re.compile(r"(?<=\S)[ \t]+(?P<marks>#{2,6})[ \t]+(?=\S)")
LONGEST_HEADING, SHORTEST_HEADING = 90, 4  # characters; a longer heading is a flattened passage
LINED = frozenset({Kind.TABLE, Kind.CODE})  # blocks whose lines mean something
MARKS = re.compile(r"(?:#{1,6}|[-+*>]|\d{1,3}[.)])[ \t]{1,8}\Z")
BEFORE = 16  # characters in which the marks of a block stand


def with_layout(post: Post, findings: Sequence[Finding], _settings: Settings) -> Iterator[Change]:
    """Set flattened words as their later copies are set, then the headings that remain in a line."""
    copies = superfluous(post, findings)
    changes = list(_as_in_copies(post, copies))
    yield from changes or _headings(post, findings, copies)


def _as_in_copies(post: Post, copies: Copies) -> Iterator[Change]:
    for run, finding in copies.found:
        indices = copies.kept.indices[run.source : run.source_last]
        if indices[-1] - indices[0] != len(indices) - 1:
            continue  # something between was deleted: the next round sees to it
        borders = _wanted(copies.bare, run, indices[0])
        for border in borders:
            yield _gap_as_there(copies.bare, run, indices[0], border, finding)
        if borders:
            yield from _ends(post, copies.kept, run, finding)


def _wanted(bare: BareText, run: CopiedRun, source: int) -> list[int]:
    """Return the borders inside the copy that its source lacks, where the source is flattened."""
    there = _inner(bare, run.first, run.last)
    here = {border - source + run.first for border in _inner(bare, source, source + run.last - run.first)}
    missing = [border for border in there if border not in here and not _splits(bare, border)]
    if not missing or not here <= set(there):
        return []
    blocks = [block for block in bare.post.blocks if bare.start_of(block) in missing]
    if len(missing) < FEWEST_BORDERS and all(block.kind is Kind.PARAGRAPH for block in blocks):
        return []
    lines = (at for block in blocks if block.kind in LINED for at in _line_starts(bare, block) if at < run.last)
    return [*missing, *lines]


def _inner(bare: BareText, first: int, last: int) -> list[int]:
    return bare.borders[bisect_right(bare.borders, first) : bisect_left(bare.borders, last)]


def _line_starts(bare: BareText, block: Block) -> Iterator[int]:
    """Yield where the lines of a table or of code begin, but for the first."""
    first, last = (bisect_left(bare.places, place) for place in (block.start, block.end))
    text, places = bare.post.text, bare.places
    for at in range(first + 1, last):
        if places[at] - places[at - 1] > 1 and "\n" in text[places[at - 1] : places[at]]:
            yield at


def _splits(bare: BareText, border: int) -> bool:
    """Return whether a sentence of two paragraphs may go on over `border`: a cut ends no paragraph."""
    end, start = bare.places[border - 1] + 1, bare.places[border]
    before, behind = block_at(bare.post, end), block_at(bare.post, start + 1)
    if before is None or behind is None or {before.kind, behind.kind} != {Kind.PARAGRAPH}:
        return False
    return is_unfinished(bare.post, end)


def _gap_as_there(bare: BareText, run: CopiedRun, source: int, border: int, finding: Finding) -> Change:
    """Return the change that gives the source the white space and marks that the copy has before `border`."""
    there = bare.post.text[bare.places[border - 1] + 1 : bare.places[border]]
    at = source + border - run.first
    return Change(bare.places[at - 1] + 1, bare.places[at], EditKind.LAYOUT, finding, there)


def _ends(post: Post, kept: Kept, run: CopiedRun, finding: Finding) -> Iterator[Change]:
    """Part the source from what stands beside it in its line, where its copy begins or ends a block."""
    bare = kept.bare
    if run.source and bare.is_border(run.first) and not kept.is_border(run.source):
        opening = MARKS.search(post.text[max(0, bare.places[run.first] - BEFORE) : bare.places[run.first]])
        start, end = bare.places[kept.indices[run.source] - 1] + 1, bare.places[kept.indices[run.source]]
        marks = opening[0] if opening else ""
        yield Change(start, end, EditKind.LAYOUT, finding, paragraph_break(post) + marks)
    if run.source_last < len(kept.indices) and bare.is_border(run.last) and not kept.is_border(run.source_last):
        start, end = bare.places[kept.indices[run.source_last - 1]] + 1, bare.places[kept.indices[run.source_last]]
        if start < end:
            marks = post.text[start:end].strip()
            insert = paragraph_break(post) + (f"{marks} " if marks else "")
            yield Change(start, end, EditKind.LAYOUT, finding, insert)


def _headings(post: Post, findings: Sequence[Finding], copies: Copies) -> Iterator[Change]:
    """Give a heading that stands in a line of its paragraph a line of its own, where its end is certain.

    A copy that will be deleted is not set first.
    """
    places = copies.bare.places
    gone = [(places[run.first], places[run.last - 1]) for run, _ in copies.found]
    known = sorted({_words(post, block) for block in post.blocks if block.kind is Kind.HEADING}, key=len, reverse=True)
    known = [words for words in known if SHORTEST_HEADING <= len(words) <= LONGEST_HEADING]
    for block in post.blocks:
        if block.kind is not Kind.PARAGRAPH or block.containers or "##" not in block.text:
            continue
        for found in FLATTENED.finditer(post.text, block.start, block.end):
            finding = _about(post, findings, found.start())
            end = _heading_end(post, block, found.end(), known)
            is_gone = any(start <= found.end() <= last for start, last in gone)
            if is_gone or finding is None or end is None or is_unfinished(post, found.start()):
                continue
            space = paragraph_break(post)
            yield Change(found.start(), found.end(), EditKind.LAYOUT, finding, f"{space}{found['marks']} ")
            rest = post.text[end : block.end]
            if rest.strip():
                yield Change(end, end + len(rest) - len(rest.lstrip()), EditKind.LAYOUT, finding, space)


def _words(post: Post, block: Block) -> str:
    return post.text[block.start : block.end].strip().strip("# \t")


def _heading_end(post: Post, block: Block, start: int, known: list[str]) -> int | None:
    """Return where the heading that begins at `start` ends; None when that is not certain."""
    text = post.text
    for words in known:
        end = start + len(words)
        if text.startswith(words, start) and end <= block.end and (end == block.end or text[end].isspace()):
            return end
    rest = text[start : block.end].rstrip()
    is_short = SHORTEST_HEADING <= len(rest) <= LONGEST_HEADING and "\n" not in rest
    return start + len(rest) if is_short and "#" not in rest and not sentences.ending(rest).stopped else None


def _about(post: Post, findings: Sequence[Finding], offset: int) -> Finding | None:
    """Return the finding of a repeat or a cut that names the line of `offset`."""
    line = post.source.position(offset)[0]
    for finding in findings:
        if finding.category not in (Category.DUPLICATES, Category.TRUNCATION) or finding.severity is Severity.INFO:
            continue
        spans = [finding.span, *(one.span for one in finding.related if one.path is None)]
        if any(span.line <= line <= span.end_line for span in spans):
            return finding
    return None
