"""Posts: the list with its filters and exports, and one page per post."""

from __future__ import annotations

import shlex
from dataclasses import replace

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool

from content_quality.adapters.store import listing, people, tally_queries, version_queries
from content_quality.adapters.store.neighbours import neighbours
from content_quality.adapters.store.reader import Session
from content_quality.adapters.store.version_queries import Located
from content_quality.core.findings import Finding
from content_quality.dashboard.addresses import ANYTHING
from content_quality.dashboard.changes import changes
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.minimap import minimap
from content_quality.dashboard.paging import Pages
from content_quality.dashboard.provenance import provenance
from content_quality.dashboard.rendering import page
from content_quality.dashboard.routes.lists import at_once
from content_quality.dashboard.routes.opened_post import Moment, Opened, compared, moment_of, open_post, standing_of
from content_quality.dashboard.routes.post_filters import VERDICTS, address_of, narrowed, order_of, queue_of
from content_quality.dashboard.runs import Command
from content_quality.dashboard.source_view import marks_of, view

router = APIRouter(include_in_schema=False)
POSTS_PER_PAGE = 50
FINDINGS_SHOWN = 300  # of one post; a post with more has one trouble, not hundreds
AGES = (1, 7, 30, 365)  # days


@router.get("/posts")
async def posts(request: Request) -> Response:
    """List the newest version of every post."""
    commands = dashboard_of(request).commands
    questions = await commands.open_questions(request) if commands else frozenset()
    return await run_in_threadpool(_posts, request, questions)


def _posts(request: Request, questions: frozenset[str]) -> Response:
    may = _permitted(request)
    wanted, order = narrowed(request), order_of(request)
    with reading(request) as session:
        pages = Pages.of(request.query_params.get("page"), listing.count(session, wanted), POSTS_PER_PAGE)
        shown = listing.page(session, wanted, order, limit=pages.size, offset=pages.offset)
        return page(
            request,
            "posts.html",
            posts=shown,
            pages=pages,
            wanted=wanted,
            order=order,
            orders=tuple(listing.ORDERS),
            query=address_of(wanted, order),
            queue=address_of(replace(wanted, batch=None), order),
            questions=questions,
            at_once=at_once(session, wanted) if Command.REVIEW.value in may else None,
            answered=request.query_params.get("answered", ""),
            totals=tally_queries.totals(session),
            verdicts=VERDICTS,
            ages=AGES,
            choices={column: listing.choices(session, column) for column in ("author", "section", "language")},
            checks=[tally.check for tally in tally_queries.tallies(session)],
        )


@router.get("/post")
async def post_by_query(request: Request, id: str) -> Response:  # noqa: A002 - the address's own word
    """Show a post whose id cannot stand in a path."""
    return await post(request, id)


@router.get(f"/posts/{{post_id:{ANYTHING}}}")
async def post(request: Request, post_id: str) -> Response:
    """Show one post."""
    moment = await moment_of(request, post_id)
    return await run_in_threadpool(_post, request, post_id, moment)


@router.get("/standing")
async def state_of_post(request: Request, id: str) -> dict[str, object]:  # noqa: A002 - the address's own word
    """Return the name of a post's present state, for its page, which shows an older one."""
    state = await standing_of(request, id)
    return {"signature": state.signature, "waits": state.waiting is not None}


def _post(request: Request, post_id: str, moment: Moment) -> Response:
    with reading(request) as session:
        opened = open_post(request, session, post_id, request.query_params.get("batch"))
        asked = request.query_params.get("compare", "")
        if asked and opened.source:
            return _comparison(request, opened, asked)
        shown = sorted(
            opened.findings,
            key=lambda located: (located.finding.waived is not None, -located.finding.severity, located.number),
        )[:FINDINGS_SHOWN]
        if since := request.query_params.get("since"):
            return _changes(request, session, opened, since)
        marks = marks_of(opened.source, shown) if opened.source else []
        answers = people.answers(session, opened.version.post_id)
        listed = listing.one(session, post_id)
        queue = queue_of(request, listed.verdict if listed else None)
        walk = neighbours(session, post_id, *queue)
        return page(
            request,
            "post.html",
            post=opened.version,
            findings=shown,
            more=len(opened.findings) - len(shown),
            trouble=opened.trouble,
            view=view(opened.source, marks, whole="whole" in request.query_params) if opened.source else None,
            map=minimap(opened.source, marks) if opened.source else None,
            newest=version_queries.version(session, post_id),
            versions=version_queries.versions(session, post_id),
            may=_permitted(request),
            listed=listed,
            walk=walk,
            queue=address_of(*queue),
            asked=request.query_params.get("asked", ""),
            said=moment.said,
            standing=moment.standing,
            crashed=[run for run in version_queries.check_runs(session, opened.version) if run.error],
            elsewhere=_elsewhere(session, shown),
            answers=answers,
            told={(one.outcome, one.reason, one.answered_by) for one in answers if one.sha256 == opened.version.sha256},
            source_url=dashboard_of(request).source_of(opened.version.post_id, opened.version.path),
            waive=waive_command,
            origin=provenance(dashboard_of(request).workspace, opened.version.batch_id, opened.version.post_id),
            repair=dashboard_of(request).repair_of(opened.version.sha256) if opened.source else None,
        )


def _permitted(request: Request) -> set[str]:
    """Return the commands that the reader may give."""
    commands = dashboard_of(request).commands
    return {command.value for command in Command if commands is not None and commands.allowed(request, command)}


def waive_command(path: str, finding: Finding) -> str:
    """Return the command that accepts one finding; it is copied into a shell."""
    named = f"--check {shlex.quote(finding.check)} --fingerprint {finding.fingerprint}"
    return f"content-quality waive {named} --reason '…' -- {shlex.quote(path)}"


def _elsewhere(session: Session, findings: list[Located]) -> dict[str, str | None]:
    """Return the ids of other posts that findings point into, by path."""
    paths = {place.path for located in findings for place in located.finding.related if place.path is not None}
    return {path: version_queries.post_of_path(session, path) for path in sorted(paths)[:100]}


def _comparison(request: Request, opened: Opened, asked: str) -> Response:
    """Show a finding's passage beside a related one: `compare=<finding>-<related place>`."""
    numbers = [int(part) if part.isascii() and part.isdigit() else -1 for part in asked.split("-", 1)]
    located, other, pair = compared(opened, *(numbers if len(numbers) == 2 else (-1, -1)))
    return page(request, "compare.html", post=opened.version, located=located, other=other, pair=pair)


def _changes(request: Request, session: Session, opened: Opened, since: str) -> Response:
    """Show what changed since the version of another batch."""
    before = open_post(request, session, opened.version.post_id, since)
    if opened.source is None or before.source is None:
        raise HTTPException(404, "The text of a version is missing.")
    return page(
        request,
        "changes.html",
        post=opened.version,
        before=before.version,
        changes=changes(before.source, opened.source),
    )
