"""The first page: the newest batch in one line, held posts first, how the site is doing."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from content_quality.adapters.store import listing, patterns, queries
from content_quality.dashboard.charts import batch_bars
from content_quality.dashboard.desk import reading
from content_quality.dashboard.rendering import page

router = APIRouter(include_in_schema=False)
SHOWN = 12  # posts of each verdict; the rest is one click away
BATCHES_SHOWN = 8
PATTERNS_SHOWN = 6  # of the site
TREND = 40  # batches


@router.get("/")
def overview(request: Request) -> Response:
    """Show how things stand."""
    with reading(request) as session:
        recent = queries.batches(session, limit=TREND)
        held = listing.page(session, listing.Filter(verdict="hold"), "urgency", limit=SHOWN)
        waiting = listing.page(session, listing.Filter(verdict="undecided"), "urgency", limit=SHOWN)
        review = listing.page(session, listing.Filter(verdict="review"), "urgency", limit=SHOWN)
        totals = queries.totals(session)
        if not recent:
            return page(request, "unreadable.html", title="Nothing has been checked yet", missing=True, sentence="The first batch is still on its way.")
        newest = next((batch for batch in recent if batch.decided_at), recent[0])
        return page(
            request,
            "overview.html",
            newest=newest,
            under_way=[batch for batch in recent if batch.decided_at is None and batch.created_at >= newest.created_at],
            held=held,
            waiting=waiting,
            review=review,
            totals=totals,
            bars=batch_bars(recent),
            shares=queries.repeated_shares(session),
            batches=recent[:BATCHES_SHOWN],
            tallies=[tally for tally in queries.tallies(session) if tally.findings][:8],
            alerts=queries.alerts(session, limit=5),
            patterns=patterns.patterns(session)[:PATTERNS_SHOWN],
            failed=[result for result in queries.expectations(session, newest.batch_id) if not result.success][:5],
        )
