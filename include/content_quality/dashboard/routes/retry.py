"""Try again what failed: from a banner, or from the page that an alert leads to."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from content_quality.dashboard.commands import refuse_foreign_origin
from content_quality.dashboard.context import dashboard_of
from content_quality.dashboard.rendering import page, urls
from content_quality.dashboard.runs import Command, Run
from content_quality.dashboard.troubles import of_run

router = APIRouter(include_in_schema=False)
FORM_BYTES = 4_000
LONGEST = 300  # characters of an id


@router.get("/try-again")
async def failed_run(request: Request, dag_id: str, run_id: str) -> Response:
    """Show why a run failed, and a button that lets it start again."""
    return await run_in_threadpool(_failed_run, request, Run(dag_id[:LONGEST], run_id[:LONGEST], "failed", None, None))


def _failed_run(request: Request, run: Run) -> Response:
    dashboard = dashboard_of(request)
    may = dashboard.commands is not None and dashboard.commands.allowed(request, Command.RETRY)
    return page(request, "retry.html", trouble=of_run(dashboard, run), may_retry=may)


@router.post("/try-again")
async def try_again(request: Request) -> Response:
    """Start again what failed, as this reader, and lead back to the overview."""
    refuse_foreign_origin(request)
    commands = dashboard_of(request).commands
    if commands is None:
        raise HTTPException(404, "This dashboard starts nothing.")
    if int(request.headers.get("content-length") or FORM_BYTES + 1) > FORM_BYTES:
        raise HTTPException(413, "The form is too long.")
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    dag_id, run_id = (form.get(name, [""])[0][:LONGEST] for name in ("dag_id", "run_id"))
    await commands.try_again(request, dag_id, run_id)
    return RedirectResponse(urls(request)("", asked="try-again"), status_code=303)
