"""What a reader may start: check a post again, ask a person about it. Both go through Airflow."""

from __future__ import annotations

import glob
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from content_quality.adapters.store import version_queries
from content_quality.adapters.store.version_queries import Version
from content_quality.dashboard.commands import Commands, refuse_foreign_origin
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.rendering import urls

router = APIRouter(include_in_schema=False)
FORM_BYTES = 20_000


@router.post("/recheck")
async def recheck(request: Request) -> Response:
    """Ask Airflow to read one post again, and lead back to its page."""
    commands, post, _ = await asked(request)
    await commands.recheck(request, post.source, glob.escape(post.post_id.removeprefix(f"{post.source}/")))
    return RedirectResponse(urls(request)("posts", post.post_id, asked="recheck"), status_code=303)


@router.post("/review")
async def review(request: Request) -> Response:
    """Ask a person about a post that is kept back, and lead back to its page, which says where to answer."""
    commands, post, _ = await asked(request)
    if post.released is not False:
        raise HTTPException(409, "This post is not kept back.")
    question = await commands.review(request, post.post_id)
    return RedirectResponse(urls(request)("posts", post.post_id, asked="review", question=question), status_code=303)


async def asked(request: Request) -> tuple[Commands, Version, dict[str, list[str]]]:
    """Return the commands, the post that a form names, and the form; refuse what another site sent."""
    refuse_foreign_origin(request)
    commands = dashboard_of(request).commands
    if commands is None:
        raise HTTPException(404, "This dashboard starts nothing.")
    if int(request.headers.get("content-length") or FORM_BYTES + 1) > FORM_BYTES:
        raise HTTPException(413, "The form is too long.")
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    post = await run_in_threadpool(_newest, request, form.get("post", [""])[0])
    if post is None:
        raise HTTPException(404, "There is no such post.")
    return commands, post, form


def _newest(request: Request, post_id: str) -> Version | None:
    with reading(request) as session:
        return version_queries.version(session, post_id)
