"""What the JSON API answers with: the fields of each answer, as openapi.json describes them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from fastapi import Request

from content_quality.adapters.store import (
    listing,
)
from content_quality.adapters.store.batch_queries import BatchRow, DayCounts, Expectation, LoadRow
from content_quality.adapters.store.delivery_queries import AlertRow, DeliveryRow
from content_quality.adapters.store.people import Accepted, Answered, Month
from content_quality.adapters.store.tally_queries import CheckTally, Totals
from content_quality.adapters.store.trends import Trend
from content_quality.adapters.store.version_queries import CheckRun, Version
from content_quality.core.findings import Finding, Message
from content_quality.core.report.json_report import finding_report
from content_quality.dashboard.context import dashboard_of
from content_quality.dashboard.languages import Language, language_of
from content_quality.dashboard.runs import Run, Stage


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """A place that belongs to a finding: `kept`, `copy`, or where a cut goes on; `path` is null in the same post."""

    line: int
    column: int
    end_line: int
    end_column: int
    role: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceAnswer:
    """One reason to believe a finding; a positive weight speaks for damage."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """A finding as `content-quality/report/1` says it, in the reader's language.

    Lines and columns count from 1, ends are inclusive.
    """

    check: str
    category: str
    severity: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    excerpt: str
    suggestion: str | None
    fingerprint: str
    waived: dict[str, str] | None
    related: list[PlaceAnswer]
    evidence: list[EvidenceAnswer]
    number: int | None = None  # within its decision


@dataclass(frozen=True, slots=True)
class ListedAnswer(listing.ListedPost):
    """One post of a list, with the finding that weighs most and who answers for it."""

    blockers: int
    warnings: int
    infos: int
    waived: int
    first_finding: FindingAnswer | None
    owners: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is said once about the whole site."""

    check: str
    severity: str
    message: str
    count: int
    share: float
    examples: list[str]


@dataclass(frozen=True, slots=True)
class OverviewAnswer:
    """How things stand."""

    published_at: datetime
    last_sign_of_life: datetime | None
    stale: bool
    runs: list[Run]
    today: DayCounts
    newest_batch: BatchRow | None
    totals: Totals
    checks: list[CheckTally]
    patterns: list[Pattern]
    deliveries: list[DeliveryRow]
    alerts: list[AlertRow]


@dataclass(frozen=True, slots=True)
class PostsAnswer:
    """One page of the list of posts."""

    total: int
    posts: list[ListedAnswer]


@dataclass(frozen=True, slots=True)
class PostAnswer:
    """One version of a post, everything that was found, and its history.

    `source` is null unless it was asked for and is sound.
    """

    post: Version
    findings: list[FindingAnswer]
    check_runs: list[CheckRun]
    versions: list[Version]
    answers: list[Answered]
    owners: str
    source: str | None


@dataclass(frozen=True, slots=True)
class BatchesAnswer:
    """One page of the batches, newest first."""

    total: int
    batches: list[BatchRow]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """One batch: what came in, what was decided, what the suites said, who was told, and how long each stage took."""

    batch: BatchRow
    posts: list[ListedAnswer]
    expectations: list[Expectation]
    alerts: list[AlertRow]
    loads: list[LoadRow]
    stages: list[Stage]


@dataclass(frozen=True, slots=True)
class ChecksAnswer:
    """How often each check fires, and what each looks for."""

    checks: list[CheckTally]
    documentation: dict[str, str]


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """One check: how often it fires, and how often people overruled it."""

    check: str
    documentation: str
    tally: CheckTally | None
    months: list[Month]
    accepted: list[Accepted]
    trend: Trend


def finding_answer(finding: Finding, language: Language, number: int | None = None) -> FindingAnswer:
    """Return `finding` with its words in the reader's language."""
    plain: dict[str, Any] = finding_report(replace(finding, message=Message(""), suggestion=None))
    said = {"message": language.message(finding.message), "suggestion": language.message(finding.suggestion) or None}
    places = [PlaceAnswer(**place) for place in plain["related"]]
    reasons = [EvidenceAnswer(**reason) for reason in plain.get("evidence", ())]
    return FindingAnswer(**{**plain, **said, "related": places, "evidence": reasons}, number=number)


def listed_answer(request: Request, post: listing.Listed) -> ListedAnswer:
    """Return one post of a list, and who answers for it."""
    first = post.foremost
    return ListedAnswer(
        **{field.name: getattr(post, field.name) for field in fields(listing.ListedPost)},
        blockers=first.blockers,
        warnings=first.warnings,
        infos=first.infos,
        waived=first.waived,
        first_finding=finding_answer(first.finding, language_of(request)) if first.finding else None,
        owners=dashboard_of(request).owners_of(post.post_id, post.author, post.section),
    )
