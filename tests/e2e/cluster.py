"""A cluster of plain processes: PostgreSQL, Redis, an S3 server, Airflow with CeleryExecutor, workers that share no disk.

Each service has its own working folder, home of Airflow, copy of the settings and state folder. Only the worker of the state
folder and the triggerer see the posts and one another's files.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.deploy.stack import postgresql_programs
from tests.e2e.cluster_environment import BUCKET, ROOT, environment
from tests.ports import free_ports

MOTO = "moto[server,s3]==5.2.5"  # in an environment of its own: botocore does not resolve beside the lock
WRITER = ("writer", "triggerer")  # see the state folder
STARTED = ("api-server", "scheduler", "dag-processor", "triggerer", "writer")
SETTINGS = """
[site]
name = "Made site"
generator = "jekyll"
[[sources]]
name = "posts"
path = "_posts"
[alerts]
editors = ["desk@example.org"]
maintainers = ["operators@example.org"]
sender = "gate@example.org"
[review]
automatic = false
[repairs]
propose = false
"""
CLUSTER = """
[cluster]
exchange = "s3://{bucket}/exchange"
connection = "exchange"
queue = "writer"
heavy_queue = "heavy"
"""


class Cluster:
    """The processes, by name."""

    def __init__(self, folder: Path, heavy: int = 2, *, settings: str = "") -> None:
        self.folder = folder
        self.heavy = [f"heavy-{number + 1}" for number in range(heavy)]
        names = ("postgres", "redis", "s3", "api-server", "mail", "health")
        self.ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.left_alone: list[psutil.Process] = []
        self.settings = SETTINGS + settings + CLUSTER.format(bucket=BUCKET)

    @property
    def state(self) -> Path:
        """The state folder of the site."""
        return self.folder / "writer" / "var"

    @contextlib.contextmanager
    def running(self, without: Sequence[str] = ()) -> Iterator[Cluster]:
        """Start everything but the workers named, and stop it in the end."""
        try:
            self.start_servers()
            for name in (*STARTED, *self.heavy):
                if name not in without:
                    self.start(name)
            yield self
        finally:
            self.stop()

    def start_servers(self) -> None:
        """Start what Airflow needs, and prepare its database."""
        for name in (*STARTED, *self.heavy):
            self._prepare(name)
        self._start_postgres()
        self._run("redis", ["redis-server", "--port", str(self.ports["redis"]), "--save", "", "--appendonly", "no"])
        moto = os.environ.get("MOTO_SERVER") or f"{Path(sys.executable).parent / 'uvx'} --from {MOTO} moto_server"
        self._run("s3", [*moto.split(), "-H", "127.0.0.1", "-p", str(self.ports["s3"])])
        sink = str(ROOT / "scripts" / "deploy" / "mail_sink.py")
        self._run(
            "mail", [sys.executable, sink, "--port", str(self.ports["mail"]), "--folder", str(self.folder / "mails")]
        )
        self._make_bucket()
        for command in (["db", "migrate"], ["dags", "reserialize"]):
            done = self.airflow(command)
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]

    def start(self, name: str, called: str = "") -> None:
        """Start a service of Airflow; a second one of its kind is `called` otherwise."""
        worker = ["celery", "worker", "--without-mingle", "--without-gossip", "--skip-serve-logs", "--concurrency"]
        commands = {"writer": [*worker, "2", "-q", "writer"]}
        queue = [*worker, "1", "-q", "heavy"]
        command = commands.get(name, queue if name in self.heavy else [name])
        if name in ("writer", *self.heavy):
            command = [*command, "--celery-hostname", f"{name}-{time.monotonic_ns()}"]
        self._run(called or name, [str(Path(sys.executable).parent / "airflow"), *command])

    def kill(self, name: str) -> None:
        """End a service and all that it has started at once, as a machine that loses its power."""
        process = self.processes.pop(name)
        for child in below(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        process.wait()

    def kill_alone(self, name: str) -> None:
        """End only the first process of a service: what it has started goes on by itself."""
        process = self.processes.pop(name)
        self.left_alone += children(process.pid)
        process.kill()
        process.wait()

    def query(self, text: str) -> list[tuple[Any, ...]]:
        """Return rows of Airflow's database."""
        import psycopg2

        with contextlib.closing(psycopg2.connect(self.database("postgresql"))) as connection:
            cursor = connection.cursor()
            cursor.execute(text)
            return list(cursor.fetchall())

    def log(self, name: str) -> str:
        """Return the end of what a service has printed."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[-3000:]

    def until(self, found: Callable[[], Any], seconds: float, what: str) -> Any:
        """Return what `found` returns as soon as that is true."""
        end = time.monotonic() + seconds
        while not (value := found()):
            assert time.monotonic() < end, f"{what} did not happen in {seconds} s\n{self.log('scheduler')}"
            time.sleep(0.5)
        return value

    def objects(self) -> Any:
        """Return the exchange, as the workers see it."""
        from content_quality.adapters.object_storage import open_storage
        from content_quality.adapters.object_storage_login import Login

        extra = {"endpoint_url": f"http://127.0.0.1:{self.ports['s3']}", "region_name": "us-east-1"}
        return open_storage(f"s3://{BUCKET}/exchange", Login("key", "word", "", extra))

    def environment(self, name: str) -> dict[str, str]:
        """Return all that a service knows."""
        home, site = self.folder / name, self.site_of(name)
        ports = self.ports | {"s3": self.store_port(name)}
        return environment(home, site, ports, self.database("postgresql+psycopg2"), self.database("db+postgresql"))

    def store_port(self, name: str) -> int:
        """Return where a service finds the object store."""
        return self.ports["s3"]

    def site_of(self, name: str) -> Path:
        """Return the folder of the site as a service sees it."""
        return self.folder / ("writer" if name in WRITER else name)

    def _prepare(self, name: str) -> None:
        home = self.folder / name
        (home / "_posts").mkdir(parents=True, exist_ok=True)
        (home / "content-quality.toml").write_text(self.settings)

    def database(self, scheme: str) -> str:
        """Return the address of Airflow's database."""
        return f"{scheme}://airflow@127.0.0.1:{self.ports['postgres']}/airflow"

    def _run(self, name: str, command: list[str]) -> None:
        home = self.folder / name
        home.mkdir(parents=True, exist_ok=True)
        servers = ("redis", "s3", "mail")
        environment = dict(os.environ) if name in servers else self.environment(name)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                env=environment,
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def airflow(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command of Airflow, as an operator would."""
        command = [str(Path(sys.executable).parent / "airflow"), *arguments]
        home = self.folder / "dag-processor"
        environment = self.environment("dag-processor")
        return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=False)

    def _make_bucket(self) -> None:
        import httpx

        def made() -> bool:
            with contextlib.suppress(httpx.TransportError):
                return httpx.put(f"http://127.0.0.1:{self.ports['s3']}/{BUCKET}", timeout=5).status_code == 200
            return False

        self.until_server(made, "the S3 server")

    def until_server(self, found: Callable[[], bool], what: str) -> None:
        """Wait until a server answers."""
        end = time.monotonic() + 120
        while not found():
            assert time.monotonic() < end, f"{what} does not answer"
            time.sleep(0.2)

    def _start_postgres(self) -> None:
        data = self.folder / "postgres"
        data.mkdir(exist_ok=True)  # a volume of its own may lie there
        if os.geteuid() == 0:  # the server refuses to be root
            shutil.chown(data, "postgres", "postgres")
        self._as_server("initdb", "-D", data, "-U", "airflow", "--auth=trust", "-E", "UTF8")
        self.start_postgres()
        self._as_server("createdb", "-h", data, "-p", str(self.ports["postgres"]), "-U", "airflow", "airflow")

    def start_postgres(self) -> None:
        """Start the database, also after it was killed."""
        data = self.folder / "postgres"
        options = f"-p {self.ports['postgres']} -k {data} -c listen_addresses=127.0.0.1 -c max_connections=200"
        self._as_server("pg_ctl", "-D", data, "-l", data / "server.log", "-o", options, "-w", "start")

    def kill_postgres(self) -> None:
        """End the database at once."""
        first = int((self.folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        for process in below(first):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def restart_server(self, name: str) -> None:
        """Start Redis anew after it was killed; it has lost what it held."""
        self._run(name, ["redis-server", "--port", str(self.ports["redis"]), "--save", "", "--appendonly", "no"])

    def _as_server(self, program: str, *arguments: str | Path) -> None:
        programs = postgresql_programs()
        assert programs
        user = "postgres" if os.geteuid() == 0 else None
        with (self.folder / "postgres.log").open("ab") as log:
            subprocess.run(
                [programs / program, *arguments], check=True, user=user, group=user, cwd="/",
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def stop(self) -> None:
        """Stop all: workers and servers first, the database last."""
        for name in list(self.processes):
            self.kill(name)
        for child in self.left_alone:
            with contextlib.suppress(psutil.NoSuchProcess):  # also where another process has its number now
                child.kill()
        with contextlib.suppress(FileNotFoundError, subprocess.CalledProcessError):
            if (self.folder / "postgres" / "postmaster.pid").exists():
                self._as_server("pg_ctl", "-D", self.folder / "postgres", "-m", "immediate", "-w", "stop")


def below(pid: int) -> list[int]:
    """Return a process and all that it has started, whatever sessions they have made."""
    return [pid, *(child.pid for child in children(pid))] if psutil.pid_exists(pid) else []


def children(pid: int) -> list[psutil.Process]:
    """Return all that a process has started, and what that has started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return list(psutil.Process(pid).children(recursive=True))
    return []
