"""What a suite says of a post, as a finding in the suite's own words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Protocol

from content_quality.adapters.suites import ExpectationOutcome, Unexpected
from content_quality.core.findings import Category, Finding, Message, Severity, Span, Value, fingerprint

SEVERITIES = {"critical": Severity.BLOCKER, "warning": Severity.WARNING, "info": Severity.INFO}
NAMED_POSTS = 3  # other posts that a finding names; more would hide the message


class Places(Protocol):
    """The posts that are judged, how each is called, and where in them a number stands."""

    def holds(self, post_id: str) -> bool:
        """Return whether the post gets findings; others are only compared with."""

    def named(self, post_id: str) -> str:
        """Return what editors call the post."""

    def span(self, post_id: str, place: str) -> Span:
        """Return where `place` of a suite's meta is, such as `key:title`."""


def suite_findings(outcome: ExpectationOutcome, places: Places) -> Iterator[tuple[str, Finding]]:
    """Yield a finding for every post that failed `outcome`, by post_id; the contract's failures are about the batch."""
    meta = outcome.meta
    if outcome.success or outcome.error or "finding" not in meta:
        return
    for row in outcome.unexpected:
        if not places.holds(row.post_id):
            continue
        values = _values(outcome, row, places)
        says = Message(meta["says"], values)
        yield (
            row.post_id,
            Finding(
                meta["finding"],
                Category(meta.get("category", "inspection")),
                SEVERITIES[outcome.severity],
                places.span(row.post_id, meta.get("place", "body")),
                says,
                suggestion=Message(meta["instead"]) if "instead" in meta else None,
                fingerprint=fingerprint(meta["finding"], f"{row.post_id}\0{row.values}"),
            ),
        )


def _values(outcome: ExpectationOutcome, row: Unexpected, places: Places) -> dict[str, Value]:
    """Return what an expectation's words may name: value, percent, others."""
    value = row.values.get(outcome.columns[0])
    values: dict[str, Value] = {"value": str(value), "percent": 0}
    if isinstance(value, int | float) and math.isfinite(value):
        values["value"] = int(value) if float(value).is_integer() else round(float(value), 2)
        values["percent"] = round(100 * float(value))
    same = [
        places.named(other.post_id)
        for other in outcome.unexpected
        if other.post_id != row.post_id and other.values == row.values
    ]
    values["others"] = ", ".join(same[:NAMED_POSTS]) + (
        f" and {len(same) - NAMED_POSTS} more" if len(same) > NAMED_POSTS else ""
    )
    return values
