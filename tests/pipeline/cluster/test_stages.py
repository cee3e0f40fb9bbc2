"""Workers that share nothing but the exchange find what one machine finds, to the byte; what was damaged on the way is refused."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.exchange.exchange import Exchange, ExchangeDamaged
from content_quality.adapters.exchange.objects import SharedFolder
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.comparisons import ComparisonFiles
from content_quality.adapters.state.failures import Failure, failures, told, write_failure
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.settings import reader
from content_quality.pipeline.cluster import relayed_failures, stages
from content_quality.pipeline.cluster.batch_parcels import ExchangeIncomplete, OtherProgram, forget_old
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, ROOT, write_post
from tests.pipeline.ingest.test_compare_posts import HARBOUR, ORCHARD
from tests.pipeline.steps import finish, freeze, gate

SETTINGS = """
[site]
name = "Test"
generator = "jekyll"
[batches]
shard_posts = 3
[across]
posts_per_range = 3
[[sources]]
name = "posts"
path = "_posts"
"""
TOWN = "The ferry to the island leaves from the old pier at {hour}, and its captain waits for nobody who comes late."
TITLES = ("Ferry", "Reading room", "Orchard", "Harbour", "Mill", "Museum", "School", "Pier")
COPIED = f"\n{HARBOUR}\n\n{ORCHARD}\n"
FILES = ("decisions.jsonl", "alerts.jsonl", "comparison.json")


def made_site(root: Path, settings: str) -> Project:
    (root / "_posts").mkdir(parents=True)
    return Project(root, reader.loads(settings), Workspace(root / "var"), ROOT / "expectations", site="")


def write_posts(project: Project) -> None:
    for number in range(8):
        text = (
            CLEAN.format(title=TITLES[number]).replace("11-02", f"11-0{number + 1}")
            + f"\n{TOWN.format(hour=number)} It takes {number} people.\n"
        )
        if number in (2, 5):
            text += COPIED
        if number == 3:
            text += "\n" + "The harbour master keeps a list of every boat that has ever been lost beyond the reef. " * 3
        write_post(project, f"2026-11-0{number + 1}-{TITLES[number].partition(' ')[0].lower()}.md", text)
    write_post(project, "2026-11-09-broken.md", b"---\ntitle: x\n---\n\xff\xfe\n")


@pytest.fixture
def alone(tmp_path: Path) -> Project:
    project = made_site(tmp_path / "alone", SETTINGS)
    write_posts(project)
    return project


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return Exchange(SharedFolder(tmp_path / "exchange"))


@pytest.fixture
def writer(tmp_path: Path) -> Project:
    project = made_site(tmp_path / "writer", f'{SETTINGS}[cluster]\nexchange = "file://{tmp_path / "exchange"}"\n')
    write_posts(project)
    return project


def other(writer: Project, tmp_path: Path, name: str = "other") -> Project:
    """Return the same site on a worker that has neither its posts nor its state."""
    root = tmp_path / name
    root.mkdir(exist_ok=True)
    return dataclasses.replace(writer, root=root, workspace=Workspace(root / "var"))


def inspected(writer: Project, exchange: Exchange, workers: list[Project]) -> str:
    batch_id = freeze(writer)
    for number, shard in enumerate(stages.plan_shards(writer, batch_id, exchange)):
        stages.inspect(workers[number % len(workers)], batch_id, shard, NOW, exchange)
    return batch_id


def decided(writer: Project, exchange: Exchange, workers: list[Project]) -> BatchFiles:
    batch_id = inspected(writer, exchange, workers)
    for number, part in enumerate(stages.plan_parts(writer, batch_id, NOW, exchange)):
        stages.find_copies(workers[number % len(workers)], batch_id, part, NOW, exchange)
    stages.collect_copies(writer, batch_id, NOW, exchange)
    gate_batch.load_inspections(writer, batch_id, NOW)
    gate_batch.validate_batch(writer, batch_id)
    finish(writer, batch_id)
    return BatchFiles.of(writer.workspace, batch_id)


def decided_alone(alone: Project) -> BatchFiles:
    gate(alone)
    (folder,) = alone.workspace.batches.glob("*Z-*")
    return BatchFiles(folder)


def test_two_workers_that_share_no_disk_find_what_one_machine_finds_to_the_byte(alone, writer, exchange, tmp_path):
    workers = [other(writer, tmp_path, "one"), other(writer, tmp_path, "two")]
    ours, theirs = decided(writer, exchange, workers), decided_alone(alone)
    assert ours.folder.name == theirs.folder.name, "the exchange is no part of the policy"
    assert len(list((ours.folder / "shards").iterdir())) > 2
    assert any(decision.findings for decision in theirs.read_decisions()[1])
    assert ComparisonFiles(theirs).read(alone.checks_digest).findings, "the posts of this test hold a copy"
    for name in FILES:
        assert (ours.folder / name).read_bytes() == (theirs.folder / name).read_bytes(), name


def test_a_worker_keeps_nothing_when_its_task_is_done_but_the_index(writer, exchange, tmp_path):
    worker = other(writer, tmp_path)
    decided(writer, exchange, [worker])
    left = {path.relative_to(worker.workspace.root).as_posix() for path in worker.workspace.root.rglob("*.*")}
    assert len(left) == 1
    assert "visits/index/" in left.pop()


def test_a_stage_that_stays_with_the_state_folder_sends_nothing(tmp_path, exchange):
    project = made_site(
        tmp_path / "writer", f'{SETTINGS}[cluster]\nexchange = "file://{tmp_path}/exchange"\nheavy = ["inspect"]\n'
    )
    write_posts(project)
    files = decided(project, exchange, [project])
    sent = exchange.parcels(f"batches/{files.folder.name}")
    assert not [key for key in sent if "/copies/" in key or "/index/" in key]


def test_a_parcel_that_was_damaged_stops_the_stage(writer, exchange, tmp_path):
    batch_id = inspected(writer, exchange, [other(writer, tmp_path)])
    path = next((tmp_path / "exchange" / "batches" / batch_id / "results").iterdir())
    data = path.read_bytes()
    path.write_bytes(data[:-20] + b"#" + data[-19:])
    with pytest.raises(ExchangeDamaged):
        stages.plan_parts(writer, batch_id, NOW, exchange)


def test_a_parcel_of_another_shard_is_refused(writer, exchange, tmp_path):
    batch_id = inspected(writer, exchange, [other(writer, tmp_path)])
    one, two, *_ = sorted((tmp_path / "exchange" / "batches" / batch_id / "results").iterdir())
    one.write_bytes(two.read_bytes())
    with pytest.raises(ExchangeDamaged):
        stages.plan_parts(writer, batch_id, NOW, exchange)


def test_results_that_are_missing_name_the_task_that_sends_them(writer, exchange, tmp_path):
    batch_id = inspected(writer, exchange, [other(writer, tmp_path)])
    next((tmp_path / "exchange" / "batches" / batch_id / "results").iterdir()).unlink()
    with pytest.raises(ExchangeIncomplete, match="Clear the task inspect_shard"):
        stages.plan_parts(writer, batch_id, NOW, exchange)


def test_a_post_whose_bytes_are_others_in_the_exchange_is_not_inspected(writer, exchange, tmp_path):
    batch_id = freeze(writer)
    shard, *_ = stages.plan_shards(writer, batch_id, exchange)
    for path in (tmp_path / "exchange" / "posts").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ExchangeDamaged):
        stages.inspect(other(writer, tmp_path), batch_id, shard, NOW, exchange)


def test_an_index_that_was_cut_on_the_way_stops_the_search(writer, exchange, tmp_path):
    batch_id = inspected(writer, exchange, [other(writer, tmp_path)])
    part, *_ = stages.plan_parts(writer, batch_id, NOW, exchange)
    (piece,) = [path for path in (tmp_path / "exchange").rglob("index/*/*") if path.is_file()]
    piece.write_bytes(piece.read_bytes()[:-1])
    with pytest.raises(ExchangeDamaged):
        stages.find_copies(other(writer, tmp_path), batch_id, part, NOW, exchange)


def test_an_index_that_went_bad_on_a_worker_is_brought_again(writer, exchange, tmp_path):
    worker = other(writer, tmp_path)
    batch_id = inspected(writer, exchange, [worker])
    first, second, *_ = stages.plan_parts(writer, batch_id, NOW, exchange)
    stages.find_copies(worker, batch_id, first, NOW, exchange)
    (kept,) = (worker.workspace.root / "visits" / "index").glob("*.duckdb")
    kept.write_bytes(b"not an index")
    assert "posts compared" in stages.find_copies(worker, batch_id, second, NOW, exchange)


def test_a_worker_with_other_settings_inspects_nothing(writer, exchange, tmp_path):
    worker = other(writer, tmp_path)
    settings = reader.loads(f"{SETTINGS}[repeats]\nboilerplate = ['a']\n")
    worker = dataclasses.replace(worker, settings=dataclasses.replace(settings, cluster=writer.settings.cluster))
    batch_id = freeze(writer)
    shard, *_ = stages.plan_shards(writer, batch_id, exchange)
    with pytest.raises(OtherProgram):
        stages.inspect(worker, batch_id, shard, NOW, exchange)


def test_what_a_worker_that_was_believed_dead_writes_late_is_not_believed_for_another_plan(writer, exchange, tmp_path):
    worker = other(writer, tmp_path)
    batch_id = freeze(writer)
    planned = stages.plan_shards(writer, batch_id, exchange)
    wider = dataclasses.replace(writer.settings, batches=dataclasses.replace(writer.settings.batches, shard_posts=5))
    late = dataclasses.replace(worker, workspace=Workspace(tmp_path / "late" / "var"))
    parcels = stages._parcels(late, batch_id, exchange)
    key = parcels.fetch_shard(late, planned[0])  # has begun with the first plan
    stages.inspect_shard(late, batch_id, planned[0], NOW)
    again = stages.plan_shards(dataclasses.replace(writer, settings=wider), batch_id, exchange)
    assert len(again) < len(planned)
    for shard in again:
        stages.inspect(worker, batch_id, shard, NOW, exchange)
    parcels.send_results(planned[0], key)
    stages.plan_parts(writer, batch_id, NOW, exchange)
    results = {one.post_id for one, _ in BatchFiles.of(writer.workspace, batch_id).results(writer.checks_digest)}
    assert len(results) == 9
    assert not (BatchFiles.of(writer.workspace, batch_id).folder / "results" / f"{planned[0]}.jsonl").exists()


def test_a_parcel_never_writes_outside_of_its_folder(exchange, tmp_path):
    (tmp_path / "batch").mkdir()
    (tmp_path / "outside").write_text("x")
    exchange.send("batches/b/x", tmp_path / "batch", ["../outside"])
    with pytest.raises(ExchangeDamaged, match="outside"):
        exchange.fetch("batches/b/x", tmp_path / "other")


def test_parcels_of_old_batches_go_and_posts_stay(writer, exchange, tmp_path):
    files = decided(writer, exchange, [other(writer, tmp_path)])
    assert forget_old(exchange, NOW) == 0
    posts = exchange.parcels("posts")
    assert forget_old(exchange, NOW + timedelta(days=1)) > 0
    assert exchange.parcels("batches") == []
    assert exchange.parcels("posts") == posts
    assert files.decisions.exists()


def test_a_failure_that_another_machine_saw_is_kept_once(writer, exchange):
    failure = Failure("gate_posts run 0", "gate_posts, run", "gate_posts", NOW)
    relayed_failures.leave_failure(exchange, failure)
    relayed_failures.leave_failure(exchange, failure)
    assert relayed_failures.collect_failures(writer, exchange, NOW) == 1
    assert failures(writer.workspace) == [failure]
    told(writer.workspace, failure, NOW)
    relayed_failures.leave_failure(exchange, failure)  # by a process that was slow
    assert relayed_failures.collect_failures(writer, exchange, NOW) == 1
    assert failures(writer.workspace) == []


def test_an_exchange_that_cannot_be_read_is_a_failure_itself(writer, tmp_path):
    (tmp_path / "exchange" / "failures").mkdir(parents=True)
    (tmp_path / "exchange" / "failures" / "x").write_bytes(b"half")
    exchange = Exchange(SharedFolder(tmp_path / "exchange"))
    assert relayed_failures.collect_failures(writer, exchange, NOW) == 0
    (found,) = failures(writer.workspace)
    assert found.cause == "exchange unreachable"
    write_failure(writer.workspace, found)
