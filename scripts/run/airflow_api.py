"""Airflow's REST API on this machine, as one user."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from scripts.run.local_airflow import LocalAirflow, Unusable

DAGS = ("ingest_posts", "gate_posts", "deliver_alerts")
# They wait for people, so that nothing waits for their runs.
ATTENDED = ("review_held_posts", "accept_present_state", "send_repair")
POOL = "content_quality_writer"
RUN_PREFIX = "make_run__"
START_SECONDS = 300  # a fresh home takes 16 s on two idle cores, and several minutes on busy ones
PATIENCE_SECONDS = 15  # until it is said what is still being waited for
ANSWER_SECONDS = 120  # for one answer: a machine under full load takes more than 30
ATTEMPTS = 6  # of one request to the API, which waits 1, 2, 3 … s before the next one


class Api:
    """Airflow's REST API, as one user."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._login = {"username": username, "password": password}
        self._token = ""

    def wait_until_healthy(self, airflow: LocalAirflow, say: Callable[[str], None]) -> None:
        """Wait for scheduler, DAG processor and triggerer, and for the DAGs to be parsed; say now and then for which."""  # noqa: E501 - a table or an example
        began = told = time.monotonic()
        awaited = "the API server"
        while time.monotonic() < began + START_SECONDS:
            airflow.refuse_dead()
            with contextlib.suppress(OSError, ValueError, KeyError):
                awaited = self._awaited()
                if not awaited:
                    return
            if time.monotonic() > told + PATIENCE_SECONDS:
                told = time.monotonic()
                say(f"Waiting for {awaited}")
            time.sleep(0.3)
        raise Unusable(f"Airflow still waited for {awaited} after {START_SECONDS} s; see {airflow.log}")

    def _awaited(self) -> str:
        """Return what is not there yet, or nothing."""
        health = self._call("GET", "/api/v2/monitor/health", None)
        parts = {
            "metadatabase": "the database",
            "scheduler": "the scheduler",
            "dag_processor": "the DAG processor",
            "triggerer": "the triggerer",
        }
        if missing := [name for part, name in parts.items() if health[part]["status"] != "healthy"]:
            return ", ".join(missing)
        self._token = self.call("POST", "/auth/token", self._login)["access_token"]
        known = {dag["dag_id"] for dag in self.call("GET", "/api/v2/dags?limit=100")["dags"]}
        if known.issuperset({*DAGS, *ATTENDED}):
            return ""
        self._refuse_import_errors()
        return "the DAGs"

    def _refuse_import_errors(self) -> None:
        errors = self.call("GET", "/api/v2/importErrors")["import_errors"]
        if errors:
            raise Unusable(f"A DAG cannot be imported: {errors[0]['filename']}\n{errors[0]['stack_trace']}")

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Return the JSON answer of a request; raise `OSError` for an error status.

        A server that cannot answer now (on SQLite, a lock or a busy machine is status 500) is asked again, so a
        request has to be one that may arrive twice.
        """
        for pause in range(1, ATTEMPTS):
            try:
                return self._call(method, path, body)
            except OSError as error:
                if isinstance(error, urllib.error.HTTPError) and error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise
                time.sleep(pause)
        return self._call(method, path, body)

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(self._url + path, method=method)  # noqa: S310 - always this machine
        request.add_header("Content-Type", "application/json")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(request, data, timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - always this machine
            return json.loads(answer.read() or b"null")

    def prepare(self) -> None:
        """Make the writer's pool and switch the DAGs on."""
        self._make(
            "/api/v2/pools",
            {"name": POOL, "slots": 1, "description": "The metrics store has one writer", "include_deferred": False},
        )
        for dag in (*ATTENDED, *reversed(DAGS)):
            self.call("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})

    def trigger(self, dag: str) -> str:
        """Start a run of `dag` and return its id."""
        run = f"{RUN_PREFIX}{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}"
        self._make(f"/api/v2/dags/{dag}/dagRuns", {"dag_run_id": run, "logical_date": None})
        return run

    def _make(self, path: str, body: dict[str, Any]) -> None:
        """Make what `body` names; it may exist, from an earlier attempt or run."""
        try:
            self.call("POST", path, body)
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.CONFLICT:
                raise

    def runs(self, dag: str) -> list[dict[str, Any]]:
        """Return the newest runs of `dag`, newest first."""
        found: list[dict[str, Any]] = self.call("GET", f"/api/v2/dags/{dag}/dagRuns?order_by=-run_after&limit=20")[
            "dag_runs"
        ]
        return found
