"""The debt of the archive: accept the present state after the first look, and watch the debt shrink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from content_quality.adapters.state import first_looks
from content_quality.adapters.store.debt import Debt, DebtDay, debt
from content_quality.adapters.store.present_state import state_in
from content_quality.adapters.store.reader import Session
from content_quality.core.gate.first_look import FirstLook
from content_quality.core.gate.reasons import is_reason
from content_quality.dashboard.commands import refuse_foreign_origin
from content_quality.dashboard.context import DashboardContext, dashboard_of, reading
from content_quality.dashboard.rendering import page, urls
from content_quality.dashboard.runs import Command

router = APIRouter(include_in_schema=False)
FORM_BYTES = 20_000
POSTS_SHOWN = 50
WIDTH, HEIGHT = 300, 60  # of the burn-down's drawing


@dataclass(frozen=True, slots=True)
class DebtPanel:
    """What the overview shows: the first look that waits for a person, and the debt."""

    look: FirstLook | None
    debt: Debt
    line: str  # the burn-down as points of a line


def debt_panel(session: Session, dashboard: DashboardContext) -> DebtPanel:
    """Return what the overview shows."""
    owed = debt(session, dashboard.zone, dashboard.clock())
    return DebtPanel(waiting_look(dashboard), owed, burn_down(owed.days))


def waiting_look(dashboard: DashboardContext) -> FirstLook | None:
    """Return the oldest first look that waits for a person; None where the site wants no such thing."""
    if not dashboard.archive.first_look_posts:
        return None
    return next(first_looks.waiting(dashboard.workspace), None)


def burn_down(days: Sequence[DebtDay]) -> str:
    """Return the points of a line through what was owed day by day; a day without a change keeps the last value."""
    if not days:
        return ""
    first, most = days[0].day, max(1, *(day.findings for day in days))
    length = max((days[-1].day - first).days, 1)
    points: list[str] = []
    before = HEIGHT * (1 - days[0].findings / most)
    for day in days:
        x, y = WIDTH * (day.day - first).days / length, HEIGHT * (1 - day.findings / most)
        points += [f"{x:.1f},{before:.1f}", f"{x:.1f},{y:.1f}"]
        before = y
    return " ".join([*points, f"{WIDTH},{before:.1f}"])


@router.get("/debt")
async def debt_page(request: Request) -> Response:
    """Show what is owed and, while a first look waits, what would be accepted."""
    return await run_in_threadpool(_page, request)


def _page(request: Request, *, refused: bool = False, status: int = 200) -> Response:
    dashboard = dashboard_of(request)
    commands = dashboard.commands
    with reading(request) as session:
        panel = debt_panel(session, dashboard)
        return page(
            request,
            "debt.html",
            status=status,
            panel=panel,
            state=state_in(session, [panel.look]) if panel.look else None,
            may_accept=commands is not None and commands.allowed(request, Command.ACCEPT),
            posts=panel.debt.posts[:POSTS_SHOWN],
            asked=request.query_params.get("asked") == "accept",
            refused=refused,
        )


@router.post("/accept")
async def accept(request: Request) -> Response:
    """Start the run that accepts the present state as this reader, and lead back to the page."""
    refuse_foreign_origin(request)
    commands = dashboard_of(request).commands
    if commands is None:
        raise HTTPException(404, "This dashboard starts nothing.")
    if int(request.headers.get("content-length") or FORM_BYTES + 1) > FORM_BYTES:
        raise HTTPException(413, "The form is too long.")
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    reason = form.get("reason", [""])[0].strip()
    if not is_reason(reason) or len(reason) > 1000:
        return await run_in_threadpool(lambda: _page(request, refused=True, status=422))
    await commands.accept_state(request, reason)
    return RedirectResponse(urls(request)("debt", asked="accept"), status_code=303)
