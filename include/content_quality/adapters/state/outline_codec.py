"""The outline of a post to JSON and back; a place is four numbers."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, datetime
from typing import Any, cast

from content_quality.adapters.state.files import Json
from content_quality.core.document.publication import PublicationDates
from content_quality.core.document.references import NamedReference, Reference, References
from content_quality.core.document.waiver_comments import WaiverComment
from content_quality.core.findings import Span
from content_quality.core.outline import Outline


def outline_to_json(outline: Outline) -> Json:
    """Return `outline` as JSON."""
    dates = outline.publication
    return {
        "draft": dates.draft,
        "due": dates.due.isoformat() if dates.due else None,
        "expires": dates.expires.isoformat() if dates.expires else None,
        "comments": [
            [one.check, one.reason, one.until.isoformat() if one.until else None, one.first_line, one.last_line]
            for one in outline.comments
        ],
        "images": [_reference_to_json(one) for one in outline.references.images],
        "related": [_reference_to_json(one) for one in outline.references.related],
        "head": astuple(outline.head),
        "body": astuple(outline.body),
        "keys": {key: astuple(span) for key, span in outline.keys.items()},
    }


def outline_from_json(row: Json) -> Outline:
    """Return the outline in `row`; raise `KeyError`, `TypeError` or `ValueError` when it is none."""
    fields = cast("dict[str, Any]", row)
    return Outline(
        PublicationDates(bool(fields["draft"]), _moment(fields["due"]), _moment(fields["expires"])),
        tuple(
            WaiverComment(check, reason, date.fromisoformat(until) if until else None, first, last)
            for check, reason, until, first, last in fields["comments"]
        ),
        References(
            tuple(_reference_from_json(one) for one in fields["images"]),
            tuple(_reference_from_json(one) for one in fields["related"]),
        ),
        Span(*fields["head"]),
        Span(*fields["body"]),
        {key: Span(*span) for key, span in fields["keys"].items()},
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _reference_to_json(one: NamedReference) -> list[object]:
    return [one.reference.key, one.reference.target, astuple(one.span), one.excerpt, one.fingerprint]


def _reference_from_json(row: list[Any]) -> NamedReference:
    key, target, span, excerpt, fingerprint = row
    return NamedReference(Reference(key, target), Span(*span), excerpt, fingerprint)
