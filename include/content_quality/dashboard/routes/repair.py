"""The repair of a held post: side by side, with a choice for each edit, and sent as a new version.

The page is made of the stored bytes of the post and of the stored repair. Of what a browser sends, only the name of the
post, the version and the numbers of the choices that are left out are used.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from content_quality.core.dag_ids import SEND_REPAIR
from content_quality.core.repair.repair_facts import RepairFacts
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.rendering import page, urls
from content_quality.dashboard.repair_view import side_by_side
from content_quality.dashboard.routes.commands import asked_by
from content_quality.dashboard.routes.opened_post import open_post, repaired
from content_quality.dashboard.runs import Command

router = APIRouter(include_in_schema=False)
CHOICES_SHOWN = 200  # of one repair; the others are made
WHITE = re.compile(r"[\s\\]|\.\.")  # nothing of it is in a path that Airflow gave
RUNS = re.compile(rf"/dags/(?:[0-9A-Za-z_-]+_)?{SEND_REPAIR}/")  # where Airflow shows them


@router.get("/repair")
def repair(request: Request, post: str) -> Response:
    """Show the repair of the newest version of a post, without the choices that the address leaves out."""
    commands = dashboard_of(request).commands
    with reading(request) as session:
        opened = open_post(request, session, post, None)
    facts = dashboard_of(request).repair_of(opened.version.sha256)
    if facts is None or opened.source is None:
        raise HTTPException(404, "There is no repair of this version of the post.")
    left = _left(facts, request.query_params.getlist("left"))
    result = repaired(opened.source, facts, left)
    sent = request.query_params.get("sent", "")
    return page(
        request,
        "repair.html",
        post=opened.version,
        facts=facts,
        choices=list(enumerate(facts.choices))[:CHOICES_SHOWN],
        left=left,
        view=side_by_side(opened.source, result, facts, left),
        size=(len(opened.source.text), len(result.text)),
        may=commands is not None and commands.allowed(request, Command.REPAIR),
        sent=sent if RUNS.match(sent) and not WHITE.search(sent) else "",
    )


@router.post("/repair")
async def send(request: Request) -> Response:
    """Ask Airflow to send the repair of one version, and lead back to the page of the repair."""
    asked = await asked_by(request)
    commands, post = asked.commands, asked.post
    if not commands.allowed(request, Command.REPAIR):
        raise HTTPException(403, "Airflow does not let this reader send a repair.")
    facts = dashboard_of(request).repair_of(post.sha256)
    if facts is None or asked.form.get("sha256") != post.sha256:
        raise HTTPException(409, "The post has changed. This repair has ended.")
    left = _left(facts, asked.values.get("left", []))
    if len(left) == len(facts.choices):
        raise HTTPException(409, "Every edit is left out, so there is nothing to send.")
    run = await commands.repair(request, post.post_id, post.sha256, tuple(sorted(left)))
    return RedirectResponse(urls(request)("repair", post=post.post_id, sent=run), status_code=303)


def _left(facts: RepairFacts, numbers: Collection[str]) -> frozenset[int]:
    """Return the choices that are left out, of those that exist."""
    known = {str(number): number for number in range(len(facts.choices))}
    return frozenset(known[one] for one in numbers if one in known)
