"""A task that dies between two writes, by a crash or by Airflow's time-out, releases nothing undecided, and its retry completes the work."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.gate.decide import Verdict
from content_quality.pipeline.gate import decide_batch, gate_batch, release_batch
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT
from tests.pipeline.steps import compare, freeze, gate, inspect_all

GOOD, HELD = "posts/2026-11-02-good.md", "posts/2026-11-02-held.md"
LATER = NOW + timedelta(hours=1)
MOMENTS = 8  # of all writes of a batch, evenly; each costs two runs of the gate


class Killed(BaseException):
    """Like Airflow's time-out, no `Exception`: it may come out of any line, and only `finally` sees it."""


def steps(project: Project, batch_id: str) -> None:
    """Run the tasks behind the ingestion, as the DAG and its retries do."""
    inspect_all(project, batch_id, LATER)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, LATER)
    gate_batch.validate_batch(project, batch_id)
    decide_batch.decide_batch(project, batch_id, "run", LATER)
    release_batch.publish(project)
    release_batch.release_batch(project, batch_id, LATER)


def killed_at(moment: int, monkeypatch: pytest.MonkeyPatch, work: Callable[[], None]) -> int:
    """Do `work` and die at the write number `moment`; return how many writes there were."""
    writes = 0

    def fsync(_: int) -> None:
        nonlocal writes
        writes += 1
        if writes == moment:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        try:
            work()
        except Killed:
            assert writes == moment
    return writes


def released(project: Project) -> dict[str, str]:
    """Return the sha256 of every released post as it lies in the folder."""
    folder = ReleaseFolder(project.workspace.release)
    return {post_id: hashlib.sha256(folder.target(post_id).read_bytes()).hexdigest() for post_id in folder.newest()}


def decided_to_leave(project: Project) -> set[tuple[str, str]]:
    """Return every version that some file of decisions releases."""
    files = [BatchFiles(folder) for folder in project.workspace.batches.iterdir()]
    return {
        (one.post_id, one.sha256)
        for batch in files
        if batch.decisions.exists()
        for one in batch.read_decisions()[1]
        if one.released
    }


@pytest.mark.slow
def test_whatever_moment_a_task_dies_at_nothing_undecided_is_out_and_a_retry_completes_the_batch(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write_post(project, "2026-11-02-good.md", CLEAN.format(title="Chairs"))
    gate(project)
    write_post(project, "2026-11-02-good.md", CLEAN.format(title="Tables"))
    write_post(project, "2026-11-02-held.md", CUT)
    batch_id = freeze(project, LATER)
    before = tmp_path / "before"
    shutil.copytree(project.workspace.root, before)
    count = killed_at(0, monkeypatch, lambda: steps(project, batch_id))
    complete = released(project)
    assert set(complete) == {GOOD}
    assert count > MOMENTS
    for moment in range(1, count + 1, max(1, count // MOMENTS)):
        shutil.rmtree(project.workspace.root)
        shutil.copytree(before, project.workspace.root)
        killed_at(moment, monkeypatch, lambda: steps(project, batch_id))
        assert set(released(project).items()) <= decided_to_leave(project), f"died at write {moment} of {count}"
        steps(project, batch_id)
        assert released(project) == complete, f"died at write {moment} of {count}"
        decisions = {
            one.post_id: one.verdict
            for one in BatchFiles.of(Workspace(project.workspace.root), batch_id).read_decisions()[1]
        }
        assert decisions == {GOOD: Verdict.CLEAR, HELD: Verdict.HOLD}
    print(f"died at {len(range(1, count + 1, max(1, count // MOMENTS)))} of {count} writes")
