"""A release leaves what was written about its batch packed, and everything that reads it reads it as before."""

from __future__ import annotations

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.packing import MAGIC
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.gate import release_batch
from content_quality.pipeline.project import Project
from tests.conftest import NOW, write_post
from tests.pipeline.archive.test_keep_state import contents
from tests.pipeline.gate.test_acceptances import CUT
from tests.pipeline.steps import gate
from tests.pipeline.wire import Wire


def test_a_released_batch_lies_packed_and_is_read_as_before(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    decisions = gate(project)
    (folder,) = project.workspace.batches.iterdir()
    files = BatchFiles(folder)
    packed = {path.name for path in folder.rglob("*.json*") if path.read_bytes().startswith(MAGIC)}
    assert {"decisions.jsonl", "001-of-001.jsonl"} <= packed
    assert not packed & {"manifest.json", "deliveries.jsonl"}
    assert {one.post_id: one for one in files.read_decisions()[1]} == decisions
    before = contents(project)
    assert release_batch.release_batch(project, folder.name, NOW).startswith("0 posts released")  # a retry
    deliver_alerts(project, wire := Wire(), NOW)
    assert wire.sent is not None
    assert contents(project)["decisions"] == before["decisions"]
