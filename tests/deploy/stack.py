"""The services of docker-compose.yaml as plain processes of this machine: their own commands, environment and health checks."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil

from tests.deploy.compose_file import ROOT, filled, image_environment, services
from tests.patience import PATIENCE, until
from tests.ports import free_ports

STOP_SECONDS = 60


def postgresql_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server that Debian's packages have installed, or whatever PATH has."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Stack:
    """What `docker compose up` would start.

    Hosts become ports of 127.0.0.1, volumes and containers' folders become folders.
    """

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self.folder = folder
        self.variables = variables
        self.services: dict[str, dict[str, Any]] = filled(services(), variables)
        names = ("postgres", "api-server", "mail", "health", "worker-logs", "trigger-logs")
        self.ports = dict(zip(names, free_ports(len(names)), strict=True))
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @contextlib.contextmanager
    def running(self) -> Iterator[Stack]:
        """Start every service when what it depends on is ready, and stop all of them in the end."""
        try:
            for name in self._in_order():
                self.start(name)
            for name in self._processes:
                if name != "init":
                    self.wait_until_healthy(name)
            yield self
        finally:
            self.stop()

    def _in_order(self) -> list[str]:
        """Return the names, each after those that it depends on."""
        ordered: list[str] = []

        def add(name: str) -> None:
            for needed in self.services[name].get("depends_on", {}):
                add(needed)
            if name not in ordered:
                ordered.append(name)

        for name in self.services:
            add(name)
        return ordered

    def start(self, name: str) -> None:
        """Start one service as soon as its conditions hold."""
        for needed, rule in self.services[name].get("depends_on", {}).items():
            if rule["condition"] == "service_healthy":
                self.wait_until_healthy(needed)
            else:
                assert self._processes[needed].wait(PATIENCE) == 0, self.log(needed)
        if name == "postgres":
            self._start_postgres()
            return
        arguments = {"0.0.0.0": "127.0.0.1", "2525": str(self.ports["mail"])}
        command = [arguments.get(part, part) for part in self.here(name, self.services[name]["command"])]
        (self.folder / "home" / name).mkdir(parents=True)
        with (self.folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(
                command,
                env=self.environment(name),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def here(self, name: str, value: Any) -> Any:
        """Return `value` with the paths, hosts and ports of the containers replaced by those of this machine."""
        if isinstance(value, list):
            return [self.here(name, inner) for inner in value]
        places = self._places(name)
        longest_first = sorted(places, key=len, reverse=True)
        return re.sub("|".join(re.escape(place) for place in longest_first), lambda match: places[match[0]], value)

    def _places(self, name: str) -> dict[str, str]:
        volumes = [mount for mount in self.services[name]["volumes"] if mount["type"] == "volume"]
        places = {mount["target"]: str(self.volume(mount["source"])) for mount in volumes}
        places |= {
            "/opt/airflow": str(self.folder / "home" / name),
            "/opt/content-quality": str(ROOT),
            "/site": str(ROOT / "samples" / "site"),
        }
        return places | {
            f"{host}:{port}": f"127.0.0.1:{self.ports[host]}"
            for host, port in (("postgres", 5432), ("api-server", 8080), ("mail", 2525))
        }

    def volume(self, source: str) -> Path:
        """Return the folder that stands for a named volume."""
        folder = self.folder / "volumes" / source
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def environment(self, name: str) -> dict[str, str]:
        """Return what the image and the compose file set for a service, and the ports that only a shared machine makes necessary."""
        theirs = {
            key: self.here(name, value)
            for key, value in (image_environment() | self.services[name]["environment"]).items()
        }
        ports = {
            "AIRFLOW__API__PORT": self.ports["api-server"],
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": self.ports["health"],
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": self.ports["worker-logs"],
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": self.ports["trigger-logs"],
            "MAIL_SINK_PORT": self.ports["mail"],
            "PGPORT": self.ports["postgres"],
        }
        path = f"{Path(sys.executable).parent}:{postgresql_programs()}:/usr/bin:/bin"
        return (
            theirs
            | {key: str(port) for key, port in ports.items()}
            | {"PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8"}
        )

    def wait_until_healthy(self, name: str) -> None:
        """Run the service's own health check until it succeeds."""
        kind, *command = self.here(name, self.services[name]["healthcheck"]["test"])
        assert kind == "CMD"
        told = ""

        def healthy() -> bool:
            nonlocal told
            process = self._processes.get(name)
            assert process is None or process.poll() is None, f"{name} ended:\n{self.log(name)}"
            check = subprocess.run(
                command, env=self.environment(name), check=False, capture_output=True, text=True, timeout=PATIENCE
            )
            told = check.stderr or check.stdout
            return check.returncode == 0

        until(healthy, why=lambda: f"{name} is not healthy: {told}\n{self.log(name)}")

    def log(self, name: str) -> str:
        """Return the end of what a service has printed."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[-4000:]

    def _start_postgres(self) -> None:
        """Make and start a database server as the image would from its environment: user, password over TCP, database."""
        wanted = self.services["postgres"]["environment"]
        data, secret = self.volume("database"), self.folder / "password"
        secret.write_text(wanted["POSTGRES_PASSWORD"])
        if os.geteuid() == 0:  # the server refuses to be root
            for path in (data, secret):
                shutil.chown(path, "postgres", "postgres")
        user = wanted["POSTGRES_USER"]
        self._as_server(
            "initdb",
            "-D",
            data,
            "-U",
            user,
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            f"--pwfile={secret}",
            "-E",
            "UTF8",
        )
        options = f"-p {self.ports['postgres']} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._as_server(
            "pg_ctl", "-D", data, "-l", data / "server.log", "-o", options, "-t", str(PATIENCE), "-w", "start"
        )
        self._as_server("createdb", "-h", data, "-p", str(self.ports["postgres"]), "-U", user, wanted["POSTGRES_DB"])

    def _as_server(self, program: str, *arguments: str | Path) -> None:
        programs = postgresql_programs()
        assert programs
        user = "postgres" if os.geteuid() == 0 else None
        with (self.folder / "postgres.log").open("ab") as log:
            subprocess.run(
                [programs / program, *arguments],
                check=True,
                user=user,
                group=user,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def stop(self) -> None:
        """Stop every process group, as the image's init does on SIGTERM, and the database last; kill what is left."""
        for process in self._processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        psutil.wait_procs(self._in_sessions(), timeout=STOP_SECONDS)
        for process_left in self._in_sessions():
            with contextlib.suppress(psutil.NoSuchProcess):
                process_left.kill()
        for process in self._processes.values():
            process.wait(STOP_SECONDS)
        data = self.folder / "volumes" / "database"
        if (data / "postmaster.pid").exists():
            self._as_server("pg_ctl", "-D", data, "-m", "fast", "-t", str(STOP_SECONDS), "-w", "stop")

    def _in_sessions(self) -> list[psutil.Process]:
        """Return what lives of the services and of all that they have started."""
        sessions = {process.pid for process in self._processes.values()}
        return _living(lambda process: os.getsid(process.pid) in sessions)

    def left(self) -> list[psutil.Process]:
        """Return what lives of the stack: its services, and whoever has its folder on the command line, such as the database."""
        named = _living(lambda process: any(str(self.folder) in part for part in process.cmdline()))
        return self._in_sessions() + named


def _living(belongs: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if belongs(process) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found
