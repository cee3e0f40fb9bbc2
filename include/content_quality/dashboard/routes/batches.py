"""Batches: what came in, what was decided, what the suites said, who was told."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from content_quality.adapters.store import listing, queries
from content_quality.dashboard.desk import reading
from content_quality.dashboard.paging import Pages
from content_quality.dashboard.rendering import page, path_of

router = APIRouter(include_in_schema=False)
BATCHES_PER_PAGE = 50
POSTS_PER_PAGE = 100


@router.get("/batches")
def batches(request: Request) -> Response:
    """List batches, newest first."""
    with reading(request) as session:
        pages = Pages.of(request.query_params.get("page"), queries.count_batches(session), BATCHES_PER_PAGE)
        shown = queries.batches(session, limit=pages.size, offset=pages.offset)
        return page(request, "batches.html", batches=shown, pages=pages, shares=queries.repeated_shares(session))


@router.get("/batches/{batch_id}")
def batch(request: Request, batch_id: str) -> Response:
    """Show one batch."""
    with reading(request) as session:
        found = queries.batch(session, batch_id)
        if found is None:
            raise HTTPException(404, "There is no such batch.")
        pages = Pages.of(request.query_params.get("page"), found.posts, POSTS_PER_PAGE)
        posts = listing.in_batch(session, batch_id, limit=pages.size, offset=pages.offset)
        return page(
            request,
            "batch.html",
            batch=found,
            posts=posts,
            pages=pages,
            expectations=queries.expectations(session, batch_id),
            alerts=queries.alerts_of(session, batch_id),
            loads=queries.loads(session, batch_id),
        )


@router.get("/runs")
def run(request: Request, dag_id: str = "", run_id: str = "") -> Response:
    """Lead from an Airflow run to the batch it decided."""
    with reading(request) as session:
        found = queries.batch_of_run(session, run_id) if run_id else None
    if found is None:
        return page(request, "run.html", dag_id=dag_id, run_id=run_id)
    root = request.scope.get("root_path", "").rstrip("/")
    return RedirectResponse(f"{root}/batches/{path_of(found.batch_id)}", status_code=303)
