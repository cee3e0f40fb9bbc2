"""The JSON API, version 1: everything the pages show, under the same login; `openapi.json` describes it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool

from content_quality.adapters.store import listing, patterns, people, queries
from content_quality.adapters.store.people import Accepted, Answered, Month
from content_quality.adapters.store.queries import (
    AlertRow,
    BatchRow,
    CheckRun,
    CheckTally,
    DayCounts,
    DeliveryRow,
    Expectation,
    LoadRow,
    Totals,
    Version,
)
from content_quality.adapters.store.trends import Trend, trend
from content_quality.core.findings import Finding, Message
from content_quality.core.report.json_report import finding_report
from content_quality.dashboard.addresses import ANYTHING
from content_quality.dashboard.changes import Changes, changes
from content_quality.dashboard.comparison import SideBySide
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.languages import Language, language_of
from content_quality.dashboard.routes.overview import DELIVERIES, midnight
from content_quality.dashboard.routes.posts import compared, narrowed, open_post, order_of
from content_quality.dashboard.runs import Run, Stage

router = APIRouter(prefix="/api/v1", tags=["content-quality"])
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000)]
Days = Annotated[int | None, Query(ge=1, le=36_500, description="How far back; everything without it")]
POSTS_OF_A_BATCH = 10_000


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


@router.get("/overview")
async def overview(request: Request) -> OverviewAnswer:
    """Return the day in numbers, totals by verdict, the site's patterns, alerts, and whether the pipeline is well."""
    commands = dashboard_of(request).commands
    runs = await commands.runs(request) if commands else []
    return await run_in_threadpool(_overview, request, runs)


def _overview(request: Request, runs: list[Run]) -> OverviewAnswer:
    dashboard, language = dashboard_of(request), language_of(request)
    now = dashboard.clock()
    with reading(request) as session:
        newest = queries.batches(session, limit=1)
        return OverviewAnswer(
            published_at=session.published_at,
            last_sign_of_life=dashboard.last_sign_of_life(),
            stale=dashboard.is_stale(),
            runs=runs,
            today=queries.decided_since(session, midnight(dashboard, now)),
            newest_batch=newest[0] if newest else None,
            totals=queries.totals(session),
            checks=list(queries.tallies(session)),
            patterns=[
                Pattern(one.check, one.severity, language.message(one.message), one.count, one.share, one.examples)
                for one in patterns.patterns(session)
            ],
            deliveries=queries.deliveries(session, now - DELIVERIES),
            alerts=queries.alerts(session, limit=50),
        )


@router.get("/trends")
def trends(request: Request, days: Days = None, check: str | None = None) -> Trend:
    """Return verdicts, repeated text, and what checks found, by day, week or month of the site's calendar."""
    dashboard = dashboard_of(request)
    with reading(request) as session:
        return trend(session, dashboard.zone, dashboard.clock(), days, check)


@router.get("/posts")
def posts(request: Request, limit: Limit = 50, offset: Offset = 0) -> PostsAnswer:
    """Return posts.

    The filters are those of the page: q, verdict, check, author, section, language, source, batch, waived, days,
    sort.
    """
    wanted = narrowed(request)
    with reading(request) as session:
        shown = listing.page(session, wanted, order_of(request), limit=limit, offset=offset)
        return PostsAnswer(listing.count(session, wanted), [_listed(request, post) for post in shown])


@router.get(f"/posts/{{post_id:{ANYTHING}}}")
def post(request: Request, post_id: str, batch: str | None = None, source: bool = False) -> PostAnswer:
    """Return one version of a post with its findings; the newest unless `batch` names another.

    `source=true` adds its text.
    """
    language, dashboard = language_of(request), dashboard_of(request)
    with reading(request) as session:
        opened = open_post(request, session, post_id, batch)
        return PostAnswer(
            post=opened.version,
            findings=[_finding(located.finding, language, located.number) for located in opened.findings],
            check_runs=queries.check_runs(session, opened.version),
            versions=queries.versions(session, post_id),
            answers=people.answers(session, post_id),
            owners=dashboard.owners_of(opened.version.author, opened.version.section),
            source=opened.source.text if source and opened.source else None,
        )


@router.get("/compare")
def compare(request: Request, post: str, finding: int, place: int, batch: str | None = None) -> SideBySide:
    """Return the passage of a finding beside the related place with the number `place`, with their differences."""
    with reading(request) as session:
        _, _, pair = compared(open_post(request, session, post, batch), finding, place)
        return pair


@router.get("/changes")
def changed(request: Request, post: str, since: str, batch: str | None = None) -> Changes:
    """Return what changed in a post since the version of the batch `since`."""
    with reading(request) as session:
        before, after = open_post(request, session, post, since), open_post(request, session, post, batch)
        if before.source is None or after.source is None:
            raise HTTPException(404, "The text of a version is missing.")
        return changes(before.source, after.source)


def _finding(finding: Finding, language: Language, number: int | None = None) -> FindingAnswer:
    plain: dict[str, Any] = finding_report(replace(finding, message=Message(""), suggestion=None))
    said = {"message": language.message(finding.message), "suggestion": language.message(finding.suggestion) or None}
    places = [PlaceAnswer(**place) for place in plain["related"]]
    reasons = [EvidenceAnswer(**reason) for reason in plain.get("evidence", ())]
    return FindingAnswer(**{**plain, **said, "related": places, "evidence": reasons}, number=number)


def _listed(request: Request, post: listing.Listed) -> ListedAnswer:
    first = post.foremost
    return ListedAnswer(
        **{field.name: getattr(post, field.name) for field in fields(listing.ListedPost)},
        blockers=first.blockers,
        warnings=first.warnings,
        infos=first.infos,
        waived=first.waived,
        first_finding=_finding(first.finding, language_of(request)) if first.finding else None,
        owners=dashboard_of(request).owners_of(post.author, post.section),
    )


@router.get("/batches")
def batches(request: Request, limit: Limit = 50, offset: Offset = 0) -> BatchesAnswer:
    """Return batches, newest first."""
    with reading(request) as session:
        return BatchesAnswer(queries.count_batches(session), queries.batches(session, limit=limit, offset=offset))


@router.get("/batches/{batch_id}")
async def batch(request: Request, batch_id: str) -> BatchAnswer:
    """Return one batch with its posts' verdicts, expectation results, alerts, loads and stages."""
    found = await run_in_threadpool(_batch, request, batch_id)
    commands = dashboard_of(request).commands
    return (
        replace(found, stages=await commands.stages(request, found.batch.run_id))
        if commands and found.batch.run_id
        else found
    )


def _batch(request: Request, batch_id: str) -> BatchAnswer:
    with reading(request) as session:
        found = queries.batch(session, batch_id)
        if found is None:
            raise HTTPException(404, "There is no such batch.")
        return BatchAnswer(
            batch=found,
            posts=[_listed(request, post) for post in listing.in_batch(session, batch_id, limit=POSTS_OF_A_BATCH)],
            expectations=queries.expectations(session, batch_id),
            alerts=queries.alerts_of(session, batch_id),
            loads=queries.loads(session, batch_id),
            stages=[],
        )


@router.get("/checks")
def checks(request: Request) -> ChecksAnswer:
    """Return how often each check fires, and its documentation."""
    with reading(request) as session:
        return ChecksAnswer(list(queries.tallies(session)), dict(dashboard_of(request).documentation))


@router.get("/checks/{name}")
def check(request: Request, name: str, days: Days = None) -> CheckAnswer:
    """Return one check, with an estimate of its false alarms.

    The share of its passages that people accepted as they are.
    """
    dashboard = dashboard_of(request)
    with reading(request) as session:
        tally = next((tally for tally in queries.tallies(session) if tally.check == name), None)
        if tally is None and name not in dashboard.documentation:
            raise HTTPException(404, "There is no such check.")
        return CheckAnswer(
            check=name,
            documentation=dashboard.documentation.get(name, ""),
            tally=tally,
            months=people.months(session, name),
            accepted=people.accepted(session, name, limit=200),
            trend=trend(session, dashboard.zone, dashboard.clock(), days, name),
        )
