"""A batch that an earlier version began, and the present one ends: nothing is lost, nothing leaves unchecked, and all is said.

`tests/fixtures/stores/under-way-*.tar.xz` are the folders of a site of three posts as a version of schema 3 left them: in one
the batch is inspected and compared, in the other it is decided, and neither published nor released.
"""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.pipeline.gate import gate_batch, release_batch
from content_quality.pipeline.ingest.read_sources import Request, changed_since_ingestion, ingest
from content_quality.pipeline.project import Project, project_of
from tests.conftest import ROOT
from tests.pipeline.steps import compare, finish, gate, inspect_all

STORES = ROOT / "tests" / "fixtures" / "stores"
NOW, LATER = (datetime(2026, 11, 29, hour, tzinfo=UTC) for hour in (11, 12))
SOUND = ("posts/2026-11-01-boats-1.md", "posts/2026-11-02-boats-2.md")
BROKEN = "posts/2026-11-06-conflict.md"


def left_behind(name: str, tmp_path: Path) -> tuple[Project, str]:
    with tarfile.open(STORES / f"under-way-{name}.tar.xz") as state:
        state.extractall(tmp_path, filter="data")
    project = project_of(tmp_path / "content-quality.toml")
    (batch,) = project.workspace.batches.glob("*Z-*")
    return project, batch.name


def released(project: Project) -> set[str]:
    return {f"posts/{path.name}" for path in (project.workspace.root / "release").rglob("*.md")}


def ended(project: Project, batch_id: str) -> dict[str, Decision]:
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    return finish(project, batch_id, NOW)


def nothing_is_lost(project: Project) -> None:
    """The watcher sees a change, the next batch holds every post, and each is decided as if it had begun today."""
    assert changed_since_ingestion(project, LATER)
    decided = gate(project, LATER)
    assert {name: decision.verdict for name, decision in decided.items()} == {
        SOUND[0]: Verdict.CLEAR,
        SOUND[1]: Verdict.CLEAR,
        BROKEN: Verdict.HOLD,
    }
    assert released(project) == set(SOUND)
    assert ingest(project, Request(), LATER).batch_id is None


def test_a_batch_that_was_compared_is_held_with_a_reason_and_the_next_one_decides(tmp_path: Path):
    project, batch_id = left_behind("compared", tmp_path)
    decided = ended(project, batch_id)
    assert set(decided) == {*SOUND, BROKEN}
    for decision in decided.values():
        assert decision.verdict is Verdict.HOLD
        assert "not-inspected" in {finding.check for finding in decision.findings}
    assert released(project) == set()
    nothing_is_lost(project)


def test_a_batch_whose_inspection_is_cleared_after_the_upgrade_is_decided_itself(tmp_path: Path):
    project, batch_id = left_behind("compared", tmp_path)
    inspect_all(project, batch_id, NOW)
    compare(project, batch_id, NOW)
    decided = ended(project, batch_id)
    assert {name: decision.verdict for name, decision in decided.items()}[BROKEN] is Verdict.HOLD
    assert released(project) == set(SOUND)


def test_a_batch_that_was_decided_is_decided_again_before_anything_leaves(tmp_path: Path):
    project, batch_id = left_behind("decided", tmp_path)
    release_batch.publish(project)
    release_batch.release_batch(project, batch_id, NOW)
    assert released(project) == set()  # what an earlier policy decided does not release
    assert len(BatchFiles.of(project.workspace, batch_id).read_decisions()[1]) == 3
    nothing_is_lost(project)
