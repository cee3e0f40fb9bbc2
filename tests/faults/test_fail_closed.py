"""Whatever goes wrong on the way to a release, nothing is released, and somebody can read why."""

from __future__ import annotations

import ast
import dataclasses
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from content_quality.adapters import reviews
from content_quality.adapters.release import ReleaseFolder
from content_quality.adapters.store import writer
from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.writer import StoreLocked
from content_quality.core.gate import Decision, Verdict
from content_quality.pipeline import decide_batch, gate_batch, release_batch
from content_quality.pipeline.ingest import Request, SourceVanished, ingest
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.gate import compare, finish, freeze, gate, inspect_all

ROOT = Path(__file__).resolve().parents[2]
ON_THE_WAY = sorted([*(ROOT / "dags").glob("*.py"), *(ROOT / "include/content_quality/orchestration").glob("*.py")])
# These run after a failure, after a skip, or after an empty mapping.
FAIL_OPEN = {
    "all_done", "all_done_min_one_success", "all_done_setup_success", "all_failed", "all_skipped", "always",
    "none_failed", "none_failed_min_one_success", "none_skipped", "one_done", "one_failed", "one_success", "dummy",
}  # fmt: skip
NAME = "posts/2026-11-02-a.md"
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize("path", ON_THE_WAY, ids=lambda path: path.name)
def test_no_task_names_a_trigger_rule_that_fails_open(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg in ("trigger_rule", "ignore_downstream_trigger_rules", "soft_fail", "ignore_first_depends_on_past"):
            raise AssertionError(f"{path.name}:{node.value.lineno} sets {node.arg}")
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert node.value not in FAIL_OPEN, f"{path.name}:{node.lineno} names {node.value}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert node.value.id != "TriggerRule", f"{path.name}:{node.lineno} chooses a trigger rule"


DECISION = Decision(NAME, "_posts/2026-11-02-a.md", "a" * 64, "policy", Verdict.CLEAR, True, (), (), ())
CANNOT_LEAVE = {
    "what was not released": {"released": False},
    "what is held, whatever else it says": {"verdict": Verdict.HOLD},
    "what has no bytes": {"sha256": ""},
    "what was decided under another policy": {"policy": "older"},
}


def test_a_clear_decision_under_todays_policy_may_leave(project: Project):
    assert release_batch.may_leave(DECISION, project, "policy")


@pytest.mark.parametrize("change", CANNOT_LEAVE.values(), ids=CANNOT_LEAVE.keys())
def test_this_may_not_leave(project: Project, change: dict[str, object]):
    assert not release_batch.may_leave(dataclasses.replace(DECISION, **change), project, "policy")  # type: ignore[arg-type]


def test_review_may_not_leave_where_the_site_keeps_it_back(project: Project):
    settings = dataclasses.replace(project.settings, gate=dataclasses.replace(project.settings.gate, release_review=False))
    review = dataclasses.replace(DECISION, verdict=Verdict.REVIEW)
    assert release_batch.may_leave(review, project, "policy")
    assert not release_batch.may_leave(review, dataclasses.replace(project, settings=settings), "policy")


def released(project: Project) -> dict[str, object]:
    return dict(ReleaseFolder(project.workspace.release).newest())


def test_a_crash_while_deciding_releases_nothing_and_a_retry_decides_once(project: Project, monkeypatch: pytest.MonkeyPatch):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    with monkeypatch.context() as broken:
        broken.setattr(decide_batch, "decide", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            decide_batch.decide_batch(project, batch_id, "run", NOW)
    with pytest.raises(FileNotFoundError):
        release_batch.release_batch(project, batch_id, NOW)
    assert released(project) == {}
    assert finish(project, batch_id)[NAME].released


def test_a_locked_store_stops_the_batch_before_anything_is_released(project: Project, monkeypatch: pytest.MonkeyPatch):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    lock = writer._lock
    monkeypatch.setattr(writer, "_lock", lambda path: lock(path, 0.1))
    with lock(project.workspace.writer_lock), pytest.raises(StoreLocked, match=r"writer\.lock"):
        gate_batch.load_inspections(project, batch_id, NOW)
    assert released(project) == {}


@pytest.mark.parametrize("damage", [b"", b"rotten" * 1000])
def test_a_corrupt_store_or_snapshot_stops_everything_and_says_so(project: Project, damage: bytes):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project)
    before = released(project)
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Tables"))
    batch_id = freeze(project, LATER)
    inspect_all(project, batch_id, LATER)
    project.workspace.store.write_bytes(damage)
    with pytest.raises(StoreDamaged):
        gate_batch.load_inspections(project, batch_id, LATER)
    project.workspace.published.write_bytes(b"rotten" * 1000)
    with pytest.raises(StoreDamaged, match="cannot be read"):
        ingest(project, Request(), LATER)
    assert released(project) == before


def test_a_store_of_a_newer_program_is_refused(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project)
    with duckdb.connect(str(project.workspace.store)) as store:
        store.execute("INSERT INTO schema_version VALUES (999)")
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Tables"))
    batch_id = freeze(project, LATER)
    inspect_all(project, batch_id, LATER)
    with pytest.raises(StoreDamaged, match="999"):
        gate_batch.load_inspections(project, batch_id, LATER)


def test_an_empty_listing_after_a_full_one_is_a_fault(project: Project):
    path = write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project)
    path.unlink()
    with pytest.raises(SourceVanished, match="had posts and now lists none"):
        ingest(project, Request(), LATER)
    assert set(released(project)) == {NAME}  # what was released stays


def test_an_answer_that_cannot_be_read_stops_the_decision(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    batch_id = freeze(project)
    (post,) = decide_batch.BatchFiles.of(project.workspace, batch_id).manifest().posts
    folder = project.workspace.reviews / post.sha256
    folder.mkdir(parents=True)
    (folder / "answer.json").write_text('{"outcome": "approved"')
    with pytest.raises(ValueError):
        reviews.approval(project.workspace.reviews, NAME, post.sha256)
    with pytest.raises(ValueError):
        decide_batch.decide_batch(project, batch_id, "run", NOW)
    assert released(project) == {}
