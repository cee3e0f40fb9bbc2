"""The first page: today's posts in one line, held posts first, how things went, and whether the pipeline is well."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from content_quality.adapters.store import batch_queries, delivery_queries, listing, patterns, tally_queries
from content_quality.adapters.store.trends import trend
from content_quality.core.i18n.catalogue import marked
from content_quality.dashboard import charts
from content_quality.dashboard.context import DashboardContext, dashboard_of, reading
from content_quality.dashboard.health import Health, Running
from content_quality.dashboard.rendering import page
from content_quality.dashboard.routes.debt import debt_panel
from content_quality.dashboard.runs import Command
from content_quality.dashboard.troubles import looks_of, troubles

router = APIRouter(include_in_schema=False)
HELD_SHOWN = 8  # the rest is one click away
REVIEW_SHOWN = 4
BATCHES_SHOWN = 8
PATTERNS_SHOWN = 6  # of the site
FAILED_SHOWN = 5  # expectations
DELIVERIES = timedelta(days=14)
DAYS = 90  # of the charts, unless a reader chooses


@router.get("/")
async def overview(request: Request) -> Response:
    """Show how things stand."""
    commands = dashboard_of(request).commands
    running = Running()
    if commands:
        running = Running(
            await commands.runs(request),
            await commands.processes(request),
            await commands.open_questions(request),
            commands.allowed(request, Command.RETRY),
            await commands.paused(request),
        )
    return await run_in_threadpool(_overview, request, running)


def _overview(request: Request, running: Running) -> Response:
    dashboard = dashboard_of(request)
    now = dashboard.clock()
    with reading(request) as session:
        recent = batch_queries.batches(session, limit=BATCHES_SHOWN)
        if not recent:
            return page(
                request,
                "unreadable.html",
                title=marked("No post has been checked yet"),
                missing=True,
                sentence=marked("The first batch is still on its way."),
            )
        totals = tally_queries.totals(session)
        newest = next((batch for batch in recent if batch.decided_at), recent[0])
        today = batch_queries.decided_since(session, midnight(dashboard, now))
        under_way = [batch for batch in recent if batch.decided_at is None and batch.created_at >= newest.created_at]
        expectations = batch_queries.expectations(session, newest.batch_id)
        days = days_of(request)
        return page(
            request,
            "overview.html",
            newest=newest,
            questions=running.questions,
            today=today,
            under_way=under_way,
            held=listing.page(session, listing.Filter(verdict="hold"), "urgency", limit=HELD_SHOWN),
            waiting=listing.page(session, listing.Filter(verdict="undecided"), "urgency", limit=REVIEW_SHOWN),
            review=listing.page(session, listing.Filter(verdict="review"), "urgency", limit=REVIEW_SHOWN),
            totals=totals,
            charts=[chart for chart in charts.overview(trend(session, dashboard.zone, now, days)) if chart.drawn],
            ranges=charts.RANGES,
            days=days,
            shares=tally_queries.repeated_shares(session),
            batches=recent,
            tallies=[tally for tally in tally_queries.tallies(session) if tally.findings][:8],
            alerts=delivery_queries.alerts(session, limit=4),
            deliveries={
                delivery.state: delivery.alerts for delivery in delivery_queries.deliveries(session, now - DELIVERIES)
            },
            delivery_days=DELIVERIES.days,
            patterns=patterns.patterns(session)[:PATTERNS_SHOWN],
            failed=[result for result in expectations if not result.success][:FAILED_SHOWN],
            health=Health.of(now, running, recent, looks_of(dashboard)),
            troubles=troubles(dashboard, running.runs),
            may_retry=running.may_retry,
            tried=request.query_params.get("asked") == "try-again",
            channels=delivery_queries.channels(session, now - DELIVERIES),
            panel=debt_panel(session, dashboard),
        )


def days_of(request: Request) -> int | None:
    """Return how many days of charts an address asks for; None for everything."""
    asked = request.query_params.get("days", str(DAYS))
    if asked == "all":
        return None
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:6]) < 100_000 else DAYS


def midnight(dashboard: DashboardContext, now: datetime) -> datetime:
    """Return when the site's day began."""
    return datetime.combine(now.astimezone(dashboard.zone).date(), time.min, dashboard.zone)
