"""What the dashboard asks of the orchestrator that mounts it: to start what a reader may start, and how its runs went.

Commands go through Airflow as the reader who gave them; the dashboard itself writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request

from content_quality.dashboard.runs import AirflowProcess, Command, Dialogue, RepairOrder, Reply, Run, Stage, Subject


class Commands(Protocol):
    """Injected by the program that mounts the dashboard. An answer that this reader may not see is empty."""

    def allowed(self, request: Request, command: Command) -> bool:
        """Return whether this reader may give a command; decides what is offered, not what is done."""

    async def recheck(self, request: Request, source: str, pattern: str) -> None:
        """Start reading the files of `source` that match `pattern` again, as this reader.

        Raise `HTTPException` when refused.
        """

    async def answer(self, request: Request, reply: Reply) -> None:
        """Answer as this reader: the open question about a version, or without one; raise `HTTPException`."""

    async def dialogue(self, request: Request, post_id: str, sha256: str) -> Dialogue:
        """Return what is asked about a version, and what was answered that the store does not know yet."""

    async def open_questions(self, request: Request) -> frozenset[str]:
        """Return the names of the versions that a question is open about; see `core.gate.answers.name_of`."""

    async def repair(self, request: Request, order: RepairOrder) -> str:
        """Start to send a repair as this reader.

        Return the path of the run, below Airflow's own; raise `HTTPException` when refused.
        """

    async def accept_state(self, request: Request, reason: str) -> None:
        """Start accepting the present state of the archive as this reader; raise `HTTPException` when refused."""

    async def try_again(self, request: Request, dag_id: str, run_id: str) -> None:
        """Let the failed tasks of a run of this site's start again, as this reader.

        Without a DAG, read the sources. Raise `HTTPException` when refused.
        """

    async def processes(self, request: Request) -> list[AirflowProcess]:
        """Return whether Airflow's own processes are well; none that this installation does not have."""

    async def paused(self, request: Request) -> list[str]:
        """Return the DAGs of this site that a person has paused in Airflow."""

    async def runs(self, request: Request) -> list[Run]:
        """Return the newest run of each DAG that keeps the dashboard up to date."""

    async def stages(self, request: Request, run_id: str) -> list[Stage]:
        """Return the stages of the run that decided a batch, in the order of their start."""

    async def subject(self, request: Request, dag_id: str, run_id: str, task_id: str, map_index: int) -> Subject:
        """Return what a run or task is about."""


def remember_reader(get_user: Callable[..., Any]) -> Callable[..., None]:
    """Return a dependency that keeps who is reading in `request.state.reader`, for `Commands.allowed`."""

    def remember(request: Request, reader: Any = Depends(get_user)) -> None:  # noqa: B008 - FastAPI's own way
        request.state.reader = reader

    return remember


def refuse_foreign_origin(request: Request) -> None:
    """Raise 403 for a request that another site made this browser send.

    Browsers say where a request comes from and no page can forge it. A caller with a token of its own is not a browser
    that can be misled; a password that a browser sends along by itself proves nothing.
    """
    if request.headers.get("authorization", "").lower().startswith("bearer "):
        return
    site = request.headers.get("sec-fetch-site")
    if site == "same-origin":
        return
    origin = request.headers.get("origin")
    if site is None and origin and urlsplit(origin).netloc == request.headers.get("host"):
        return
    raise HTTPException(403, "This request did not come from the dashboard.")
