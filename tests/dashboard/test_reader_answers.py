"""A reader's answer goes to the open question about their version, or into a run of their own; never as anybody else."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request

from content_quality.core.gate.answers import marker_of, name_of
from content_quality.orchestration import reader_answers
from content_quality.orchestration.airflow_api import ONLY_SITE, AirflowApi, RequestRefused
from content_quality.orchestration.reader_answers import Answering

A, B = ("posts/a.md", "a" * 64), ("posts/b.md", "b" * 64)


def question(post: tuple[str, str], *, body: str = "", state: str = "awaiting_input", **answer: Any) -> dict[str, Any]:
    return {
        "body": f"{body}\n\n{marker_of(*post)}",
        "response_received": bool(answer),
        "responded_by_user": None,
        "task_instance": {"dag_run_id": "run/1+2", "map_index": 4, "state": state},
        **answer,
    }


class Airflow:
    """A stand-in for Airflow that keeps questions and notes what it was asked."""

    def __init__(self) -> None:
        self.questions: list[dict[str, Any]] = []
        self.runs: list[dict[str, Any]] = []
        self.patched: list[tuple[bytes, Any]] = []
        self.started: list[Any] = []
        self.status = 200
        self.credentials: set[str] = set()
        self.app = FastAPI()
        self.app.api_route("/api/v2/{path:path}", methods=["GET", "PATCH", "POST"])(self.answer)

    async def answer(self, request: Request, path: str) -> dict[str, Any]:
        self.credentials.add(request.headers["cookie"])
        if request.method == "PATCH":
            if self.status != 200:
                raise HTTPException(self.status)
            self.patched.append((request.scope["raw_path"], json.loads(await request.body())))
        elif request.method == "POST":
            self.started.append((path, json.loads(await request.body())))
        if path.endswith("hitlDetails") and request.method == "GET":
            wanted = request.query_params.get("body_search", "")
            return {"hitl_details": [one for one in self.questions if wanted in one["body"]]}
        return {"dag_runs": self.runs}


@pytest.fixture
def airflow(monkeypatch) -> Airflow:
    stand_in = Airflow()
    monkeypatch.setattr("airflow.api_fastapi.app.cached_app", lambda apps: stand_in.app)
    return stand_in


def api() -> AirflowApi:
    return AirflowApi({"cookie": "_token=x", "origin": "https://evil.example"})


def answer(outcome: str, *posts: tuple[str, str], **passage: Any) -> None:
    asyncio.run(reader_answers.answer(api(), Answering(outcome, "a refrain", dict(posts), passage)))


def test_an_open_question_is_answered_as_the_reader(airflow):
    airflow.questions = [question(A)]
    answer("approved", A)
    ((path, body),) = airflow.patched
    assert path.endswith(b"/run%2F1%2B2/taskInstances/each_post.review/4/hitlDetails"), "a run's name is one part"
    assert body == {"chosen_options": ["Approve"], "params_input": {"reason": "a refrain"}}
    assert airflow.started == []
    assert airflow.credentials == {"_token=x"}


def test_without_a_question_one_run_carries_the_answer(airflow):
    airflow.questions = [question(A), question(B, state="success")]
    answer("rejected", A, B)
    assert [body["chosen_options"] for _, body in airflow.patched] == [["Reject"]]
    ((path, body),) = airflow.started
    assert path == "dags/review_held_posts/dagRuns"
    assert body["conf"] == {"answer": "Reject", "reason": "a refrain", "versions": dict([B])}


def test_a_passage_is_accepted_by_a_run_even_while_a_question_is_open(airflow):
    airflow.questions = [question(A)]
    answer("waived", A, check="title-text", fingerprint="f", days=30)
    assert airflow.patched == []
    ((_, body),) = airflow.started
    assert body["conf"] == {
        "answer": "Accept a passage", "reason": "a refrain", "versions": dict([A]),
        "check": "title-text", "fingerprint": "f", "days": 30,
    }  # fmt: skip


def test_text_of_another_post_cannot_pass_for_a_question(airflow):
    airflow.questions = [question(B, body=f"`{marker_of(*A)}`")]
    answer("approved", A)
    assert airflow.patched == []
    assert len(airflow.started) == 1


def test_somebody_was_faster(airflow):
    airflow.questions, airflow.status = [question(A)], 409
    with pytest.raises(RequestRefused) as refused:
        answer("approved", A)
    assert refused.value.status == 409
    answer("approved", A, B)  # of many, the others are still answered
    assert airflow.started[0][1]["conf"]["versions"] == dict([B])


def test_what_airflow_has_taken_is_known_before_the_store_knows_it(airflow):
    answered = {
        "chosen_options": ["Approve"], "params_input": {"reason": "a refrain"},
        "responded_by_user": {"id": "1", "name": "mika"}, "responded_at": "2026-11-20T09:00:00Z",
    }  # fmt: skip
    airflow.questions = [question(A), question(A, state="success", **answered)]
    conf = {"answer": "Accept a passage", "reason": "set in verse", "versions": dict([A])}
    run = {"conf": conf, "triggering_user_name": "nora", "queued_at": None}
    airflow.runs = [run, {"conf": {"post": A[0]}}, {"conf": None}, run | {"conf": conf | {"versions": dict([B])}}]
    asked, told = asyncio.run(reader_answers.told(api(), *A))
    assert ONLY_SITE.question_path(asked).endswith("/tasks/each_post.review/mapped/4/required_actions")
    assert [(one.outcome, one.by, one.reason) for one in told] == [
        ("approved", "mika", "a refrain"),
        ("waived", "nora", "set in verse"),
    ]


def test_the_queue_knows_which_versions_are_asked_about(airflow):
    airflow.questions = [question(A), question(B)]
    assert asyncio.run(reader_answers.open_versions(api())) == {name_of(*A), name_of(*B)}


def pattern(*posts: tuple[str, str], **answer: Any) -> dict[str, Any]:
    return question(A) | {"body": f"3 posts\n\n{marker_of('batch', '3 posts', posts)}"} | answer


def test_a_version_leads_to_the_open_question_that_is_about_it_and_others(airflow):
    airflow.questions = [pattern(A, B)]
    asked, told = asyncio.run(reader_answers.told(api(), *A))
    assert asked == airflow.questions[0]
    assert reader_answers.together(asked) == 2
    assert told == []
    assert asyncio.run(reader_answers.open_versions(api())) > {name_of(*A), name_of(*B)}
    airflow.questions = [pattern(B)]
    assert asyncio.run(reader_answers.told(api(), *A))[0] is None


def test_a_question_about_the_version_alone_goes_first(airflow):
    airflow.questions = [pattern(A, B), question(A)]
    asked, _ = asyncio.run(reader_answers.told(api(), *A))
    assert asked == airflow.questions[1]
    assert reader_answers.together(asked) == 0


def test_an_answer_about_one_post_is_no_answer_to_a_question_about_many(airflow):
    airflow.questions = [pattern(A, B)]
    answer("approved", A)
    assert airflow.patched == []
    assert airflow.started[0][1]["conf"]["versions"] == dict([A])
