"""The JSON API, version 1: everything the pages show, under the same login; `openapi.json` describes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool

from content_quality.adapters.store import (
    batch_queries,
    delivery_queries,
    listing,
    patterns,
    people,
    tally_queries,
    version_queries,
)
from content_quality.adapters.store.trends import Trend, trend
from content_quality.dashboard.addresses import ANYTHING
from content_quality.dashboard.changes import Changes, changes
from content_quality.dashboard.comparison import SideBySide
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.languages import language_of
from content_quality.dashboard.rendering import urls
from content_quality.dashboard.routes.api_answers import (
    BatchAnswer,
    BatchesAnswer,
    CheckAnswer,
    ChecksAnswer,
    OverviewAnswer,
    Pattern,
    PostAnswer,
    PostsAnswer,
    finding_answer,
    listed_answer,
)
from content_quality.dashboard.routes.opened_post import compared, open_post
from content_quality.dashboard.routes.overview import DELIVERIES, midnight
from content_quality.dashboard.routes.post_filters import narrowed, order_of
from content_quality.dashboard.runs import Run

router = APIRouter(prefix="/api/v1", tags=["content-quality"])
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000)]
Days = Annotated[int | None, Query(ge=1, le=36_500, description="How far back; everything without it")]
POSTS_OF_A_BATCH = 10_000


description = APIRouter(include_in_schema=False)


@description.get("/api")
@description.get("/api/")
@description.get("/api/v1")
@description.get("/api/v1/")
def described(request: Request) -> dict[str, str]:
    """Say where the API begins, and where it is described."""
    url = urls(request)
    return {"api": url("api/v1"), "description": url("openapi.json")}


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
        newest = batch_queries.batches(session, limit=1)
        return OverviewAnswer(
            published_at=session.published_at,
            last_sign_of_life=dashboard.last_sign_of_life(),
            stale=dashboard.is_stale(),
            runs=runs,
            today=batch_queries.decided_since(session, midnight(dashboard, now)),
            newest_batch=newest[0] if newest else None,
            totals=tally_queries.totals(session),
            checks=list(tally_queries.tallies(session)),
            patterns=[
                Pattern(one.check, one.severity, language.message(one.message), one.count, one.share, one.examples)
                for one in patterns.patterns(session)
            ],
            deliveries=delivery_queries.deliveries(session, now - DELIVERIES),
            alerts=delivery_queries.alerts(session, limit=50),
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
        return PostsAnswer(listing.count(session, wanted), [listed_answer(request, post) for post in shown])


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
            findings=[finding_answer(located.finding, language, located.number) for located in opened.findings],
            check_runs=version_queries.check_runs(session, opened.version),
            versions=version_queries.versions(session, post_id),
            answers=people.answers(session, post_id),
            owners=dashboard.owners_of(post_id, opened.version.author, opened.version.section),
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


@router.get("/batches")
def batches(request: Request, limit: Limit = 50, offset: Offset = 0) -> BatchesAnswer:
    """Return batches, newest first."""
    with reading(request) as session:
        return BatchesAnswer(
            batch_queries.count_batches(session), batch_queries.batches(session, limit=limit, offset=offset)
        )


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
        found = batch_queries.batch(session, batch_id)
        if found is None:
            raise HTTPException(404, "There is no such batch.")
        return BatchAnswer(
            batch=found,
            posts=[
                listed_answer(request, post) for post in listing.in_batch(session, batch_id, limit=POSTS_OF_A_BATCH)
            ],
            expectations=batch_queries.expectations(session, batch_id),
            alerts=delivery_queries.alerts_of(session, batch_id),
            loads=batch_queries.loads(session, batch_id),
            stages=[],
        )


@router.get("/checks")
def checks(request: Request) -> ChecksAnswer:
    """Return how often each check fires, and its documentation."""
    with reading(request) as session:
        return ChecksAnswer(list(tally_queries.tallies(session)), dict(dashboard_of(request).documentation))


@router.get("/checks/{name}")
def check(request: Request, name: str, days: Days = None) -> CheckAnswer:
    """Return one check, with the share of its passages that people accepted: an estimate of its false alarms."""
    dashboard = dashboard_of(request)
    with reading(request) as session:
        tally = next((tally for tally in tally_queries.tallies(session) if tally.check == name), None)
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
