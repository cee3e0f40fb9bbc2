"""What a reader of the dashboard may start in Airflow, and what the dashboard shows of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content_quality.dashboard.runs import Command, Run, Stage, Subject
from content_quality.orchestration.airflow_api import QUESTION, AirflowApi, RequestRefused, SiteDags, moment

if TYPE_CHECKING:
    from fastapi import Request


class Airflow:
    """What the dashboard of one site asks of Airflow, as the reader who asks."""

    def __init__(self, dags: SiteDags) -> None:
        self._dags = dags
        # Whoever may start the DAG may give the command.
        self._starts = {
            Command.RECHECK: dags.reads,
            Command.REVIEW: dags.asks,
            Command.REPAIR: dags.repairs,
            Command.ACCEPT: dags.accepts,
        }

    def allowed(self, request: Request, command: Command) -> bool:
        """Return whether the reader may start a run of the command's DAG."""
        from airflow.api_fastapi.app import get_auth_manager
        from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails

        details = DagDetails(id=self._starts[command])
        return bool(
            get_auth_manager().is_authorized_dag(
                method="POST", access_entity=DagAccessEntity.RUN, details=details, user=request.state.reader
            )
        )

    async def recheck(self, request: Request, source: str, pattern: str) -> None:
        """Start a run that reads the matching files again."""
        await self._start(request, self._dags.reads, {"source": source, "glob": pattern, "force": True})

    async def review(self, request: Request, post_id: str) -> str:
        """Return where the question about the post stands, after asking it where nobody has."""
        from fastapi import HTTPException

        if not self.allowed(request, Command.REVIEW):
            raise HTTPException(403, "Airflow does not let this reader ask.")
        try:
            asked = await self._api(request).open_question(post_id)
        except RequestRefused:
            asked = None  # asking once more is harmless
        if asked:
            return self._dags.question_path(*asked)
        return self._dags.question_path(await self._start(request, self._dags.asks, {"post": post_id}), None)

    async def repair(self, request: Request, post_id: str, sha256: str, left: tuple[int, ...]) -> str:
        """Start a run that sends the repair, and return the path of the run."""
        conf = {"post": post_id, "sha256": sha256, "left": list(left)}
        return self._dags.run_path(self._dags.repairs, await self._start(request, self._dags.repairs, conf))

    async def accept_state(self, request: Request, reason: str) -> None:
        """Start a run that accepts the present state of the archive; Airflow knows who starts it."""
        from fastapi import HTTPException

        if not self.allowed(request, Command.ACCEPT):
            raise HTTPException(403, "Airflow does not let this reader accept the present state.")
        await self._start(request, self._dags.accepts, {"reason": reason})

    async def runs(self, request: Request) -> list[Run]:
        """Return the newest runs that the reader may see."""
        found = await self._api(request).newest_runs()
        return [
            Run(run["dag_id"], run["dag_run_id"], run["state"], moment(run["start_date"]), moment(run["end_date"]))
            for run in found
        ]

    async def stages(self, request: Request, run_id: str) -> list[Stage]:
        """Return the tasks of a run, mapped ones together."""
        try:
            instances = await self._api(request).task_instances(run_id)
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
        airflow = self._api(request)
        try:
            if (dag_id, task_id) == (self._dags.asks, QUESTION):
                return Subject(post_id=await airflow.post_of(run_id, map_index))
            return Subject(batch_id=await airflow.batch_of(dag_id, run_id))
        except RequestRefused:
            return Subject()

    async def _start(self, request: Request, dag_id: str, conf: dict[str, Any]) -> str:
        from fastapi import HTTPException

        try:
            run = await self._api(request).call("POST", f"dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})
        except RequestRefused as refused:
            raise HTTPException(refused.status, "Airflow did not start the run.") from refused
        return str(run["dag_run_id"])

    def _api(self, request: Request) -> AirflowApi:
        return AirflowApi(request.headers, self._dags)
