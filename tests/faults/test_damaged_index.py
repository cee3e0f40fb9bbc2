"""An index of fingerprints that a disk has damaged: the run builds it anew by itself, finds the same, and says what happened."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.fingerprints.index_file import IndexLocked, evidence
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.comparisons import ComparisonFiles
from content_quality.core.alerts.alert import AlertKind
from content_quality.core.cross_post.comparison import Comparison
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.ingest import compare_batch
from content_quality.pipeline.project import Project
from tests.conftest import NOW, write_post
from tests.pipeline.ingest.test_compare_posts import HARBOUR, LIBRARY, WINDMILL, text
from tests.pipeline.steps import compare, finish, freeze, gate, inspect_all
from tests.pipeline.wire import Wire

LATER = NOW + timedelta(hours=1)
PARTS = ["001-of-002", "002-of-002"]


@pytest.fixture
def copying(project: Project) -> tuple[Project, str]:
    """A site of which one post is decided, and a batch of two more, one of which took a passage of it.

    All inspected.
    """
    across = replace(project.settings.across, posts_per_range=1)
    alerts = replace(project.settings.alerts, maintainers=("ops@example.org",), decided_by="")
    project = replace(project, settings=replace(project.settings, across=across, alerts=alerts))
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    gate(project)
    write_post(project, "2026-11-03-mills.md", text("Mills", WINDMILL, HARBOUR.replace("eleven", "twelve")))
    write_post(project, "2026-11-04-wheels.md", text("Wheels", WINDMILL[::-1]))
    batch_id = freeze(project, LATER)
    inspect_all(project, batch_id, LATER)
    return project, batch_id


def damage(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def found(project: Project, batch_id: str) -> Comparison | None:
    return ComparisonFiles(BatchFiles.of(project.workspace, batch_id)).read(project.checks_digest)


@pytest.mark.parametrize(
    "moment", ["before the plan", "before the first part", "between the parts", "before the copies are collected"]
)
def test_a_damaged_index_is_built_anew_in_the_same_run_and_maintainers_hear_of_it(
    copying: tuple[Project, str], moment: str
):
    project, batch_id = copying
    compare(project, batch_id, LATER)
    undamaged = found(project, batch_id)
    assert undamaged
    assert undamaged.findings
    steps: list[tuple[str, Callable[[], object]]] = [
        ("before the plan", lambda: compare_batch.plan_parts(project, batch_id, LATER)),
        ("before the first part", lambda: compare_batch.find_copies(project, batch_id, PARTS[0], LATER)),
        ("between the parts", lambda: compare_batch.find_copies(project, batch_id, PARTS[1], LATER)),
        ("before the copies are collected", lambda: compare_batch.collect_copies(project, batch_id, LATER)),
    ]
    for name, step in steps:
        if name == moment:
            damage(project.workspace.fingerprints)
        step()
    assert found(project, batch_id) == undamaged
    assert evidence(project.workspace.fingerprints).exists()
    gate_batch.load_inspections(project, batch_id, LATER)
    gate_batch.validate_batch(project, batch_id)
    finish(project, batch_id, LATER)
    deliver_alerts(project, wire := Wire(), LATER)
    (letter,) = [letter for to, letter in wire.sent if to == "ops@example.org"]
    assert letter.kind is AlertKind.REPAIRED
    assert letter.about == "fingerprints.duckdb.damaged"
    assert letter.faults[0].sentence.startswith("The index of copied passages was damaged and has been built anew.")


def test_an_index_that_is_damaged_again_at_once_stops_the_comparison(
    copying: tuple[Project, str], monkeypatch: pytest.MonkeyPatch
):
    project, batch_id = copying
    plan = compare_batch.plan_parts

    def plan_on_a_bad_disk(*arguments: object) -> list[str]:
        names = plan(*arguments)  # type: ignore[arg-type]
        damage(project.workspace.fingerprints)
        return names

    monkeypatch.setattr(compare_batch, "plan_parts", plan_on_a_bad_disk)
    compare_batch.plan_parts(project, batch_id, LATER)
    with pytest.raises(compare_batch.IndexDamaged):
        compare_batch.find_copies(project, batch_id, PARTS[0], LATER)
    assert found(project, batch_id) is None


def test_a_locked_index_waits_for_the_next_attempt_and_nobody_is_told_of_damage(copying: tuple[Project, str]):
    project, batch_id = copying
    path = project.workspace.fingerprints
    hold = f"import duckdb, sys; held = duckdb.connect({str(path)!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(IndexLocked):
            compare(project, batch_id, LATER)
        other.kill()
    assert not evidence(path).exists()
    compare(project, batch_id, LATER)
    assert found(project, batch_id)
    deliver_alerts(project, wire := Wire(), LATER)
    assert not wire.sent
