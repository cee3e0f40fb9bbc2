"""Cuts that are joined with what goes on from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Severity
from content_quality.core.repair.deletions import trimmed
from content_quality.core.repair.edits import Change, EditKind
from content_quality.core.repair.seams import Seam, seam
from content_quality.core.settings import Settings
from content_quality.core.truncation.cut import Cut, Form
from content_quality.core.truncation.cut_signs import CutSign
from content_quality.core.truncation.cuts import cuts

CUT_CHECKS = {
    Form.PARAGRAPH: "truncated-section",
    Form.RESTART: "truncated-section",
    Form.SPLIT: "split-paragraph",
    Form.FRAGMENT: "stray-fragment",
}
JOINED_FORMS = frozenset({Form.PARAGRAPH, Form.SPLIT})


def with_joins(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[Change]:
    """Delete clauses that begin again, and join cuts with what goes on from them."""
    for cut, finding in believed_cuts(post, findings, settings):
        if cut.continuation is None or cut.may_be_heading:
            continue
        if cut.form is Form.RESTART:
            yield from _without_first_beginning(post, cut.paragraph.block, cut.continuation, finding)
        elif cut.form in JOINED_FORMS and finding.severity is Severity.BLOCKER:
            yield from _joined(post, cut, cut.continuation, finding)


def believed_cuts(post: Post, findings: Sequence[Finding], settings: Settings) -> Iterator[tuple[Cut, Finding]]:
    """Yield the cuts of `post` that a finding of `findings` reports as more than information."""
    by_place = {(one.check, one.span): one for one in findings if one.severity > Severity.INFO}
    for cut in cuts(post, settings):
        block = cut.paragraph.block
        finding = by_place.get((CUT_CHECKS[cut.form], post.span(block.start, block.end)))
        if finding is not None:
            yield cut, finding


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
    if not squeezed(text[block.start : end]).endswith(squeezed(head)):
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
    start, _ = trimmed(text, target.start, target.start, end)
    if start < goes_on:
        yield Change(start, goes_on, EditKind.COPY, finding)


def _seam_at(post: Post, before: str, head: str, goes_on: int) -> Seam:
    space = head[len(head.rstrip()) :]
    return seam(post, before, space if head.strip() else "\n", post.text[goes_on:])


def squeezed(text: str) -> str:
    """Return `text` without white space."""
    return "".join(text.split())
