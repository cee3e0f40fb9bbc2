"""Checks: what each looks for, how often it fires, which posts it holds."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from content_quality.adapters.store import listing, people, tally_queries
from content_quality.adapters.store.trends import trend
from content_quality.core.report.explanation import Explanation
from content_quality.dashboard import charts
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.rendering import page

router = APIRouter(include_in_schema=False)
POSTS_SHOWN = 25
CHART_DAYS = 365


@router.get("/checks")
def checks(request: Request) -> Response:
    """List every check that is known or has fired, those that fire on most posts first."""
    documentation = dashboard_of(request).documentation
    with reading(request) as session:
        tallies = {tally.check: tally for tally in tally_queries.tallies(session)}
        known = dict.fromkeys([*documentation, *tallies])
        names = sorted(known, key=lambda name: -tallies[name].posts if name in tallies else 0)
        explained = {name: Explanation.of(documentation[name]) for name in documentation}
        return page(
            request,
            "checks.html",
            names=names,
            tallies=tallies,
            explained=explained,
            totals=tally_queries.totals(session),
        )


@router.get("/checks/{name}")
def check(request: Request, name: str) -> Response:
    """Show one check."""
    documentation = dashboard_of(request).documentation
    with reading(request) as session:
        tally = next((tally for tally in tally_queries.tallies(session) if tally.check == name), None)
        if tally is None and name not in documentation:
            raise HTTPException(404, "There is no such check.")
        dashboard = dashboard_of(request)
        months = people.months(session, name)
        fired = trend(session, dashboard.zone, dashboard.clock(), CHART_DAYS, name)
        posts = listing.weighed(
            session, listing.page(session, listing.Filter(check=name), "urgency", limit=POSTS_SHOWN), name
        )
        return page(
            request,
            "check.html",
            name=name,
            tally=tally,
            explained=Explanation.of(documentation.get(name, "")),
            totals=tally_queries.totals(session),
            posts=posts,
            months=months,
            accepted=people.accepted(session, name),
            charts=[chart for chart in charts.of_check(fired, months) if chart.drawn],
        )
