"""The shape of the report `content-quality/report/1`, as types.

`report.schema.json` says the same to other programs.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class PlaceReport(TypedDict):
    """A place: lines and columns count from 1, in characters; the end is inclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class RelatedReport(PlaceReport):
    """Another place that belongs to a finding; without a path it lies in the same post."""

    role: str
    path: NotRequired[str]


class WaivedReport(TypedDict):
    """Who accepted a finding, why, and until when."""

    reason: str
    by: str
    until: str
    kind: NotRequired[str]


class EvidenceReport(TypedDict):
    """One reason to believe a finding."""

    name: str
    weight: float


class EditReport(TypedDict):
    """Put `replacement` in the place of the characters [start, end) of the file, without its byte order mark."""

    start: int
    end: int
    replacement: str


class FixReport(TypedDict):
    """Edits that make a finding go, applied together."""

    edits: list[EditReport]
    drops_byte_order_mark: NotRequired[bool]


class FindingReport(PlaceReport):
    """One finding."""

    check: str
    category: str
    severity: str
    message: str
    excerpt: str
    suggestion: str | None
    fingerprint: str
    waived: WaivedReport | None
    related: list[RelatedReport]
    evidence: NotRequired[list[EvidenceReport]]
    fix: NotRequired[FixReport]


class CheckedPost(TypedDict):
    """One post of the report."""

    path: str
    sha256: str
    language: str
    verdict: str
    error: str | None
    facts: dict[str, Any]
    findings: list[FindingReport]


class SiteFindingReport(TypedDict):
    """A pattern of the whole site."""

    check: str
    category: str
    severity: str
    message: str
    count: int
    share: float
    examples: list[str]


class UnreadableReport(TypedDict):
    """A path that could not be read, and why."""

    path: str
    reason: str


class Summary(TypedDict):
    """How many posts and findings there are."""

    posts: int
    clear: int
    debt: NotRequired[int]
    review: int
    hold: int
    findings: dict[str, int]


class Report(TypedDict):
    """The whole report."""

    schema: str
    posts: list[CheckedPost]
    site_findings: list[SiteFindingReport]
    summary: Summary
    unreadable: NotRequired[list[UnreadableReport]]
