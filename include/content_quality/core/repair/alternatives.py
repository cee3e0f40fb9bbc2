"""Which of two copies is kept: an editor may keep the other one, and decides about copies that differ.

Only whole paragraphs are offered, of which no other edit touches the place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Role, Severity, Span, excerpt
from content_quality.core.repair.choices import Place, RepairChoice
from content_quality.core.repair.deletions import line_start, marks_end, trimmed
from content_quality.core.repair.edits import Edit, EditKind, TracedText
from content_quality.core.repair.patches import AS_PROPOSED, DELETE_COPY, KEEP_OTHER, Patch, ordered

LINE_REST = re.compile(r"[ \t]*+(?:\r\n?|\n|\Z)")
WHOLE, OVERHANG = 0.9, 16  # share of a block that names all of it; characters of one that name nothing of it
MOST_OPEN = 40  # pairs of copies that differ; a post with more of them is written by a pattern


def with_alternatives(
    post: Post, chosen: Sequence[RepairChoice], patches: Sequence[Patch]
) -> tuple[tuple[RepairChoice, ...], tuple[Patch, ...]]:
    """Return the choices with the other copy that may be kept, and the patches that keep it."""
    with_other, added = list(chosen), list(patches)
    for number, choice in enumerate(chosen):
        kept = choice.edits[0].kept if len(choice.edits) == 1 else None
        patch = _without(post, kept, number, added) if kept and _alike(post, kept, choice.place) else None
        if kept and patch:
            added.append(replace(patch, option=KEEP_OTHER))
            with_other[number] = replace(choice, other=_lines(post, kept))
    return tuple(with_other), ordered(added)


def open_choices(
    post: Post,
    at: Post,
    traced: TracedText,
    findings: Sequence[Finding],
    chosen: tuple[Sequence[RepairChoice], Sequence[Patch]],
) -> tuple[tuple[RepairChoice, ...], tuple[Patch, ...]]:
    """Return the choices and patches of `chosen`, and those about copies that differ and stay unless a person decides.

    The findings are those of the repaired text `at`.
    """
    choices, patches = list(chosen[0]), list(chosen[1])
    first = len(choices)
    for finding in findings:
        if len(choices) - first >= MOST_OPEN:
            break
        places = _pair(at, traced, finding)
        if places is None:
            continue
        kept, copy = places
        number = len(choices)
        one, other = _without(post, copy, number, patches), _without(post, kept, number, patches)
        if one is None or other is None:
            continue
        edit = Edit(
            EditKind.COPY, post.span(*copy), excerpt(post.text[slice(*copy)]), finding.check, finding.fingerprint,
            finding.evidence, place=copy, kept=kept,
        )  # fmt: skip
        choices.append(RepairChoice((edit,), _lines(post, kept), is_open=True))
        patches += [replace(one, option=DELETE_COPY), replace(other, option=KEEP_OTHER)]
    return tuple(choices), ordered(patches)


def _pair(at: Post, traced: TracedText, finding: Finding) -> tuple[Place, Place] | None:
    """Return where the two copies of a finding stand in the original, if both are whole paragraphs."""
    if finding.category is not Category.DUPLICATES or finding.severity is Severity.INFO:
        return None
    kept = [one.span for one in finding.related if one.path is None and one.role is Role.KEPT]
    if len(kept) != 1:
        return None
    first, second = (_whole(at, traced, span) for span in (kept[0], finding.span))
    return (first, second) if first and second and first[1] <= second[0] else None


def _whole(at: Post, traced: TracedText, span: Span) -> Place | None:
    """Return the place in the original of the blocks that `span` names; None where it names a part of one."""
    start, end = at.source.offset(span.line, span.column), at.source.offset(span.end_line, span.end_column) + 1
    named = []
    for block in at.blocks:
        covered, size = min(end, block.end) - max(start, block.start), max(1, block.end - block.start)
        if covered >= WHOLE * size:
            named.append(block)
        elif covered > min(OVERHANG, size // 2):
            return None
    if not named:
        return None
    last = named[-1]
    return traced.unchanged(named[0].start, last.start + len(at.text[last.start : last.end].rstrip()))


def _alike(post: Post, one: Place, other: Place) -> bool:
    """Return whether the two have as many lines: a passage beside its echo on one line is no choice."""
    return _line_count(post.text[slice(*one)]) == _line_count(post.text[slice(*other)].strip())


def _line_count(text: str) -> int:
    return sum(bool(line.strip()) for line in text.splitlines())


def _without(post: Post, place: Place, number: int, patches: Sequence[Patch]) -> Patch | None:
    """Return the deletion of whole lines; None where other words stand in them, or another edit touches them."""
    text, floor = post.text, post.front_matter.end
    first = line_start(text, place[0], floor)
    last = marks_end(text, place[1])
    if first < floor or (first > floor and text[first - 1] not in "\r\n") or not LINE_REST.match(text, last):
        return None
    before, behind = trimmed(text, first, last, floor)
    whole_line = max(text.rfind("\n", last, behind), text.rfind("\r", last, behind)) + 1
    ways = ((before, last), (first, whole_line or behind))  # with the white space before or behind
    for start, end in ways[before == floor :]:
        if not any(_touches(one, start, end) for one in patches if one.choice != number and one.option == AS_PROPOSED):
            return Patch(start, end, "", number)
    return None


def _touches(patch: Patch, start: int, end: int) -> bool:
    """Return whether both change one character, or the patch adds words to what is deleted."""
    if patch.start == patch.end:
        return bool(patch.text.strip()) and start < patch.start <= end
    return patch.start < end and start < patch.end


def _lines(post: Post, place: Place) -> tuple[int, int]:
    return post.source.position(place[0])[0], post.source.position(place[1] - 1)[0]
