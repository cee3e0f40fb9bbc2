"""The JSON API, version 1: everything the pages show, under the same login."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request

from content_quality.adapters.store import listing, queries
from content_quality.core.findings import Finding, Message
from content_quality.core.report import finding_report
from content_quality.dashboard.addresses import ANYTHING
from content_quality.dashboard.desk import desk_of, reading
from content_quality.dashboard.languages import Language, language_of
from content_quality.dashboard.routes.posts import narrowed, order_of

router = APIRouter(prefix="/api/v1", tags=["content-quality"])
Json = dict[str, Any]
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0)]


@router.get("/overview")
def overview(request: Request) -> Json:
    """Return the newest batch, totals by verdict, and how old the results are."""
    with reading(request) as session:
        newest = queries.batches(session, limit=1)
        seen = desk_of(request).last_sign_of_life()
        return {
            "published_at": session.published_at,
            "last_sign_of_life": seen,
            "totals": dataclasses.asdict(queries.totals(session)),
            "newest_batch": dataclasses.asdict(newest[0]) if newest else None,
            "checks": [dataclasses.asdict(tally) for tally in queries.tallies(session)],
        }


@router.get("/posts")
def posts(request: Request, limit: Limit = 50, offset: Offset = 0) -> Json:
    """Return posts; the filters are those of the page: q, verdict, check, author, section, language, source, batch, waived, days, sort."""
    wanted = narrowed(request)
    with reading(request) as session:
        shown = listing.page(session, wanted, order_of(request), limit=limit, offset=offset)
        return {"total": listing.count(session, wanted), "posts": [_post(post, language_of(request)) for post in shown]}


@router.get(f"/posts/{{post_id:{ANYTHING}}}")
def post(request: Request, post_id: str, batch: str | None = None) -> Json:
    """Return one version of a post with its findings; the newest unless `batch` names another."""
    with reading(request) as session:
        found = queries.version(session, post_id, batch)
        if found is None:
            raise HTTPException(404, "There is no such post.")
        versions = [{"batch_id": seen.batch_id, "sha256": seen.sha256, "verdict": seen.verdict} for seen in queries.versions(session, post_id)]
        findings = [{"number": located.number, **_finding(located.finding, language_of(request))} for located in queries.findings(session, found)]
        return {**dataclasses.asdict(found), "findings": findings, "versions": versions}


def _finding(finding: Finding, language: Language) -> Json:
    plain = dataclasses.replace(finding, message=Message(""), suggestion=None)
    return {**finding_report(plain), "message": language.message(finding.message), "suggestion": language.message(finding.suggestion) or None}


def _post(post: listing.Listed, language: Language) -> Json:
    finding = post.foremost.finding
    return {**dataclasses.asdict(post), "foremost": {**dataclasses.asdict(post.foremost), "finding": _finding(finding, language) if finding else None}}


@router.get("/batches")
def batches(request: Request, limit: Limit = 50, offset: Offset = 0) -> Json:
    """Return batches, newest first."""
    with reading(request) as session:
        shown = queries.batches(session, limit=limit, offset=offset)
        return {"total": queries.count_batches(session), "batches": [dataclasses.asdict(batch) for batch in shown]}


@router.get("/batches/{batch_id}")
def batch(request: Request, batch_id: str) -> Json:
    """Return one batch with its posts' verdicts, expectation results, alerts and loads."""
    with reading(request) as session:
        found = queries.batch(session, batch_id)
        if found is None:
            raise HTTPException(404, "There is no such batch.")
        return {
            **dataclasses.asdict(found),
            "posts_seen": [_post(post, language_of(request)) for post in listing.in_batch(session, batch_id, limit=10_000)],
            "expectations": [dataclasses.asdict(result) for result in queries.expectations(session, batch_id)],
            "alerts": [dataclasses.asdict(alert) for alert in queries.alerts_of(session, batch_id)],
            "loads": [dataclasses.asdict(load) for load in queries.loads(session, batch_id)],
        }


@router.get("/checks")
def checks(request: Request) -> Json:
    """Return how often each check fires, and its documentation."""
    with reading(request) as session:
        tallies = [dataclasses.asdict(tally) for tally in queries.tallies(session)]
    return {"checks": tallies, "documentation": dict(desk_of(request).documentation)}
