"""Runs of equal letters in two occurrences of a passage, and what differs between them."""

from __future__ import annotations

from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """Letters [source_first, source_last) of the earlier passage that stand as [first, last) in the later one."""

    first: int
    last: int
    source_first: int
    source_last: int


@dataclass(frozen=True, slots=True)
class EqualRun:
    """Letters [first, last) that equal those `back` letters before, token for token."""

    first: int
    last: int
    back: int
