"""The dashboard as a FastAPI application.

Every route, also documentation, static files and unknown addresses, behind one login.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from content_quality.adapters.store.reader import SnapshotUnreadable, Unreadable
from content_quality.core.i18n.catalogue import marked
from content_quality.dashboard.addresses import ANYTHING
from content_quality.dashboard.context import DashboardContext
from content_quality.dashboard.refusal import Refusal
from content_quality.dashboard.rendering import login_of, page, style_hash
from content_quality.dashboard.routes import (
    api,
    batches,
    checks,
    commands,
    debt,
    exports,
    overview,
    posts,
    repair,
    retry,
    static,
)

LOG = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "private, no-store",
}


def create_app(dashboard: DashboardContext, *, login: Sequence[Callable[..., Any]]) -> FastAPI:
    """Return the application; each dependency of `login` refuses a request by raising `HTTPException`."""
    guards = [Depends(dependency) for dependency in login]
    app = FastAPI(
        title=f"Content quality: {dashboard.site}",
        version="1",
        dependencies=guards,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.dashboard = dashboard
    app.middleware("http")(_headers)
    for router in (
        overview.router,
        exports.router,
        posts.router,
        batches.router,
        checks.router,
        api.router,
        api.description,
        commands.router,
        repair.router,
        retry.router,
        debt.router,
        static.router,
        _elsewhere,
    ):
        app.include_router(router)
    app.add_exception_handler(SnapshotUnreadable, _unreadable)
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misunderstood)
    return app


async def _headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    if request.method == "HEAD":
        request.scope["method"] = "GET"  # the server leaves the body out
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


_elsewhere = APIRouter()  # included last: an unknown address is behind login too


@_elsewhere.api_route(
    f"/{{path:{ANYTHING}}}", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], include_in_schema=False
)
def nothing_here() -> Response:
    """Answer every other address."""
    raise HTTPException(404, "There is no such page.")


def _wants_json(request: Request) -> bool:
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return (
        path.startswith("/api/")
        or path.endswith(".json")
        or "text/html" not in request.headers.get("accept", "text/html")
    )


STRANGERS = (401, 403)  # who may not load the style either: the page brings it along

SENTENCES = {
    401: (marked("Please log in"), marked("The dashboard is behind Airflow’s login.")),
    403: (
        marked("Not for this account"),
        marked("Your account may not read this dashboard. Ask an administrator of Airflow."),
    ),
    404: (
        marked("Not found"),
        marked(
            "This page, post or batch does not exist. "
            "It may have been removed, or the link may be older than the store."
        ),
    ),
}


def _refused(request: Request, error: Exception) -> Response:
    """Say no in the form the caller reads."""
    status = error.status_code if isinstance(error, StarletteHTTPException) else 500
    if _wants_json(request):
        named = {"parameters": error.parameters} if isinstance(error, Refusal) and error.parameters else {}
        return JSONResponse({"detail": getattr(error, "detail", ""), **named}, status)
    if status == 401 and request.method == "GET" and (login := login_of(request)):
        return RedirectResponse(login, 303)
    title, sentence = SENTENCES.get(
        status, (marked("Something went wrong"), marked("The server could not answer the request."))
    )
    back = ""
    if isinstance(error, Refusal):
        title, sentence, back = error.title, error.sentence, error.back
    answer = page(
        request,
        "refused.html",
        status=status,
        title=title,
        sentence=sentence,
        back=back,
        login=login_of(request) if status == 401 else "",
        bare=status in STRANGERS,
    )
    if status in STRANGERS:
        answer.headers["Content-Security-Policy"] = HEADERS["Content-Security-Policy"].replace(
            "style-src 'self'", f"style-src '{style_hash()}'"
        )
    return answer


def _misunderstood(request: Request, error: Exception) -> Response:
    """Say which part of the address cannot be understood, without repeating it."""
    places = (
        [".".join(str(part) for part in fault["loc"]) for fault in error.errors()]
        if isinstance(error, RequestValidationError)
        else []
    )
    if _wants_json(request):
        return JSONResponse({"detail": "Not understood", "parameters": places}, 422)
    return page(
        request,
        "refused.html",
        status=422,
        title=marked("Not understood"),
        sentence=marked("A part of this address cannot be understood."),
        back="",
        login="",
        bare=False,
    )


UNREADABLE = {
    Unreadable.MISSING: (
        marked("No post has been checked yet"),
        marked(
            "The pipeline has not published its first results. They appear here as soon as the first batch is decided."
        ),
    ),
    Unreadable.UNKNOWN_SCHEMA: (
        marked("The results come from another version"),
        marked(
            "Another version of content-quality wrote the published results. "
            "Update this Airflow’s API server, or let the pipeline publish again."
        ),
    ),
    Unreadable.DAMAGED: (
        marked("The results cannot be read"),
        marked(
            "The published results are damaged or incomplete. Posts stay held meanwhile. The next batch "
            "publishes the results again; a maintainer can publish them at once."
        ),
    ),
}


def _unreadable(request: Request, error: Exception) -> Response:
    """Show a clear page instead of an error while there is no snapshot to read."""
    reason = error.reason if isinstance(error, SnapshotUnreadable) else Unreadable.DAMAGED
    if reason is not Unreadable.MISSING:
        LOG.warning("The published snapshot cannot be shown: %s", error)
    status = 200 if reason is Unreadable.MISSING else 503
    if _wants_json(request):
        return JSONResponse({"detail": UNREADABLE[reason][0]}, 503)
    title, sentence = UNREADABLE[reason]
    return page(
        request, "unreadable.html", status=status, title=title, sentence=sentence, missing=reason is Unreadable.MISSING
    )
