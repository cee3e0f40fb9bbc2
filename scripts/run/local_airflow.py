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
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
USERS = {"admin": "admin", "editor": "user", "viewer": "viewer"}  # name and role
DATABASE = "airflow.db"
STOP_SECONDS = 20
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
                        f"Port {port} is taken. Stop the program there, or choose another port: make run ARGS='--{name}-port N'"  # noqa: E501 - one sentence for people
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
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.25",  # a batch has a dozen tasks, one behind the other
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
