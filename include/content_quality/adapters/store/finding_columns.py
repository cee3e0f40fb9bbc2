"""From a row of the table `findings` back to the finding."""

from __future__ import annotations

import json
from typing import Any

from content_quality.adapters.state.codec import waived_from_json
from content_quality.core.findings import Category, Evidence, Finding, Message, Related, Role, Severity, Span


def finding_from_columns(**columns: Any) -> Finding:
    """Return the finding in one row of the table `findings`."""
    waived = _json(columns["waived"])
    return Finding(
        columns["check"],
        Category(columns["category"]),
        Severity.from_label(columns["severity"]),
        Span(columns["line"], columns["column"], columns["end_line"], columns["end_column"]),
        _message(columns["message"]) or Message(""),
        columns["excerpt"],
        _message(columns["suggestion"]),
        tuple(_related(place) for place in _json(columns["related"]) or ()),
        columns["fingerprint"],
        waived_from_json(waived) if waived else None,
        tuple(Evidence(one["name"], one["weight"]) for one in _json(columns.get("evidence")) or ()),
    )


def _json(text: str | None) -> Any:
    return json.loads(text) if text is not None else None


def _message(text: str | None) -> Message | None:
    row = _json(text)
    return Message(row["template"], row.get("values") or {}) if row else None


def _related(place: dict[str, Any]) -> Related:
    return Related(
        Span(place["line"], place["column"], place["end_line"], place["end_column"]),
        Role(place["role"]),
        place.get("path"),
    )
