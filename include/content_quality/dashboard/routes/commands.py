"""What a reader may do: check a post again, answer about it, accept a passage. All of it goes through Airflow."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from content_quality.adapters.store.listing import Filter
from content_quality.adapters.store.version_queries import Version
from content_quality.core.gate.answers import Outcome
from content_quality.core.gate.reasons import is_reason
from content_quality.core.i18n.catalogue import marked
from content_quality.dashboard.commands import Commands, refuse_foreign_origin
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.refusal import Refusal
from content_quality.dashboard.rendering import urls
from content_quality.dashboard.routes.lists import ABOUT_ONE, AtOnce, at_once
from content_quality.dashboard.routes.opened_post import newest
from content_quality.dashboard.routes.post_filters import address_of, narrowed, order_of
from content_quality.dashboard.runs import WAIVED, AcceptedPassage, Reply

router = APIRouter(include_in_schema=False)
FORM_BYTES = 20_000
LONGEST_REASON = 1_000  # characters, as Airflow's form takes them
ABOUT_HELD = (Outcome.APPROVED, Outcome.REJECTED, Outcome.AUTHOR_ASKED)
ABOUT_RELEASED = (Outcome.APPROVED, Outcome.AUTHOR_ASKED)  # of a post that is to review: seen, or a question
SEEN = "Seen, fine."  # the reason of an approval that holds nothing back


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form that the dashboard sent: who carries it out, what it says, and which post it names."""

    commands: Commands
    form: dict[str, str]  # the first value of each field
    values: dict[str, list[str]]  # all of them
    post: Version
    back: str  # the post's page


@router.post("/recheck")
async def recheck(request: Request) -> Response:
    """Ask Airflow to read one post again, and lead back to its page."""
    asked = await asked_by(request)
    post = asked.post
    await asked.commands.recheck(request, post.source, glob.escape(post.post_id.removeprefix(f"{post.source}/")))
    return _back(request, post, "recheck")


@router.post("/answer")
async def answer(request: Request) -> Response:
    """Approve or reject the version that the reader saw, or ask its author; lead back to its page."""
    asked = await asked_by(request)
    outcome = asked.form.get("outcome", "")
    possible = ABOUT_RELEASED if asked.post.released else ABOUT_HELD
    if outcome not in possible or asked.post.verdict not in ABOUT_ONE:
        raise _needless(asked.back)
    seen = outcome == Outcome.APPROVED and bool(asked.post.released)
    reply = Reply(outcome, _reason(asked.form, asked.back, SEEN if seen else ""), _saw(asked))
    await asked.commands.answer(request, reply)
    return _back(request, asked.post, "answer")


@router.post("/waive")
async def waive(request: Request) -> Response:
    """Accept one passage as it is for some days, and lead back to the post's page."""
    asked = await asked_by(request)
    days = asked.form.get("days", "")
    if asked.post.verdict not in ABOUT_ONE or not (days.isascii() and days.isdigit()):
        raise _needless(asked.back)
    passage = AcceptedPassage(asked.form.get("check", ""), asked.form.get("fingerprint", ""), int(days[:5]))
    if not 1 <= passage.days <= dashboard_of(request).waivers.most_days:
        raise _needless(asked.back)
    await asked.commands.answer(request, Reply(WAIVED, _reason(asked.form, asked.back), _saw(asked), passage))
    return _back(request, asked.post, "answer")


@router.post("/answer-all")
async def answer_all(request: Request) -> Response:
    """Answer about every post of a list, as the reader saw the list; lead back to the list."""
    commands, values = await _form(request)
    form = _first(values)
    wanted, order = narrowed(request), order_of(request)
    back = urls(request)("posts", **address_of(wanted, order))
    found = await run_in_threadpool(_list, request, wanted)
    outcome = form.get("outcome", "")
    possible = (Outcome.APPROVED, Outcome.REJECTED) if wanted.verdict == "hold" else (Outcome.APPROVED,)
    if found is None or found.name != form.get("list") or outcome not in possible:
        raise _needless(back)
    await commands.answer(request, Reply(outcome, _reason(form, back), found.versions))
    answered = urls(request)("posts", **address_of(wanted, order), answered=len(found.versions))
    return RedirectResponse(answered, status_code=303)


def _list(request: Request, wanted: Filter) -> AtOnce | None:
    with reading(request) as session:
        return at_once(session, wanted)


def _saw(asked: SentForm) -> dict[str, str]:
    """Return the version that the reader saw; refuse when it is not the newest."""
    if asked.form.get("sha256") != asked.post.sha256:
        raise Refusal(
            409,
            marked("A newer version has come"),
            marked("You saw an older version of this post. Look at the newest one, then answer."),
            asked.back,
        )
    return {asked.post.post_id: asked.post.sha256}


def _reason(form: dict[str, str], back: str, instead: str = "") -> str:
    """Return the reason that the form gives, or `instead` where it gives none and none is needed."""
    reason = form.get("reason", "").strip() or instead
    if not is_reason(reason) or len(reason) > LONGEST_REASON:
        raise Refusal(
            422,
            marked("A reason is needed"),
            marked("Write the reason in words, in at most 1,000 characters. The dashboard shows it with the post."),
            back,
        )
    return reason


def _needless(back: str) -> Refusal:
    return Refusal(
        409,
        marked("This answer is not possible now"),
        marked("The posts have changed meanwhile, or the form was not complete. Go back and look again."),
        back,
    )


def _back(request: Request, post: Version, what: str) -> Response:
    return RedirectResponse(urls(request)("posts", post.post_id, asked=what), status_code=303)


async def _form(request: Request) -> tuple[Commands, dict[str, list[str]]]:
    """Return a form of the dashboard, and who carries it out; refuse what another site sent."""
    refuse_foreign_origin(request)
    commands = dashboard_of(request).commands
    if commands is None:
        raise HTTPException(404, "This dashboard starts nothing.")
    if int(request.headers.get("content-length") or FORM_BYTES + 1) > FORM_BYTES:
        raise HTTPException(413, "The form is too long.")
    return commands, parse_qs((await request.body()).decode("utf-8", "replace"))


def _first(values: dict[str, list[str]]) -> dict[str, str]:
    return {name: found[0] for name, found in values.items()}


async def asked_by(request: Request) -> SentForm:
    """Return what a form of the dashboard asks for about one post."""
    commands, values = await _form(request)
    form = _first(values)
    post = await run_in_threadpool(newest, request, form.get("post", ""))
    if post is None:
        raise HTTPException(404, "There is no such post.")
    return SentForm(commands, form, values, post, urls(request)("posts", post.post_id))
