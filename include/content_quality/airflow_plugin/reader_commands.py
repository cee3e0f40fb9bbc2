"""What a reader of the dashboard may start in Airflow, and what the dashboard shows of its runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from content_quality.dashboard.runs import (
    AirflowProcess,
    Command,
    Dialogue,
    Given,
    RepairOrder,
    Reply,
    Run,
    Stage,
    Subject,
)
from content_quality.orchestration import reader_answers
from content_quality.orchestration.airflow_api import QUESTION, AirflowApi, RequestRefused, SiteDags, moment
from content_quality.orchestration.reader_answers import Answering

if TYPE_CHECKING:
    from fastapi import Request

PROCESSES = ("scheduler", "triggerer", "dag_processor")  # of Airflow, as its health names them


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
            Command.RETRY: dags.decides,
        }

    def allowed(self, request: Request, command: Command) -> bool:
        """Return whether the reader may start a run of the command's DAG and, to answer, also answer its questions."""
        from airflow.api_fastapi.app import get_auth_manager
        from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails

        details, manager = DagDetails(id=self._starts[command]), get_auth_manager()
        needed = [("POST", DagAccessEntity.RUN)]
        if command is Command.REVIEW:
            needed.append(("PUT", DagAccessEntity.HITL_DETAIL))
        elif command is Command.RETRY:
            needed.append(("PUT", DagAccessEntity.TASK_INSTANCE))
        return all(
            manager.is_authorized_dag(method=method, access_entity=entity, details=details, user=request.state.reader)
            for method, entity in needed
        )

    async def recheck(self, request: Request, source: str, pattern: str) -> None:
        """Start a run that reads the matching files again."""
        await self._start(request, self._dags.reads, {"source": source, "glob": pattern, "force": True})

    async def answer(self, request: Request, reply: Reply) -> None:
        """Answer as the reader."""
        from fastapi import HTTPException

        if not self.allowed(request, Command.REVIEW):
            raise HTTPException(403, "Airflow does not let this reader answer.")
        passage = asdict(reply.passage) if reply.passage else {}
        given = Answering(reply.outcome, reply.reason, dict(reply.versions), passage)
        try:
            await reader_answers.answer(self._api(request), given)
        except RequestRefused as refused:
            raise HTTPException(refused.status, "Airflow did not take the answer.") from refused

    async def dialogue(self, request: Request, post_id: str, sha256: str) -> Dialogue:
        """Return what is asked and answered about a version."""
        try:
            asked, answers = await reader_answers.told(self._api(request), post_id, sha256)
        except RequestRefused:
            return Dialogue()
        given = tuple(Given(one.outcome, one.reason, one.by, one.at) for one in answers)
        if not asked:
            return Dialogue(given=given)
        return Dialogue(self._dags.question_path(asked), given, reader_answers.together(asked))

    async def open_questions(self, request: Request) -> frozenset[str]:
        """Return what questions are open about."""
        try:
            return await reader_answers.open_versions(self._api(request))
        except RequestRefused:
            return frozenset()

    async def repair(self, request: Request, order: RepairOrder) -> str:
        """Start a run that sends the repair, and return the path of the run."""
        options = {str(number): option for number, option in order.options.items()}
        conf = {"post": order.post_id, "sha256": order.sha256, "options": options, "approve": order.reason}
        return self._dags.run_path(self._dags.repairs, await self._start(request, self._dags.repairs, conf))

    async def accept_state(self, request: Request, reason: str) -> None:
        """Start a run that accepts the present state of the archive; Airflow knows who starts it."""
        from fastapi import HTTPException

        if not self.allowed(request, Command.ACCEPT):
            raise HTTPException(403, "Airflow does not let this reader accept the present state.")
        await self._start(request, self._dags.accepts, {"reason": reason})

    async def runs(self, request: Request) -> list[Run]:
        """Return the newest runs that the reader may see."""
        airflow = self._api(request)
        return [
            Run(
                run["dag_id"],
                run["dag_run_id"],
                run["state"],
                moment(run["start_date"]),
                moment(run["end_date"]),
                await airflow.failed_task(run["dag_id"], run["dag_run_id"]) if run["state"] == "failed" else "",
            )
            for run in await airflow.newest_runs()
        ]

    async def processes(self, request: Request) -> list[AirflowProcess]:
        """Return what Airflow's own health says."""
        try:
            health = await self._api(request).call("GET", "monitor/health")
        except RequestRefused:
            return []
        return [
            AirflowProcess(name, found["status"] == "healthy", moment(found.get(f"latest_{name}_heartbeat")))
            for name in PROCESSES
            if (found := health.get(name)) and found.get("status")
        ]

    async def paused(self, request: Request) -> list[str]:
        """Return the DAGs that are paused."""
        return await self._api(request).paused()

    async def try_again(self, request: Request, dag_id: str, run_id: str) -> None:
        """Clear the failed tasks of a run of this site, or read the sources."""
        from fastapi import HTTPException

        if not dag_id:
            await self._start(request, self._dags.reads, {})
            return
        if not self._dags.owns(dag_id):
            raise HTTPException(404, "There is no such run.")
        try:
            await self._api(request).clear_failed(dag_id, run_id)
        except RequestRefused as refused:
            raise HTTPException(refused.status, "Airflow did not start the run again.") from refused

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
                asked = await airflow.asked_about(run_id, map_index)
                post_id = asked.get("post_id")
                return Subject(post_id=post_id) if post_id else Subject(batch_id=asked.get("batch_id"))
            return Subject(batch_id=await airflow.batch_of(dag_id, run_id))
        except RequestRefused:
            return Subject()

    async def _start(self, request: Request, dag_id: str, conf: dict[str, Any]) -> str:
        from fastapi import HTTPException

        airflow = self._api(request)
        if dag_id in await airflow.paused():  # its run would wait, and nobody would know for what
            raise HTTPException(409, f"The DAG {dag_id} is paused in Airflow. Turn it on there, then try again.")
        try:
            run = await airflow.call("POST", f"dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})
        except RequestRefused as refused:
            raise HTTPException(refused.status, "Airflow did not start the run.") from refused
        return str(run["dag_run_id"])

    def _api(self, request: Request) -> AirflowApi:
        return AirflowApi(request.headers, self._dags)
