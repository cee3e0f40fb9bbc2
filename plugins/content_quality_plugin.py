"""Registers the dashboard with Airflow: its pages behind Airflow's login, and where the Airflow UI shows them."""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

from content_quality.dashboard.mounted import Mounted
from content_quality.dashboard.runs import Command, Dialogue, Given, Reply, Run, Stage, Subject
from content_quality.orchestration import failures, notes, reader_answers, settled
from content_quality.orchestration.airflow_api import (
    ASKS,
    DECIDES,
    QUESTION,
    READS,
    AirflowApi,
    RequestRefused,
    moment,
    question_path,
)
from content_quality.orchestration.links import BatchLink, PostLink
from content_quality.orchestration.reader_answers import Answering

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

PROJECT = Path(__file__).resolve().parent.parent
MOUNT = "/content-quality"
STARTS = {Command.RECHECK: READS, Command.REVIEW: ASKS}  # whoever may start the DAG may give the command


def build() -> FastAPI:
    """Return the dashboard behind Airflow's login.

    Anonymous callers get 401, and those who may not read the DAG get 403.
    """
    # These cost a second, and every task's process imports plugins.
    from airflow.api_fastapi.core_api.security import get_user, requires_access_dag

    from content_quality.dashboard.app import create_app
    from content_quality.dashboard.commands import remember_reader
    from content_quality.dashboard.site import open_dashboard

    dashboard = open_dashboard(PROJECT, airflow_url=_base(), login_url=f"{_base()}/auth/login", commands=Airflow())
    return create_app(
        dashboard, login=[remember_reader(get_user), requires_access_dag(method="GET", param_dag_id=DECIDES)]
    )


class Airflow:
    """What the dashboard asks of Airflow, as the reader who asks."""

    def allowed(self, request: Request, command: Command) -> bool:
        """Return whether the reader may start a run of the command's DAG and, to answer, also answer its questions."""
        from airflow.api_fastapi.app import get_auth_manager
        from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails

        details, manager = DagDetails(id=STARTS[command]), get_auth_manager()
        needed = [("POST", DagAccessEntity.RUN)]
        if command is Command.REVIEW:
            needed.append(("PUT", DagAccessEntity.HITL_DETAIL))
        return all(
            manager.is_authorized_dag(method=method, access_entity=entity, details=details, user=request.state.reader)
            for method, entity in needed
        )

    async def recheck(self, request: Request, source: str, pattern: str) -> None:
        """Start a run that reads the matching files again."""
        await self._start(request, READS, {"source": source, "glob": pattern, "force": True})

    async def answer(self, request: Request, reply: Reply) -> None:
        """Answer as the reader."""
        from fastapi import HTTPException

        if not self.allowed(request, Command.REVIEW):
            raise HTTPException(403, "Airflow does not let this reader answer.")
        passage = asdict(reply.passage) if reply.passage else {}
        try:
            await reader_answers.answer(
                AirflowApi(request.headers), Answering(reply.outcome, reply.reason, dict(reply.versions), passage)
            )
        except RequestRefused as refused:
            raise HTTPException(refused.status, "Airflow did not take the answer.") from refused

    async def dialogue(self, request: Request, post_id: str, sha256: str) -> Dialogue:
        """Return what is asked and answered about a version."""
        try:
            asked, answers = await reader_answers.told(AirflowApi(request.headers), post_id, sha256)
        except RequestRefused:
            return Dialogue()
        given = tuple(Given(one.outcome, one.reason, one.by, one.at) for one in answers)
        return Dialogue(question_path(asked) if asked else "", given)

    async def open_questions(self, request: Request) -> frozenset[str]:
        """Return what questions are open about."""
        try:
            return await reader_answers.open_versions(AirflowApi(request.headers))
        except RequestRefused:
            return frozenset()

    async def runs(self, request: Request) -> list[Run]:
        """Return the newest runs that the reader may see."""
        found = await AirflowApi(request.headers).newest_runs()
        return [
            Run(run["dag_id"], run["dag_run_id"], run["state"], moment(run["start_date"]), moment(run["end_date"]))
            for run in found
        ]

    async def stages(self, request: Request, run_id: str) -> list[Stage]:
        """Return the tasks of a run, mapped ones together."""
        try:
            instances = await AirflowApi(request.headers).task_instances(run_id)
        except RequestRefused:
            return []
        stages: dict[str, Stage] = {}
        for task in instances:
            if started := moment(task["start_date"]):
                stages[task["task_id"]] = Stage(
                    task["task_id"], started, moment(task["end_date"]), task["state"] or ""
                ).joined(stages.get(task["task_id"]))
        return sorted(stages.values(), key=lambda stage: stage.started)

    async def subject(self, request: Request, dag_id: str, run_id: str, task_id: str, map_index: int) -> Subject:
        """Return the post of a question, or the batch of a run."""
        airflow = AirflowApi(request.headers)
        try:
            if (dag_id, task_id) == (ASKS, QUESTION):
                return Subject(post_id=await airflow.post_of(run_id, map_index))
            return Subject(batch_id=await airflow.batch_of(dag_id, run_id))
        except RequestRefused:
            return Subject()

    async def _start(self, request: Request, dag_id: str, conf: dict[str, Any]) -> str:
        from fastapi import HTTPException

        try:
            run = await AirflowApi(request.headers).call(
                "POST", f"dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf}
            )
        except RequestRefused as refused:
            raise HTTPException(refused.status, "Airflow did not start the run.") from refused
        return str(run["dag_run_id"])


def _base() -> str:
    """Return the path below which Airflow is served; empty at the root of its host."""
    return urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")


DASHBOARD = f"{_base()}{MOUNT}/"
RUN = f"{DASHBOARD}runs?dag_id={{DAG_ID}}&run_id={{RUN_ID}}"
TASK = f"{RUN}&task_id={{TASK_ID}}&map_index={{MAP_INDEX}}"


def _picture(name: str) -> str:
    """Return an icon as an address that holds it.

    Every file of the dashboard is behind login, and Airflow's own pages are not.
    """
    drawing = resources.files("content_quality.dashboard").joinpath("static", name).read_text("utf-8")
    return f"data:image/svg+xml,{quote(drawing)}"


ICON = {"icon": _picture("icon.svg"), "icon_dark_mode": _picture("icon-dark.svg")}


class ContentQualityPlugin(AirflowPlugin):
    """The dashboard in Airflow's navigation, on its DAGs, their runs and tasks; and an ear for what breaks."""

    name = "content_quality"
    fastapi_apps: list[Any] = [{"name": "Content quality", "app": Mounted(build), "url_prefix": MOUNT}]  # noqa: RUF012 - Airflow's own interface
    external_views: list[Any] = [  # noqa: RUF012 - the same
        {
            "name": "Quality",
            "href": DASHBOARD,
            "destination": "nav",
            "url_route": "content-quality",
            "nav_top_level": True,
            **ICON,
        },
        {
            "name": "Content quality",
            "href": DASHBOARD,
            "destination": "dag",
            "url_route": "content-quality-desk",
            **ICON,
        },
        {"name": "Content quality", "href": RUN, "destination": "dag_run", "url_route": "content-quality-run", **ICON},
        {
            "name": "Content quality",
            "href": TASK,
            "destination": "task_instance",
            "url_route": "content-quality-task",
            **ICON,
        },
    ]
    operator_extra_links: list[Any] = [BatchLink(DASHBOARD), PostLink(DASHBOARD)]  # noqa: RUF012 - the same
    listeners: list[Any] = [failures, notes, settled]  # noqa: RUF012 - the same
