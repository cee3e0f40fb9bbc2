"""What a reader of the dashboard answers about posts, through Airflow's API as that reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content_quality.core.gate.answers import Outcome, name_of, together_in, version_of
from content_quality.orchestration.airflow_api import AirflowApi, Json, RequestRefused, is_open, moment
from content_quality.orchestration.held_post_review import OUTCOMES, WAIVE

OPTIONS = {outcome: option for option, outcome in OUTCOMES.items()}
WAIVED = "waived"  # the dashboard's word for WAIVE
MOST_QUESTIONS = 1_000  # that are looked through


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that Airflow has taken."""

    outcome: str
    reason: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Answering:
    """An answer about versions of posts, as the form of the review's DAG takes it."""

    outcome: str
    reason: str
    versions: dict[str, str]
    passage: dict[str, Any]  # check, fingerprint, days; empty for an answer about whole posts


async def answer(airflow: AirflowApi, given: Answering) -> None:
    """Answer every open question about the versions, and start one run with the answer for all others.

    Raise `RequestRefused`: with 409 when somebody has answered the only question meanwhile, with 403 when Airflow does
    not let the reader answer one of them; the others are answered all the same.
    """
    left, forbidden = dict(given.versions), None
    if given.outcome != WAIVED:
        for post_id, asked in (await _open(airflow, given.versions)).items():
            try:
                await airflow.answer(asked, OPTIONS[Outcome(given.outcome)], given.reason)
            except RequestRefused as refused:
                if refused.status not in (403, 409) or len(given.versions) == 1:
                    raise
                forbidden = refused if refused.status == 403 else forbidden
            del left[post_id]
    if left:
        option = WAIVE if given.outcome == WAIVED else OPTIONS[Outcome(given.outcome)]
        conf = {"answer": option, "reason": given.reason, "versions": left, **given.passage}
        await airflow.call("POST", f"dags/{airflow.dags.asks}/dagRuns", {"logical_date": None, "conf": conf})
    if forbidden is not None:
        raise forbidden


async def _open(airflow: AirflowApi, versions: dict[str, str]) -> dict[str, Json]:
    """Return the open question about each version that has one, by post_id."""
    names = {name_of(post_id, sha256): post_id for post_id, sha256 in versions.items()}
    only = next(iter(names)) if len(names) == 1 else None
    found = await airflow.questions(only, at_most=MOST_QUESTIONS)
    return {names[name]: asked for asked in found if is_open(asked) and (name := version_of(asked["body"])) in names}


async def told(airflow: AirflowApi, post_id: str, sha256: str) -> tuple[Json | None, list[Told]]:
    """Return the open question about a version, and what people answered about it, the newest first.

    The question may be about the version alone or about posts together; the former goes first.
    """
    name = name_of(post_id, sha256)
    named = await airflow.questions(name)
    about = [asked for asked in named if version_of(asked["body"]) == name]
    wider = [asked for asked in named if name in together_in(asked["body"])]
    answers = [_of_question(asked) for asked in about if asked["response_received"] and asked["responded_by_user"]]
    runs = await airflow.answering_runs()
    answers += [_of_run(run) for run in runs if (run["conf"].get("versions") or {}).get(post_id) == sha256]
    return next((asked for asked in (*about, *wider) if is_open(asked)), None), answers


def together(asked: Json) -> int:
    """Return how many posts a question is about together; 0 for a question about one post."""
    return len(together_in(asked["body"]))


async def open_versions(airflow: AirflowApi) -> frozenset[str]:
    """Return the names of all versions that a question is open about."""
    asked = [one["body"] for one in await airflow.questions(at_most=MOST_QUESTIONS)]
    return frozenset(name for body in asked for name in (version_of(body), *together_in(body)))


def _of_question(asked: Json) -> Told:
    outcome = next((OUTCOMES[chosen].value for chosen in asked["chosen_options"] or () if chosen in OUTCOMES), "")
    reason = str((asked["params_input"] or {}).get("reason") or "")
    return Told(outcome, reason, asked["responded_by_user"]["name"], moment(asked["responded_at"]))


def _of_run(run: Json) -> Told:
    chosen = run["conf"]["answer"]
    outcome = OUTCOMES[chosen].value if chosen in OUTCOMES else WAIVED
    return Told(
        outcome, str(run["conf"].get("reason") or ""), run["triggering_user_name"] or "", moment(run["queued_at"])
    )
