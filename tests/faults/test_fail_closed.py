"""Whatever goes wrong on the way to a release, nothing is released, and somebody can read why."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state import reviews
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.reviews import AnswersUnreadable
from content_quality.adapters.store import writer
from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.writer import StoreLocked
from content_quality.core.gate.answers import Outcome
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.settings import RepeatRules
from content_quality.pipeline.gate import decide_batch, gate_batch, release_batch
from content_quality.pipeline.gate.release_batch import DecisionsDiffer, ReleaseIncomplete
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.ingest.source_listing import SourceVanished
from content_quality.pipeline.project import Project
from content_quality.pipeline.review import review_posts
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT
from tests.pipeline.steps import compare, finish, freeze, gate, inspect_all

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
        if isinstance(node, ast.keyword) and node.arg in (
            "trigger_rule",
            "ignore_downstream_trigger_rules",
            "soft_fail",
            "ignore_first_depends_on_past",
        ):
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
    settings = dataclasses.replace(
        project.settings, gate=dataclasses.replace(project.settings.gate, release_review=False)
    )
    review = dataclasses.replace(DECISION, verdict=Verdict.REVIEW)
    assert release_batch.may_leave(review, project, "policy")
    assert not release_batch.may_leave(review, dataclasses.replace(project, settings=settings), "policy")


def released(project: Project) -> dict[str, object]:
    return dict(ReleaseFolder(project.workspace.release).newest())


def test_a_crash_while_deciding_releases_nothing_and_a_retry_decides_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
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
    lock = writer.lock
    monkeypatch.setattr(writer, "lock", lambda path: lock(path, 0.1))
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
    with pytest.raises(StoreDamaged, match="the store"):
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


def approve(project: Project, batch_id: str) -> Path:
    """Approve the held post of a decided batch, and return the answer's file."""
    row = {"batch_id": batch_id, "post_id": NAME}
    answer = review_posts.answer_question(project, row, Outcome.APPROVED, "a lesson", "editor", "run", NOW)
    return project.workspace.reviews / answer.sha256 / answer.file_name


TAMPERING = {
    "cut off": lambda text: text[:-20],
    "about another person": lambda text: text.replace('"editor"', '"admin"'),
    "with another outcome": lambda text: text.replace('"approved"', '"rejected"'),
    "of findings that nobody saw": lambda text: text.replace(
        '"seen":[', '"seen":[["conflict-marker","0123456789abcdef"],'
    ),
}


@pytest.mark.parametrize("tamper", TAMPERING.values(), ids=TAMPERING.keys())
def test_an_answer_that_was_changed_holds_its_post_and_no_other(project: Project, tamper: Callable[[str], str]):
    write_post(project, "2026-11-02-a.md", CUT)
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Tables"))
    gate(project)
    (folder,) = project.workspace.batches.iterdir()
    path = approve(project, folder.name)
    path.write_text(tamper(path.read_text()))
    with pytest.raises(AnswersUnreadable):
        reviews.approval(project.workspace.reviews, NAME, path.parent.name)
    decisions = gate(project, LATER, force=True)
    assert (decisions[NAME].released, decisions["posts/2026-11-02-b.md"].released) == (False, True)
    assert "answers-unreadable" in decisions[NAME].reasons
    assert "0 answers loaded, 1 cannot be read" in review_posts.load_answers(project)
    path.unlink()
    assert "answers-unreadable" not in gate(project, LATER + timedelta(minutes=1))[NAME].reasons  # read again by itself


def test_a_copied_answer_approves_no_other_bytes(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    (folder,) = project.workspace.batches.iterdir()
    path = approve(project, folder.name)
    other = hashlib.sha256((CUT + "\nMore.\n").encode()).hexdigest()
    (project.workspace.reviews / other).mkdir()
    (project.workspace.reviews / other / path.name).write_bytes(path.read_bytes())
    write_post(project, "2026-11-02-a.md", CUT + "\nMore.\n")
    assert gate(project, LATER)[NAME].released is False


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ('"verdict":"hold","released":false', '"verdict":"clear","released":true'),
        (f'"{NAME}"', '"posts/other.md"'),
        ('"policy":"', '"policy":"0'),
    ],
    ids=["held becomes clear", "of another post", "under another policy"],
)
def test_decisions_that_were_changed_release_nothing_of_their_batch(project: Project, said: str, instead: str):
    write_post(project, "2026-11-02-a.md", CUT)
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Tables"))
    batch_id = decided(project)
    path = BatchFiles.of(project.workspace, batch_id).decisions
    assert said in path.read_text()
    path.write_text(path.read_text().replace(said, instead))
    with pytest.raises(DecisionsDiffer):
        release_batch.release_batch(project, batch_id, NOW)
    assert released(project) == {}


def test_decisions_and_a_published_store_that_disagree_release_nothing(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Tables"))
    batch_id = decided(project)
    with duckdb.connect(str(project.workspace.published)) as store:
        store.execute("UPDATE decisions SET policy = 'another'")
    with pytest.raises(DecisionsDiffer):
        release_batch.release_batch(project, batch_id, NOW)
    assert released(project) == {}


def test_a_snapshot_that_was_changed_is_not_released(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    batch_id = decided(project)
    (post,) = BatchFiles.of(project.workspace, batch_id).manifest().posts
    project.snapshots.path(post.sha256).write_bytes(b"other words")
    with pytest.raises(ReleaseIncomplete, match="other bytes"):
        release_batch.release_batch(project, batch_id, NOW)
    assert released(project) == {}


def decided(project: Project) -> str:
    """Decide and publish a batch, and return its id; nothing of it has been released."""
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    decide_batch.decide_batch(project, batch_id, "run", NOW)
    release_batch.publish(project)
    return batch_id


def test_what_was_validated_under_another_policy_is_no_evidence(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    stricter = dataclasses.replace(
        project,
        settings=dataclasses.replace(
            project.settings, gate=dataclasses.replace(project.settings.gate, release_review=False)
        ),
    )
    decision = finish(stricter, batch_id)[NAME]
    assert (decision.released, "not-validated" in decision.reasons) == (False, True)


def test_what_was_inspected_under_other_checks_is_no_evidence(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    stricter = dataclasses.replace(
        project, settings=dataclasses.replace(project.settings, repeats=RepeatRules(passage_characters=120))
    )
    compare(stricter, batch_id)
    gate_batch.load_inspections(stricter, batch_id, NOW)
    gate_batch.validate_batch(stricter, batch_id)
    decision = finish(stricter, batch_id)[NAME]
    assert (decision.released, "not-inspected" in decision.reasons) == (False, True)


def test_an_empty_listing_is_a_fault_too_while_nothing_is_published(project: Project):
    path = write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project)
    path.unlink()
    project.workspace.published.unlink()
    with pytest.raises(SourceVanished, match="had posts and now lists none"):
        ingest(project, Request(), LATER)
