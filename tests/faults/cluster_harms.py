"""What can be done to a cluster while it works. A harm ends by itself, or is ended as whoever watches the services would."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from tests.e2e.cluster import below
from tests.faults.faulty_cluster import FaultyCluster
from tests.faults.volumes import can_mount

QUIET = 35.0  # seconds that a paused worker sleeps: longer than Airflow waits for a sign of life
CUT, AWAY = 20.0, 90.0  # seconds: a retry comes through; all retries are used up
LATER = 10  # posts that are saved while a clock is wrong, or a backfill runs
DAYS = 30  # of a backfill
Done = Callable[[FaultyCluster], None]


def _nothing(cluster: FaultyCluster) -> None:
    """Leave the cluster as it is."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What is done to a cluster in the middle of a batch, and what before and after it."""

    do: Done
    before: Done = _nothing
    after: Done = _nothing
    can_be_done: Callable[[], bool] = lambda: True


def _kill(name: str, cluster: FaultyCluster) -> None:
    cluster.kill(name)
    time.sleep(3)
    cluster.start(name)


def _kill_alone(name: str, cluster: FaultyCluster) -> None:
    cluster.kill_alone(name)
    time.sleep(3)
    cluster.start(name)


def _pause(name: str, cluster: FaultyCluster) -> None:
    living = below(cluster.processes[name].pid)
    _signal(living, signal.SIGSTOP)
    time.sleep(QUIET)
    _signal(living, signal.SIGCONT)


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def _kill_redis(cluster: FaultyCluster) -> None:
    cluster.kill("redis")
    time.sleep(3)
    cluster.restart_server("redis")


def _kill_postgres(cluster: FaultyCluster) -> None:
    cluster.kill_postgres()
    time.sleep(3)
    cluster.start_postgres()


def _second_scheduler(cluster: FaultyCluster) -> None:
    cluster.start("scheduler", "scheduler-2")
    time.sleep(10)
    cluster.kill("scheduler")
    cluster.processes["scheduler"] = cluster.processes.pop("scheduler-2")


def _clear(cluster: FaultyCluster) -> None:
    for part in ("inspect", "compare", "judge"):  # of the names of tasks; what Airflow calls a pattern is none
        done = cluster.airflow(["tasks", "clear", "--yes", "--task-regex", part, "gate_posts"])
        assert done.returncode == 0, done.stderr[-2000:]


def _cut(lines: tuple[str, ...], seconds: float, cluster: FaultyCluster) -> None:
    for name in lines:
        cluster.lines[name].cut()
    time.sleep(seconds)
    for name in lines:
        cluster.lines[name].mend()


def _stall(seconds: float, cluster: FaultyCluster) -> None:
    cluster.lines["heavy"].stall()
    time.sleep(seconds)
    cluster.lines["heavy"].mend()


def _fill(name: str, seconds: float, cluster: FaultyCluster) -> None:
    cluster.volumes[name].fill(seconds)


def _fill_database(seconds: float, cluster: FaultyCluster) -> None:
    cluster.volumes["database"].fill(seconds)
    with contextlib.suppress(subprocess.CalledProcessError):  # it runs still, or has come back by itself
        cluster.start_postgres()


def _jump(name: str, seconds: int, cluster: FaultyCluster) -> None:
    cluster.set_clock(name, seconds)
    time.sleep(2)
    cluster.save(LATER)


def _backfill(dag_id: str, cluster: FaultyCluster) -> None:
    """Backfill thirty days; new posts come at the same time, for all its runs to find."""
    last = datetime.now(UTC) - timedelta(days=1)
    span = ["--from-date", f"{last - timedelta(days=DAYS - 1):%Y-%m-%d}", "--to-date", f"{last:%Y-%m-%d}T23:59:59"]
    done = cluster.airflow(["backfill", "create", "--dag-id", dag_id, *span])
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-2000:]
    cluster.save(LATER)


def _full(name: str, seconds: float) -> Harm:
    return Harm(partial(_fill, name, seconds), can_be_done=can_mount)


def _wrong_clock(name: str, seconds: int) -> Harm:
    return Harm(
        partial(_jump, name, seconds),
        before=lambda cluster: cluster.give_clock(name),
        after=lambda cluster: cluster.set_clock(name, 0),
        can_be_done=lambda: shutil.which("cc") is not None,
    )


KILLED = ("heavy-1", "writer", "scheduler", "triggerer", "api-server", "dag-processor")
WORKERS = ("heavy-1", "writer")
DAY, TWO_HOURS = 86_400, 7_200
HARMS: dict[str, Harm] = {
    **{name: Harm(partial(_kill, name)) for name in KILLED},
    "redis": Harm(_kill_redis),
    "postgres": Harm(_kill_postgres),
    **{f"{name} alone": Harm(partial(_kill_alone, name)) for name in WORKERS},
    **{f"{name} paused": Harm(partial(_pause, name)) for name in WORKERS},
    "second scheduler": Harm(_second_scheduler),
    "clear": Harm(_clear),
    "exchange cut": Harm(partial(_cut, ("heavy",), CUT)),
    "exchange stalled": Harm(partial(_stall, CUT)),
    "exchange away": Harm(partial(_cut, ("heavy", "others"), AWAY)),
    **{f"{name} full": _full(name, CUT) for name in ("state", "release", "scratch", "logs")},
    "database full": Harm(partial(_fill_database, CUT), can_be_done=can_mount),
    "state full for long": _full("state", AWAY),
    **{f"{name} a day ahead": _wrong_clock(name, DAY) for name in WORKERS},
    **{f"{name} two hours behind": _wrong_clock(name, -TWO_HOURS) for name in WORKERS},
    "backfill of ingest_posts": Harm(partial(_backfill, "ingest_posts")),
    "backfill of audit_archive": Harm(partial(_backfill, "audit_archive")),
}
