"""The kinds of damage, one function each: a sound draft in, the damaged one and the damaged lines out."""

from __future__ import annotations

from benchmarks.damage.damages import cuts, fences, front_matter, reading_time, repeats, residue
from benchmarks.damage.damages.kind import Damaged, Kind

KINDS: tuple[Kind, ...] = (
    *repeats.KINDS,
    *cuts.KINDS,
    *fences.KINDS,
    *residue.KINDS,
    *front_matter.KINDS,
    *reading_time.KINDS,
)

__all__ = ["KINDS", "Damaged", "Kind"]
