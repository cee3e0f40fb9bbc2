"""How far an editor may trust a repair before reading it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from content_quality.core.findings import Category, Finding, Message, message
from content_quality.core.repair.edits import Edit, EditKind


class Confidence(StrEnum):
    """How far an editor may trust a repair before reading it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def confidence_of(edits: Sequence[Edit], unmended: Sequence[Finding]) -> tuple[Confidence, tuple[Message, ...]]:
    """Return how far to trust the repair: deletions of exact copies are sure, seams and moves are to be read."""
    reasons = []
    guessed = sum(edit.guessed for edit in edits)
    moved = sum(edit.kind is EditKind.MOVE for edit in edits)
    cut = sum(one.category is Category.TRUNCATION for one in unmended)
    machine = sum(edit.kind is EditKind.MACHINE for edit in edits)
    layout = sum(edit.kind is EditKind.LAYOUT for edit in edits)
    copies = sum(edit.kind is EditKind.COPY for edit in edits)
    if copies:
        reasons.append(message("deleted copies that stand elsewhere, character by character: {count}", count=copies))
    if guessed:
        reasons.append(message("seams whose white space is a guess: {count}", count=guessed))
    if moved:
        reasons.append(message("continuations moved to their cuts: {count}", count=moved))
    if layout:
        reasons.append(
            message("paragraphs and headings set as another place of the post shows them: {count}", count=layout)
        )
    if machine:
        reasons.append(message("deleted lines of a machine, around which text may be missing: {count}", count=machine))
    if unmended:
        reasons.append(message("places that are not mended: {count}", count=len(unmended)))
    if cut or len(unmended) > len(edits):
        return Confidence.LOW, tuple(reasons)
    return (Confidence.MEDIUM if guessed or moved or layout or machine or unmended else Confidence.HIGH), tuple(reasons)
