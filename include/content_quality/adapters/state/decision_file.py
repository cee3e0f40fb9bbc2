"""The file of a batch's decisions: one line for each, behind a line about their making."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.state.codec import decision_from_json, decision_to_json
from content_quality.adapters.state.files import Json, read_lines, row_of, verified_lines, write_lines
from content_quality.adapters.state.sealed_lines import FileDamaged
from content_quality.adapters.state.stored_rows import StoredRows
from content_quality.core.gate.decide import Decision, DecisionContext


@dataclasses.dataclass(frozen=True, slots=True)
class DecisionFile:
    """The decisions at `path`; whoever reads may meet `FileDamaged`, or `StopIteration` where the file is empty."""

    path: Path

    def write(self, context: DecisionContext, decisions: Iterable[Decision]) -> None:
        """Write `decisions`, one at a time, and how they were made."""
        about = {**dataclasses.asdict(context), "decided_at": context.decided_at.isoformat()}
        write_lines(self.path, chain([about], map(decision_to_json, decisions)))

    def read(self) -> tuple[DecisionContext, StoredRows[Decision]]:
        """Return how they were made, and the decisions, each decoded when it is wanted.

        Raise `FileDamaged` also when two decisions are about one post.
        """
        lines = verified_lines(self.path)
        context = _context(row_of(self.path.name, next(lines)))
        found = StoredRows(decision_from_json)
        if found.add(self.path, lines):
            raise FileDamaged(f"{self.path.name} decides twice about a post")
        return context, found

    def context(self) -> DecisionContext:
        """Return how they were made."""
        return _context(next(read_lines(self.path)))

    def verdicts(self) -> list[Decision]:
        """Return the decisions without their findings, which are nine tenths of them."""
        rows = read_lines(self.path)
        next(rows)
        return [decision_from_json({**row, "findings": (), "added": ()}) for row in rows]


def _context(row: Json) -> DecisionContext:
    about = cast("dict[str, Any]", row)
    return DecisionContext(
        about["run_id"], datetime.fromisoformat(about["decided_at"]), about["checks_digest"], tuple(about["broken"])
    )
