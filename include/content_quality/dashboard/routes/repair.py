"""The repair of a held post: side by side, with a choice for each edit, and sent as a new version.

The page is made of the stored bytes of the post and of the stored repair. Of what a browser sends, only the name of the
post, the version, what is taken of which choice, and the reason of an approval are used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from content_quality.core.dag_ids import SEND_REPAIR
from content_quality.core.gate.reasons import is_reason
from content_quality.core.repair.patches import AS_PROPOSED, DELETE_COPY, KEEP_OTHER, LEAVE, is_taken
from content_quality.core.repair.repair_facts import RepairFacts, options_of
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.rendering import page, urls
from content_quality.dashboard.repair_view import side_by_side
from content_quality.dashboard.routes.commands import LONGEST_REASON, asked_by
from content_quality.dashboard.routes.opened_post import open_post, repaired
from content_quality.dashboard.runs import Command, RepairOrder

router = APIRouter(include_in_schema=False)
FIELD = "edit-"
TAKEN = {"proposed": AS_PROPOSED, "leave": LEAVE, "other": KEEP_OTHER, "delete": DELETE_COPY}
CHOICES_SHOWN = 200  # of one repair; the others are made
WHITE = re.compile(r"[\s\\]|\.\.")  # nothing of it is in a path that Airflow gave
RUNS = re.compile(rf"/dags/(?:[0-9A-Za-z_-]+_)?{SEND_REPAIR}/")  # where Airflow shows them


@router.get("/repair")
def repair(request: Request, post: str) -> Response:
    """Show the repair of the newest version of a post, as the address chooses."""
    commands = dashboard_of(request).commands
    with reading(request) as session:
        opened = open_post(request, session, post, None)
    facts = dashboard_of(request).repair_of(opened.version.sha256)
    if facts is None or opened.source is None:
        raise HTTPException(404, "There is no repair of this version of the post.")
    options = _options(facts, request.query_params)
    result = repaired(opened.source, facts, options)
    sent = request.query_params.get("sent", "")
    return page(
        request,
        "repair.html",
        post=opened.version,
        facts=facts,
        choices=list(enumerate(facts.choices))[:CHOICES_SHOWN],
        options=options,
        taken=TAKEN,
        view=side_by_side(opened.source, result, facts, options),
        size=(len(opened.source.text), len(result.text)),
        may=commands is not None and commands.allowed(request, Command.REPAIR),
        may_approve=commands is not None and bool(facts.remaining) and commands.allowed(request, Command.REVIEW),
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
    options = _options(facts, asked.form)
    if not any(is_taken(patch, options) for patch in facts.patches):
        raise HTTPException(409, "Every edit is left out, so there is nothing to send.")
    reason = asked.form.get("reason", "").strip()
    if reason and not (
        is_reason(reason) and len(reason) <= LONGEST_REASON and commands.allowed(request, Command.REVIEW)
    ):
        raise HTTPException(422, "An approval needs a reason in words, and the right to answer questions.")
    order = RepairOrder(post.post_id, post.sha256, options, reason)
    run = await commands.repair(request, order)
    return RedirectResponse(urls(request)("repair", post=post.post_id, sent=run), status_code=303)


def _options(facts: RepairFacts, fields: Mapping[str, str]) -> dict[int, int]:
    """Return what the fields `edit-0`, `edit-1` … take of the choices that exist."""
    named = ((name.removeprefix(FIELD), value) for name, value in fields.items() if name.startswith(FIELD))
    return options_of(facts, {number: TAKEN[value] for number, value in named if value in TAKEN})
