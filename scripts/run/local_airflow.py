"""Airflow on this machine: its environment, its processes, its REST API."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
USERS = {"admin": "admin", "editor": "user", "viewer": "viewer"}  # name and role
DAGS = ("ingest_posts", "gate_posts", "deliver_alerts")
ATTENDED = ("review_held_posts",)  # waits for people, so that nothing waits for its runs
POOL = "content_quality_writer"
DATABASE = "airflow.db"
RUN_PREFIX = "make_run__"
START_SECONDS = 300  # a fresh home takes 16 s on two idle cores, and several minutes on busy ones
PATIENCE_SECONDS = 15  # until it is said what is still being waited for
STOP_SECONDS = 20
ANSWER_SECONDS = 120  # for one answer: a machine under full load takes more than 30
ATTEMPTS = 6  # of one request to the API, which waits 1, 2, 3 … s before the next one
# that a process waits for another one's write to SQLite; a busy disk takes more than the 5 s of the default
LOCK_SECONDS = 60


class Unusable(Exception):  # noqa: N818 - said to a person at a terminal
    """Something that the person at the terminal has to change; the message says what."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports that a local run listens on."""

    api: int = 8080
    mail: int = 2525
    worker_logs: int = 8793
    trigger_logs: int = 8794

    def refuse_taken(self) -> None:
        """Raise `Unusable` when another program listens on one: Airflow would stay up and answer for nobody."""
        names = {"api": self.api, "mail": self.mail, "worker-logs": self.worker_logs, "trigger-logs": self.trigger_logs}
        for name, port in names.items():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError as error:
                    raise Unusable(
                        f"Port {port} is taken. Stop the program there, or choose another port: make run ARGS='--{name}-port N'"
                    ) from error


def environment(home: Path, state: Path, config: Path, ports: Ports) -> dict[str, str]:
    """Return the environment of a local Airflow: SQLite, LocalExecutor, few processes, no examples."""
    url = f"http://localhost:{ports.api}"
    mail = {
        "conn_type": "smtp",
        "host": "127.0.0.1",
        "port": ports.mail,
        "extra": {"disable_ssl": True, "disable_tls": True},
    }
    return os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT / "include"),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / DATABASE}?timeout={LOCK_SECONDS}",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in USERS.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__API__PORT": str(ports.api),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(ports.worker_logs),
        "AIRFLOW__TRIGGERER__TRIGGERER_LOG_SERVER_PORT": str(ports.trigger_logs),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(ports.trigger_logs),
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "2",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(mail),
        "CONTENT_QUALITY_CONFIG": str(config),
        "CONTENT_QUALITY_STATE": str(state),
        "CONTENT_QUALITY_DASHBOARD_URL": f"{url}/content-quality",
        "GX_ANALYTICS_ENABLED": "false",
    }


def passwords(home: Path) -> dict[str, str]:
    """Return the users' passwords, made at the first run and kept where only the owner reads them."""
    path = home / "passwords.json"
    home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({name: secrets.token_urlsafe(9) for name in USERS}, file)
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


class LocalAirflow:
    """`airflow standalone` and everything it starts, as one thing that starts and stops."""

    def __init__(self, home: Path, variables: dict[str, str]) -> None:
        self.log = home / "standalone.log"
        self.is_new = not (home / DATABASE).exists()
        self._database = home / DATABASE
        self._variables = variables
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start all components in a session of their own, so that signals of the terminal don't reach them."""
        airflow = shutil.which("airflow", path=self._variables["PATH"])
        if not airflow:
            raise Unusable("Airflow is not installed in this environment; run: make run")
        with contextlib.closing(sqlite3.connect(self._database)) as database:
            database.execute(
                "PRAGMA journal_mode = WAL"
            )  # kept in the file: whoever reads no longer waits for who writes
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [airflow, "standalone"],
                env=self._variables,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def refuse_dead(self) -> None:
        """Raise `Unusable` with the end of the log when Airflow has ended by itself."""
        if self._process and self._process.poll() is not None:
            end = self.log.read_text("utf-8", "replace").splitlines()[-15:]
            raise Unusable("Airflow ended by itself. The end of its log:\n" + "\n".join(end))

    def stop(self) -> None:
        """Stop every process; SIGINT stops `standalone` and its children cleanly, SIGTERM would leave them behind."""
        if not self._process:
            return
        family = _family(self._process.pid)
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        for finish in (psutil.Process.terminate, psutil.Process.kill):
            _, family = psutil.wait_procs(family, timeout=2)
            for process in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    finish(process)
        psutil.wait_procs(family, timeout=5)


def _family(pid: int) -> list[psutil.Process]:
    """Return the process `pid`, all its descendants, and whoever shares its session."""
    found: dict[int, psutil.Process] = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        leader = psutil.Process(pid)
        found = {process.pid: process for process in [leader, *leader.children(recursive=True)]}
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, psutil.Error):
            if os.getsid(process.pid) == pid:
                found[process.pid] = process
    return list(found.values())


class Api:
    """Airflow's REST API, as one user."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._login = {"username": username, "password": password}
        self._token = ""

    def wait_until_healthy(self, airflow: LocalAirflow, say: Callable[[str], None]) -> None:
        """Wait for scheduler, DAG processor and triggerer, and for the DAGs to be parsed.

        Say now and then for which.
        """
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
        request has to be one
        that may arrive twice.
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
