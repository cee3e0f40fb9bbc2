"""Batches: what came in, what was decided, what the suites said, who was told."""

from __future__ import annotations

from datetime import date, datetime, time

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from content_quality.adapters.state.waiting_batches import waiting_batches
from content_quality.adapters.store import batch_queries, delivery_queries, listing, tally_queries, version_queries
from content_quality.core.gate.batches import Batch
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.paging import Pages
from content_quality.dashboard.rendering import page, urls
from content_quality.dashboard.runs import Run, Stage, Subject
from content_quality.dashboard.standing import failed_run
from content_quality.dashboard.timeline import timeline

router = APIRouter(include_in_schema=False)
BATCHES_PER_PAGE = 50
POSTS_PER_PAGE = 100


@router.get("/batches")
async def batches(request: Request) -> Response:
    """List batches, newest first; `since` and `until` are days of the site's calendar."""
    dashboard = dashboard_of(request)
    waiting = await run_in_threadpool(waiting_batches, dashboard.workspace, dashboard.clock())
    runs = await dashboard.commands.runs(request) if dashboard.commands and waiting else []
    return await run_in_threadpool(_batches, request, [(one, failed_run(one, runs)) for one in waiting])


def _batches(request: Request, waiting: list[tuple[Batch, Run | None]]) -> Response:
    since, until = (_day(request, name) for name in ("since", "until"))
    with reading(request) as session:
        pages = Pages.of(
            request.query_params.get("page"),
            batch_queries.count_batches(session, since=since, until=until),
            BATCHES_PER_PAGE,
        )
        shown = batch_queries.batches(session, limit=pages.size, offset=pages.offset, since=since, until=until)
        query = {name: request.query_params[name] for name, moment in (("since", since), ("until", until)) if moment}
        return page(
            request,
            "batches.html",
            batches=shown,
            waiting=waiting if pages.number == 1 and not query else [],
            pages=pages,
            query=query,
            shares=tally_queries.repeated_shares(session),
        )


def _day(request: Request, name: str) -> datetime | None:
    try:
        return datetime.combine(
            date.fromisoformat(request.query_params.get(name, "")), time.min, dashboard_of(request).zone
        )
    except ValueError:
        return None


@router.get("/batches/{batch_id}")
async def batch(request: Request, batch_id: str) -> Response:
    """Show one batch."""
    run_id = await run_in_threadpool(_run_of, request, batch_id)
    commands = dashboard_of(request).commands
    stages = await commands.stages(request, run_id) if commands and run_id else []
    return await run_in_threadpool(_batch, request, batch_id, stages)


def _run_of(request: Request, batch_id: str) -> str | None:
    with reading(request) as session:
        found = batch_queries.batch(session, batch_id)
    return found.run_id if found else None


def _batch(request: Request, batch_id: str, stages: list[Stage]) -> Response:
    with reading(request) as session:
        found = batch_queries.batch(session, batch_id)
        if found is None:
            raise HTTPException(404, "There is no such batch.")
        pages = Pages.of(request.query_params.get("page"), found.posts, POSTS_PER_PAGE)
        alerts = delivery_queries.alerts_of(session, batch_id)
        return page(
            request,
            "batch.html",
            batch=found,
            posts=listing.in_batch(session, batch_id, limit=pages.size, offset=pages.offset),
            pages=pages,
            expectations=batch_queries.expectations(session, batch_id),
            alerts=alerts,
            loads=batch_queries.loads(session, batch_id),
            timeline=timeline(found, stages, alerts),
        )


@router.get("/runs")
async def run(request: Request, dag_id: str = "", run_id: str = "", task_id: str = "", map_index: str = "") -> Response:
    """Lead from a run or a task in Airflow to the batch or the post that it is about."""
    about = await run_in_threadpool(_decided_by, request, run_id)
    commands = dashboard_of(request).commands
    if about == Subject() and commands and run_id:
        about = await commands.subject(
            request, dag_id, run_id, task_id, int(map_index) if map_index.isascii() and map_index.isdigit() else -1
        )
    address = await run_in_threadpool(_address_of, request, about)
    return (
        RedirectResponse(address, status_code=303)
        if address
        else await run_in_threadpool(page, request, "run.html", dag_id=dag_id, run_id=run_id)
    )


def _decided_by(request: Request, run_id: str) -> Subject:
    with reading(request) as session:
        found = batch_queries.batch_of_run(session, run_id) if run_id else None
    return Subject(batch_id=found.batch_id if found else None)


def _address_of(request: Request, about: Subject) -> str | None:
    """Return the page of a batch or post that the store knows."""
    url = urls(request)
    with reading(request) as session:
        if about.post_id and version_queries.version(session, about.post_id):
            return url("posts", about.post_id)
        if about.batch_id and batch_queries.batch(session, about.batch_id):
            return url("batches", about.batch_id)
    return None
