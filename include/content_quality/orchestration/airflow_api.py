"""Airflow's own REST API, asked inside the API server with the credentials of the request: its rules, its audit log."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from content_quality.core.dag_ids import (
    ACCEPT_PRESENT_STATE,
    DAG_IDS,
    DELIVER_ALERTS,
    GATE_POSTS,
    HELD_POSTS_TASK,
    INGEST_POSTS,
    QUESTION_TASK,
    REVIEW_HELD_POSTS,
    SEND_REPAIR,
    of_site,
)
from content_quality.orchestration.airflow_versions import waiting_state

QUESTION = QUESTION_TASK  # the task that asks a person
ASKED = HELD_POSTS_TASK  # the task that names the posts of the questions, in their order

GROUP_TAG = "content-quality"  # of all DAGs of this package
PAGE = 100  # rows of one answer: Airflow's own limit

Json = dict[str, Any]


class RequestRefused(Exception):  # noqa: N818 - names the answer
    """Airflow refused a request; `status` is that of its answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Airflow answered {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class SiteDags:
    """The ids of one site's DAGs, by what they do."""

    site: str  # its name; empty for the only one

    @property
    def reads(self) -> str:
        """Whoever may start this DAG may have a post checked again."""
        return of_site(INGEST_POSTS, self.site)

    @property
    def decides(self) -> str:
        """Whoever may see this DAG may see what it decided."""
        return of_site(GATE_POSTS, self.site)

    @property
    def asks(self) -> str:
        """Whoever may start this DAG may have a person asked."""
        return of_site(REVIEW_HELD_POSTS, self.site)

    @property
    def accepts(self) -> str:
        """Whoever may start this DAG may accept the present state of the archive."""
        return of_site(ACCEPT_PRESENT_STATE, self.site)

    @property
    def delivers(self) -> str:
        """The DAG that sends alerts."""
        return of_site(DELIVER_ALERTS, self.site)

    @property
    def repairs(self) -> str:
        """Whoever may start this DAG may send a repaired post."""
        return of_site(SEND_REPAIR, self.site)

    def owns(self, dag_id: str) -> bool:
        """Return whether a DAG is one of this site's."""
        return any(dag_id == of_site(plain, self.site) for plain in DAG_IDS)

    def run_path(self, dag_id: str, run_id: str) -> str:
        """Return where Airflow's UI shows a run."""
        return f"/dags/{dag_id}/runs/{_quoted(run_id)}"

    def question_path(self, asked: Json) -> str:
        """Return where Airflow's UI shows a question."""
        task = asked["task_instance"]
        place = f"{_quoted(task['dag_run_id'])}/tasks/{QUESTION}/mapped/{task['map_index']}"
        return f"/dags/{self.asks}/runs/{place}/required_actions"


ONLY_SITE = SiteDags("")


class AirflowApi:
    """The API as the sender of `headers` may use it, asked about one site."""

    def __init__(self, headers: Any, dags: SiteDags = ONLY_SITE) -> None:
        self.dags = dags
        self._headers = {name: headers[name] for name in ("authorization", "cookie") if name in headers}

    async def call(self, method: str, path: str, body: Json | None = None, **query: Any) -> Json:
        """Return the answer's JSON; raise `Refused`."""
        import httpx
        from airflow.api_fastapi.app import cached_app

        application = cached_app(apps=os.environ.get("AIRFLOW_API_APPS", "all"))  # the one that serves this request
        transport = httpx.ASGITransport(
            app=application, raise_app_exceptions=False
        )  # a fault of Airflow's is an answer of 500
        async with httpx.AsyncClient(transport=transport, base_url="http://airflow") as airflow:
            answer = await airflow.request(method, f"/api/v2/{path}", json=body, params=query, headers=self._headers)
        if answer.status_code >= 400:
            raise RequestRefused(answer.status_code)
        found: Json = answer.json()
        return found

    async def newest_runs(self) -> list[Json]:
        """Return the newest run of each DAG; without those that may not be read or have never run."""

        async def newest(dag_id: str) -> list[Json]:
            try:
                answer = await self.call("GET", f"dags/{dag_id}/dagRuns", limit=1, order_by="-run_after")
            except RequestRefused:
                return []
            runs: list[Json] = answer["dag_runs"]
            return runs

        found = await asyncio.gather(
            *(newest(dag_id) for dag_id in (self.dags.reads, self.dags.decides, self.dags.delivers))
        )
        return [run for runs in found for run in runs]

    async def failed_task(self, dag_id: str, run_id: str) -> str:
        """Return where Airflow's UI shows the task that failed first; empty where none may be seen."""
        path = f"dags/{dag_id}/dagRuns/{_quoted(run_id)}/taskInstances"
        try:
            answer = await self.call("GET", path, state=["failed"], order_by="end_date", limit=1)
        except RequestRefused:
            return ""
        for task in answer["task_instances"]:
            mapped = f"/mapped/{task['map_index']}" if task.get("map_index", -1) >= 0 else ""
            return f"{self.dags.run_path(dag_id, run_id)}/tasks/{_quoted(task['task_id'])}{mapped}"
        return ""

    async def clear_failed(self, dag_id: str, run_id: str) -> None:
        """Let the failed tasks of a run start again, with those that waited for them."""
        body = {"dry_run": False, "only_failed": True, "reset_dag_runs": True, "dag_run_id": run_id}
        await self.call("POST", f"dags/{dag_id}/clearTaskInstances", body)

    async def paused(self) -> list[str]:
        """Return the ids of this site's DAGs that are paused and that the sender may see."""
        try:
            answer = await self.call("GET", "dags", paused="true", tags=GROUP_TAG, limit=PAGE)
        except RequestRefused:
            return []
        return sorted(dag["dag_id"] for dag in answer["dags"] if self.dags.owns(dag["dag_id"]))

    async def task_instances(self, run_id: str) -> list[Json]:
        """Return the task instances of a run of the gate."""
        found: list[Json] = (
            await self.call("GET", f"dags/{self.dags.decides}/dagRuns/{_quoted(run_id)}/taskInstances", limit=1000)
        )["task_instances"]
        return found

    async def questions(self, name: str | None = None, *, at_most: int = PAGE) -> list[Json]:
        """Return the newest questions: those that wait, or all whose text holds `name`, answered or not."""
        found: list[Json] = []
        asked: Json = (
            {"response_received": "false", "state": waiting_state()} if name is None else {"body_search": name}
        )
        while len(found) < at_most:
            answer = await self.call(
                "GET",
                f"dags/{self.dags.asks}/dagRuns/~/hitlDetails",
                order_by="-created_at",
                limit=PAGE,
                offset=len(found),
                **asked,
            )
            found += answer["hitl_details"]
            if len(answer["hitl_details"]) < PAGE:
                break
        return found

    async def answer(self, asked: Json, option: str, reason: str) -> None:
        """Answer a question as the sender; raise `RequestRefused`, with 409 when somebody was faster."""
        task = asked["task_instance"]
        path = (
            f"dags/{self.dags.asks}/dagRuns/{_quoted(task['dag_run_id'])}/taskInstances/{QUESTION}/{task['map_index']}"
        )
        body = {"chosen_options": [option], "params_input": {"reason": reason}}
        await self.call("PATCH", f"{path}/hitlDetails", body)

    async def answering_runs(self) -> list[Json]:
        """Return the runs under way that somebody started with an answer."""
        path = f"dags/{self.dags.asks}/dagRuns"
        found = await self.call("GET", path, state=["queued", "running"], run_type="manual", limit=PAGE)
        return [run for run in found["dag_runs"] if (run["conf"] or {}).get("answer")]

    async def batch_of(self, dag_id: str, run_id: str) -> str | None:
        """Return the batch that a run was told of or told about, from the extras of its asset events."""
        told_of: Json = {"path": f"dags/{dag_id}/dagRuns/{_quoted(run_id)}/upstreamAssetEvents"}
        told_about: Json = {"path": "assets/events", "source_dag_id": dag_id, "source_run_id": run_id, "limit": 5}
        for asked in (told_of, told_about):
            for event in (await self.call("GET", **asked))["asset_events"]:
                if batch_id := (event["extra"] or {}).get("batch_id"):
                    return str(batch_id)
        return None

    async def asked_about(self, run_id: str, map_index: int) -> Json:
        """Return what a question is about: batch_id and post_id, which is empty for posts together."""
        answer = await self.call(
            "GET",
            f"dags/{self.dags.asks}/dagRuns/{_quoted(run_id)}/taskInstances/{ASKED}/xcomEntries/return_value",
            deserialize="true",
        )
        rows = answer["value"]
        return rows[map_index] if isinstance(rows, list) and 0 <= map_index < len(rows) else {}


def _quoted(run_id: str) -> str:
    return quote(run_id, safe="")


def is_open(asked: Json) -> bool:
    """Return whether a question still waits for its answer."""
    return not asked["response_received"] and asked["task_instance"]["state"] == waiting_state()


def moment(text: str | None) -> datetime | None:
    """Return a time of the API, which has a zone."""
    return datetime.fromisoformat(text) if text else None
