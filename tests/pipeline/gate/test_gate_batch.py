"""From files to verdicts, without Airflow: what is decided, released, told, and kept."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.channels.mail.render import plain
from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state.batch_files import BatchFiles, ResultsIncomplete
from content_quality.adapters.store.writer import writing
from content_quality.core.gate.decide import Verdict
from content_quality.core.settings import reader
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.archive.rebuild_store import rebuild_store
from content_quality.pipeline.gate import decide_batch, gate_batch, release_batch
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.ingest.source_listing import SourceVanished
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import compare, finish, freeze, gate, inspect_all
from tests.pipeline.wire import Wire

UNREADABLE = b"---\ntitle: x\n---\n\xff\xfe\n"
LATER = NOW + timedelta(hours=1)


def titled(title: str) -> str:
    return CLEAN.format(title=title)


def test_one_batch_from_ingestion_to_alert(project: Project):
    write_post(project, "2026-11-02-clean.md", titled("Chairs"))
    write_post(project, "2026-11-02-broken.md", UNREADABLE)
    decisions = gate(project)
    assert {name: decision.verdict for name, decision in decisions.items()} == {
        "posts/2026-11-02-broken.md": Verdict.HOLD,
        "posts/2026-11-02-clean.md": Verdict.CLEAR,
    }
    released = ReleaseFolder(project.workspace.release)
    assert set(released.newest()) == {"posts/2026-11-02-clean.md"}
    assert released.target("posts/2026-11-02-clean.md").read_text() == titled("Chairs")
    assert not released.target("posts/2026-11-02-broken.md").exists()

    wire = Wire()
    assert deliver_alerts(project, wire, NOW).sent == 1
    assert deliver_alerts(project, wire, NOW).sent == 0
    (letter,) = wire.letters
    assert "Held back: 2026-11-02-broken.md" in letter.subject
    assert "not saved as UTF-8" in plain(letter)

    # Unchanged bytes under an unchanged policy are not inspected again.
    quiet = ingest(project, Request(), LATER)
    assert (quiet.batch_id, quiet.listed) == (None, 2)
    assert quiet.describe().startswith("Nothing new since 2026-11-20 08:00 UTC: 2 posts")

    # Everything in the store can be rebuilt from the files.
    before = table_counts(project)
    project.workspace.store.write_bytes(b"rotten")
    rebuild_store(project)
    assert table_counts(project) == before

    # An edited post is new bytes and starts again; editing does not unpublish what was released before.
    write_post(project, "2026-11-02-clean.md", UNREADABLE)
    assert gate(project, LATER)["posts/2026-11-02-clean.md"].verdict is Verdict.HOLD
    assert released.target("posts/2026-11-02-clean.md").read_text() == titled("Chairs")

    # A renamed post does not clash with its own past.
    (project.root / "_posts" / "2026-11-02-clean.md").unlink()
    write_post(project, "2026-11-02-chairs.md", titled("Chairs"))
    assert gate(project, LATER + timedelta(hours=1))["posts/2026-11-02-chairs.md"].verdict is Verdict.CLEAR

    for path in (project.root / "_posts").iterdir():
        path.unlink()
    with pytest.raises(SourceVanished, match="had posts and now lists none"):
        ingest(project, Request(), LATER)


def table_counts(project: Project) -> dict[str, object]:
    tables = (
        "batches",
        "batch_posts",
        "posts",
        "post_facts",
        "check_results",
        "findings",
        "decisions",
        "expectation_results",
        "alerts",
    )
    with writing(project.workspace) as store:
        counts: dict[str, object] = {table: store.query(f"SELECT count(*) FROM {table}")[0][0] for table in tables}
        counts["alert states"] = store.query("SELECT state FROM alerts ORDER BY 1")
        return counts


def test_titles_and_permalinks_are_unique_in_the_site_and_not_only_in_the_batch(project: Project):
    write_post(project, "2026-11-02-first.md", titled("Chairs"))
    gate(project)
    write_post(project, "2026-11-02-second.md", titled("Chairs"))
    decision = gate(project, LATER)["posts/2026-11-02-second.md"]
    (finding,) = [found for found in decision.findings if found.check == "title-used-twice"]
    assert "posts/2026-11-02-first.md" in str(finding.message)
    assert (finding.span.line, decision.verdict) == (2, Verdict.REVIEW)


def test_without_its_suites_the_gate_holds_everything(project: Project, tmp_path: Path):
    empty = dataclasses.replace(project, expectations=tmp_path / "nowhere")
    write_post(project, "2026-11-02-a.md", titled("A"))
    (decision,) = gate(empty).values()
    assert decision.verdict is Verdict.HOLD
    assert "batch_contract.json is missing" in " ".join(str(finding.message) for finding in decision.findings)
    assert ReleaseFolder(project.workspace.release).newest() == {}


def test_a_skipped_step_holds_the_post(project: Project):
    write_post(project, "2026-11-02-a.md", titled("A"))
    batch_id = freeze(project)
    (decision,) = finish(project, batch_id).values()  # neither inspected nor validated
    assert set(decision.reasons) == {"not-inspected"}
    # Held for lack of evidence only: the next ingestion tries again.
    assert gate(project, LATER)["posts/2026-11-02-a.md"].verdict is Verdict.CLEAR


def test_a_policy_that_changed_between_inspection_and_decision_holds_the_post(project: Project):
    write_post(project, "2026-11-02-a.md", titled("A"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    stricter = dataclasses.replace(project, settings=reader.loads("[repeats]\npassage_characters = 120\n"))
    (decision,) = finish(stricter, batch_id).values()
    assert decision.verdict is Verdict.HOLD
    assert ReleaseFolder(project.workspace.release).newest() == {}


def test_what_was_released_under_another_policy_is_not_released_now(project: Project):
    write_post(project, "2026-11-02-a.md", titled("A"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    assert decide_batch.decide_batch(project, batch_id, "run", NOW).clear == 1
    stricter = dataclasses.replace(project, settings=reader.loads("[gate]\nrelease_review = false\n"))
    release_batch.publish(project)
    assert "0 posts released" in release_batch.release_batch(stricter, batch_id, NOW)


def test_a_result_file_that_lost_its_end_is_refused(project: Project):
    write_post(project, "2026-11-02-a.md", titled("A"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    (result,) = (BatchFiles.of(project.workspace, batch_id).folder / "results").iterdir()
    result.write_bytes(result.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(ResultsIncomplete):
        gate_batch.load_inspections(project, batch_id, NOW)


def test_damaged_snapshots_hold_their_post(project: Project):
    write_post(project, "2026-11-02-a.md", titled("A"))
    batch_id = freeze(project)
    post = BatchFiles.of(project.workspace, batch_id).manifest().posts[0]
    project.snapshots.path(post.sha256).write_bytes(b"other bytes")
    inspect_all(project, batch_id)
    (decision,) = finish(project, batch_id).values()
    assert decision.verdict is Verdict.HOLD


def test_several_ingestions_become_one_batch_of_the_newest_versions(project: Project):
    write_post(project, "2026-11-02-a.md", "old words")
    first = freeze(project)
    write_post(project, "2026-11-02-a.md", titled("A"))
    second = freeze(project, NOW + timedelta(seconds=5))
    merged = opened(project, first, second, first)
    assert words(project, merged) == [titled("A")]
    assert opened(project, first, second) == merged  # the task is tried again
    assert BatchFiles.of(project.workspace, first).is_settled
    inspect_all(project, merged)
    finish(project, merged)
    assert opened(project, second) is None, "another run has decided it"
    assert gate_batch.open_batch(project, [second], "run") == merged, "the run that decided it is started again"


def test_a_batch_whose_event_airflow_has_lost_is_decided_with_the_next(project: Project):
    write_post(project, "2026-11-02-a.md", titled("A"))
    lost = freeze(project)
    write_post(project, "2026-11-02-b.md", titled("B"))
    named = freeze(project, LATER)
    merged = opened(project, named)
    assert words(project, merged) == [titled("A"), titled("B")]
    assert merged
    assert opened(project, lost) == merged, "its event may come after all"
    gate_batch.plan_shards(project, merged)
    write_post(project, "2026-11-02-c.md", titled("C"))
    assert words(project, opened(project, freeze(project, LATER + timedelta(minutes=1)))) == [titled("C")], (
        "what a run has opened is that run's"
    )


def test_a_batch_that_was_lost_for_long_brings_no_older_version_back(project: Project):
    write_post(project, "2026-11-02-a.md", titled("Old"))
    write_post(project, "2026-11-02-b.md", titled("B"))
    freeze(project)
    write_post(project, "2026-11-02-a.md", titled("New"))
    decided = freeze(project, LATER + timedelta(days=1))
    inspect_all(project, decided)
    compare(project, decided)
    gate_batch.load_inspections(project, decided, LATER)
    gate_batch.validate_batch(project, decided)
    assert set(finish(project, decided)) == {"posts/2026-11-02-a.md", "posts/2026-11-02-b.md"}
    write_post(project, "2026-11-02-c.md", titled("C"))
    assert words(project, opened(project, freeze(project, LATER + timedelta(days=2)))) == [titled("B"), titled("C")]


def opened(project: Project, *batch_ids: str) -> str | None:
    return gate_batch.open_batch(project, batch_ids, "a run of today")


def words(project: Project, batch_id: str | None) -> list[str]:
    assert batch_id
    return [
        project.snapshots.read(post.sha256).decode()
        for post in BatchFiles.of(project.workspace, batch_id).manifest().posts
    ]


def test_an_alert_that_was_not_taken_stays_due_and_is_sent_once(project: Project):
    write_post(project, "2026-11-02-broken.md", UNREADABLE)
    gate(project)

    wire = Wire()
    wire.fault = NotDelivered("451 try later")
    failed = deliver_alerts(project, wire, NOW)
    assert (failed.sent, failed.failed, failed.error) == (0, 1, "451 try later")
    wire.fault = None
    assert deliver_alerts(project, wire, LATER).sent == 1
    assert deliver_alerts(project, wire, LATER).sent == 0
    with writing(project.workspace) as store:
        assert store.query("SELECT state, attempts FROM alerts") == [("sent", 2)]


def test_decisions_of_a_retried_task_stay_the_same(project: Project):
    write_post(project, "2026-11-02-a.md", titled("A"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    finish(project, batch_id)
    path = BatchFiles.of(project.workspace, batch_id).decisions
    before = path.read_bytes()
    decide_batch.decide_batch(project, batch_id, "another run", LATER)
    assert path.read_bytes() == before
    assert BatchFiles.of(project.workspace, batch_id).read_context().run_id == "run"
