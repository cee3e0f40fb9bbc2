"""Workers of a cluster that are killed, or were believed dead and write late: the verdicts are those of one machine.

LONG=1 runs CLUSTER_ROUNDS rounds, 40 by default; each has another seed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from content_quality.adapters.exchange.exchange import Exchange
from content_quality.adapters.exchange.objects import SharedFolder
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.pipeline.cluster import stages
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.project import Project
from tests.conftest import NOW, ROOT
from tests.patience import PATIENCE
from tests.pipeline.cluster.test_stages import SETTINGS, decided_alone, made_site, write_posts
from tests.pipeline.steps import finish, freeze

ROUNDS = int(os.environ.get("CLUSTER_ROUNDS", "40")) if os.environ.get("LONG") else 1
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")


class Rehearsal:
    """A batch whose heavy tasks are done by processes that come to harm."""

    def __init__(self, folder: Path, chosen: random.Random) -> None:
        self.folder, self.chosen, self.killed = folder, chosen, 0
        settings = f'{SETTINGS}[cluster]\nexchange = "file://{folder / "exchange"}"\n'
        self.writer: Project = made_site(folder / "writer", settings)
        (folder / "writer" / "content-quality.toml").write_text(settings)
        write_posts(self.writer)
        self.exchange = Exchange(SharedFolder(folder / "exchange"))
        self.late: list[subprocess.Popen[bytes]] = []
        self.batch_id = ""

    def begun(self, worker: str, stage: str, name: str) -> subprocess.Popen[bytes]:
        """Return a process that does one task as `worker`."""
        arguments = [self.folder / "writer", self.folder / worker, self.batch_id, stage, name]
        command = [sys.executable, "-m", "tests.faults.cluster_worker", *map(str, arguments)]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "include")}
        return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)

    def done(self, stage: str, names: list[str], harm: str) -> None:
        """Do all tasks of a stage; the first one comes to harm at a moment of chance, and is tried again elsewhere."""
        victim = self.chosen.choice(names)
        process = self.begun("one", stage, victim)
        time.sleep(self.chosen.uniform(0.2, 2.5))
        if process.poll() is None:
            self.killed += 1
        if harm == "killed":
            _signal(process, signal.SIGKILL)
            process.wait(PATIENCE)
        else:
            _signal(process, signal.SIGSTOP)
            self.late.append(process)
        for name in names:
            worker = self.chosen.choice(("one", "two")) if harm == "killed" else "two"
            assert self.begun(worker, stage, name).wait(PATIENCE) == 0

    def woken(self) -> None:
        """Let the processes that were believed dead go on, and end."""
        for process in self.late:
            _signal(process, signal.SIGCONT)
            process.wait(PATIENCE)
        self.late.clear()


@pytest.fixture
def plan(tmp_path, seed, harm) -> Iterator[Rehearsal]:
    rehearsal = Rehearsal(tmp_path, random.Random(f"{harm} {seed}"))
    yield rehearsal
    for process in rehearsal.late:  # a test that failed has not woken them
        _signal(process, signal.SIGKILL)
        process.wait(PATIENCE)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, number)


@pytest.mark.parametrize("harm", ["killed", "late"])
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_verdicts_are_those_of_one_machine_whatever_becomes_of_a_worker(tmp_path, plan, seed, harm):
    writer, exchange = plan.writer, plan.exchange
    plan.batch_id = freeze(writer)
    plan.done("inspect", stages.plan_shards(writer, plan.batch_id, exchange), harm)
    parts = stages.plan_parts(writer, plan.batch_id, NOW, exchange)
    if plan.chosen.random() < 0.5:
        plan.woken()  # the late results come when they are collected already
    plan.done("compare", parts, harm)
    stages.collect_copies(writer, plan.batch_id, NOW, exchange)
    plan.woken()
    if plan.chosen.random() < 0.5:  # somebody clears the task
        stages.collect_copies(writer, plan.batch_id, NOW, exchange)
    gate_batch.load_inspections(writer, plan.batch_id, NOW)
    gate_batch.validate_batch(writer, plan.batch_id)
    finish(writer, plan.batch_id)
    alone = made_site(tmp_path / "alone", SETTINGS)
    write_posts(alone)
    ours, theirs = BatchFiles.of(writer.workspace, plan.batch_id), decided_alone(alone)
    for name in ("decisions.jsonl", "alerts.jsonl", "comparison.json"):
        assert (ours.folder / name).read_bytes() == (theirs.folder / name).read_bytes(), name
    print(f"seed {seed}, {harm}: {plan.killed} processes met in the middle")
