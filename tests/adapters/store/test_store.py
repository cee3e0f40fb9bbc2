"""The store: one writer, loads that repeat without effect, a ledger that finds lost loads."""

from __future__ import annotations

import contextlib
import dataclasses
import multiprocessing
import resource
from pathlib import Path

import duckdb
import pytest

from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store import version_queries, writer
from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.reader import Reader
from content_quality.adapters.store.rows import finding_rows
from content_quality.adapters.store.store_copies import publish
from content_quality.adapters.store.writer import StoreLocked, TableRows, writing
from content_quality.core.findings import Category, Evidence, Finding, Severity, Span, message
from tests.patience import PATIENCE

ROW = {
    "batch_id": "b1", "post_id": "posts/a.md", "path": "a.md", "source": "posts", "sha256": "s", "bytes": 3, "inspection_id": "i1",
}  # fmt: skip
BATCH = {"batch_id": "b1", "created_at": "2026-11-20 09:00:00", "reason": "manual", "policy": "p", "posts": 1}
TABLE = TableRows("batch_posts", [ROW], "batch_id = ?", "b1")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def load(workspace: Workspace, kind: str = "inspections") -> None:
    with writing(workspace) as store:
        store.load("b1", kind, [TABLE])


def count(workspace: Workspace) -> int:
    with writing(workspace) as store:
        return int(store.query("SELECT count(*) FROM batch_posts")[0][0])


def test_a_repeated_load_changes_nothing(workspace: Workspace):
    load(workspace)
    load(workspace)
    assert count(workspace) == 1
    assert len(workspace.ledger.read_text().splitlines()) == 2


def test_hostile_text_comes_back_as_it_went_in(workspace: Workspace):
    hostile = "'; DROP TABLE posts; -- \x00 </script> 日本 🎉 \u202e"
    with writing(workspace) as store:
        store.load("b1", "x", [TableRows("batch_posts", [ROW | {"path": hostile}], "batch_id = ?", "b1")])
        assert store.query("SELECT path FROM batch_posts") == [(hostile,)]


def test_a_failed_load_leaves_no_row_behind(workspace: Workspace):
    with writing(workspace) as store, pytest.raises(duckdb.Error):
        store.load("b1", "x", [TABLE, TableRows("batches", [{"batch_id": None}])])
    assert count(workspace) == 0


def test_a_store_that_lost_a_load_is_refused(workspace: Workspace):
    load(workspace)
    before = workspace.store.read_bytes()
    load(workspace, "decisions")
    workspace.store.write_bytes(before)
    with pytest.raises(StoreDamaged, match="lost 1 of 2 loads"), writing(workspace):
        pass


def test_a_missing_and_a_corrupt_store_are_refused(workspace: Workspace):
    load(workspace)
    workspace.store.write_bytes(b"garbage" * 1000)
    with pytest.raises(StoreDamaged, match="cannot be opened"), writing(workspace):
        pass
    workspace.store.unlink()
    with pytest.raises(StoreDamaged, match="missing"), writing(workspace):
        pass


@pytest.mark.parametrize("share", [0.02, 0.2, 0.4, 0.6, 0.8, 0.95])
def test_a_store_that_was_cut_is_damaged_or_has_lost_nothing(workspace: Workspace, share: float):
    rows = [ROW | {"post_id": f"posts/{number}.md", "path": f"{number:0200}.md"} for number in range(5_000)]
    with writing(workspace) as store:
        store.load("b1", "inspections", [TableRows("batch_posts", rows, "batch_id = ?", "b1")])
    whole = workspace.store.read_bytes()
    workspace.store.write_bytes(whole[: int(len(whole) * share)])
    found = []
    with contextlib.suppress(StoreDamaged), writing(workspace) as store:
        found = store.query("SELECT count(*), sum(length(path)) FROM batch_posts")
    assert found in ([], [(5_000, 5_000 * 203)])
    assert found == [] or share > 0.5


def test_a_crash_between_commit_and_ledger_is_mended_at_the_next_start(workspace: Workspace):
    load(workspace)
    workspace.ledger.write_text("")
    assert count(workspace) == 1
    assert "b1/inspections" in workspace.ledger.read_text()


def test_a_store_of_another_schema_is_refused(workspace: Workspace):
    load(workspace)
    with duckdb.connect(str(workspace.store)) as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    with pytest.raises(StoreDamaged, match="schema 99"), writing(workspace):
        pass


def _hold_lock(root: Path, ready, release) -> None:
    with writing(Workspace(root)):
        ready.set()
        release.wait(PATIENCE)


def test_a_second_writer_waits_and_then_gives_up(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    context = multiprocessing.get_context("spawn")
    ready, release = context.Event(), context.Event()
    rival = context.Process(target=_hold_lock, args=(workspace.root, ready, release))
    rival.start()
    assert ready.wait(PATIENCE)
    with pytest.raises(StoreLocked), writer.lock(workspace.writer_lock, 0.2):
        pass
    release.set()
    rival.join(PATIENCE)
    assert count(workspace) == 0


def test_readers_open_the_published_snapshot_while_the_store_is_written(workspace: Workspace):
    load(workspace)
    publish(workspace)
    with duckdb.connect(str(workspace.published), read_only=True) as reader:
        load(workspace, "decisions")
        publish(workspace)
        assert reader.execute("SELECT count(*) FROM loads").fetchone() == (1,)
    with duckdb.connect(str(workspace.published), read_only=True) as reader:
        assert reader.execute("SELECT count(*) FROM loads").fetchone() == (2,)


@pytest.mark.parametrize("room", [1, 12_288, 300_000])
def test_a_copy_for_which_there_is_no_room_is_not_published(workspace: Workspace, room: int):
    load(workspace)
    publish(workspace)
    before = workspace.published.read_bytes()
    load(workspace, "decisions")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limit[1]))  # as a full disk: no file may grow beyond it
    try:
        with pytest.raises((duckdb.Error, StoreDamaged, OSError)):
            publish(workspace)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert workspace.published.read_bytes() == before
    publish(workspace)
    with duckdb.connect(str(workspace.published), read_only=True) as reader:
        assert reader.execute("SELECT count(*) FROM loads").fetchone() == (2,)


def test_the_store_reaches_neither_files_nor_network(workspace: Workspace, tmp_path: Path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with writing(workspace) as store:
        with pytest.raises(duckdb.Error):
            store.query(f"SELECT * FROM read_csv('{tmp_path}/secret.csv')")
        with pytest.raises(duckdb.Error):
            store.query("SET enable_external_access = true")
        assert store.query("SELECT now() IS NOT NULL") == [(True,)]


def test_why_a_finding_is_believed_comes_back_as_it_went_in(workspace: Workspace):
    evidence = (Evidence("open-bracket", 1.5), Evidence("short-line", -0.25))
    told = Finding(
        "cut", Category.TRUNCATION, Severity.WARNING, Span(3, 1, 3, 9), message("It stops."), evidence=evidence
    )
    with writing(workspace) as store:
        rows = list(finding_rows("i1", None, "posts/a.md", [told, dataclasses.replace(told, evidence=())]))
        store.load("b1", "inspections", [TABLE, TableRows("batches", [BATCH]), TableRows("findings", rows)])
    publish(workspace)
    with Reader(workspace.published).session() as session:
        version = version_queries.version(session, "posts/a.md", "b1")
        assert version is not None
        assert [one.finding.evidence for one in version_queries.findings(session, version)] == [evidence, ()]
