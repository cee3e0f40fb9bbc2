"""Asking Airflow's own API: with the reader's credentials and nothing else, and without breaking when it does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request

from content_quality.airflow_plugin.reader_commands import Airflow
from content_quality.orchestration.airflow_api import ONLY_SITE, AirflowApi, RequestRefused

RUN = "asset_triggered__2026-11-20T09:00:00+00:00_a/b"


@pytest.fixture
def airflow(monkeypatch) -> list[Request]:
    """A stand-in for Airflow's application that notes what it was asked."""
    app, asked = FastAPI(), []

    @app.get("/api/v2/{path:path}")
    def answer(request: Request, path: str) -> dict[str, Any]:
        asked.append(request)
        if "deliver_alerts" in path:
            raise HTTPException(403)
        if "gate_posts/dagRuns" in path and not path.endswith("Events"):
            raise RuntimeError("the database is locked")
        return {
            "dags/ingest_posts/dagRuns": {"dag_runs": [{"dag_id": "ingest_posts"}]},
        }.get(path) or {
            "asset_events": [{"extra": None}, {"extra": {"batch_id": "b7"}}],
            "value": [{"post_id": "posts/a.md"}, {"post_id": "posts/b.md"}],
        }

    monkeypatch.setattr("airflow.api_fastapi.app.cached_app", lambda apps: app)
    return asked


def api(**headers: str) -> AirflowApi:
    return AirflowApi({"cookie": "_token=x", "accept": "text/html", "origin": "https://evil.example"} | headers)


def test_the_readers_credentials_travel_and_nothing_else_of_the_request(airflow):
    asyncio.run(api().newest_runs())
    assert {request.headers["cookie"] for request in airflow} == {"_token=x"}
    assert not any("evil" in str(value) for request in airflow for value in request.headers.values())


def test_what_may_not_be_read_and_what_breaks_is_left_out(airflow):
    assert [run["dag_id"] for run in asyncio.run(api().newest_runs())] == ["ingest_posts"]
    with pytest.raises(RequestRefused) as refused:
        asyncio.run(api().task_instances("r"))
    assert refused.value.status == 500


def test_a_run_names_its_batch_and_a_question_its_post(airflow):
    assert asyncio.run(api().batch_of("gate_posts", RUN)) == "b7"
    assert airflow[-1].scope["raw_path"].count(b"a%2Fb") == 1, "a run's name is one part of the path"
    assert asyncio.run(api().asked_about(RUN, 1))["post_id"] == "posts/b.md"
    assert asyncio.run(api().asked_about(RUN, 9)) == {}


def test_a_command_whose_dag_is_paused_is_refused_and_says_so(monkeypatch):
    """Airflow would keep the run, and begin it when somebody turns the DAG on, perhaps never."""
    app, begun = FastAPI(), []

    @app.get("/api/v2/dags")
    def paused() -> dict[str, Any]:
        return {"dags": [{"dag_id": "accept_present_state"}, {"dag_id": "of_another_team"}]}

    @app.post("/api/v2/dags/{dag_id}/dagRuns")
    def begin(dag_id: str) -> dict[str, Any]:
        begun.append(dag_id)
        return {"dag_run_id": "r"}

    monkeypatch.setattr("airflow.api_fastapi.app.cached_app", lambda apps: app)
    monkeypatch.setattr(Airflow, "allowed", lambda *_: True)
    request = Request({"type": "http", "headers": []})
    with pytest.raises(HTTPException, match="accept_present_state is paused in Airflow") as refused:
        asyncio.run(Airflow(ONLY_SITE).accept_state(request, "Published before the checks were there."))
    assert refused.value.status_code == 409
    asyncio.run(Airflow(ONLY_SITE).recheck(request, "posts", "a.md"))
    assert begun == ["ingest_posts"]
