"""Ingestion: every new version once, nothing lost, nothing half-written."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.batches import Batch
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.read_sources import (
    Ingestion,
    Request,
    changed_since_ingestion,
    ingest,
)
from content_quality.pipeline.ingest.source_listing import SourceVanished
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post


def batch_of(project: Project, ingestion: Ingestion) -> Batch:
    assert ingestion.batch_id
    return BatchFiles.of(project.workspace, ingestion.batch_id).manifest()


def test_new_posts_become_one_batch_with_their_bytes_kept(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    write_post(project, "deep/b.md", CLEAN.format(title="B"))
    batch = batch_of(project, ingest(project, Request(), NOW))
    assert [post.post_id for post in batch.posts] == ["posts/2026-11-02-a.md", "posts/deep/b.md"]
    assert project.snapshots.read(batch.posts[0].sha256).decode() == CLEAN.format(title="A")


def test_a_post_waiting_for_its_decision_is_not_read_again_until_its_batch_counts_as_lost(project: Project):
    write_post(project, "a.md", "x")
    assert ingest(project, Request(), NOW).batch_id
    assert ingest(project, Request(), NOW).batch_id is None
    assert ingest(project, Request(), NOW + timedelta(minutes=31)).batch_id


def test_a_file_that_may_still_be_written_waits(project: Project):
    write_post(project, "a.md", "x", age_seconds=0.2)
    ingestion = ingest(project, Request(), NOW)
    assert (ingestion.batch_id, ingestion.waiting) == (None, 1)
    assert "1 waiting" in ingestion.describe()
    assert ingest(project, Request(), NOW + timedelta(seconds=2)).batch_id


def test_what_cannot_be_read_is_part_of_the_batch_and_says_why(project: Project):
    target = write_post(project, "a.md", "x")
    (target.parent / "b.md").symlink_to(target)
    batch = batch_of(project, ingest(project, Request(), NOW))
    assert [(post.sha256 != "", post.refused) for post in batch.posts] == [
        (True, None),
        (False, "The file is a symbolic link; links are not read."),
    ]


def test_source_and_pattern_narrow_what_is_read_and_force_reads_it_again(project: Project):
    write_post(project, "a.md", "x")
    write_post(project, "b.md", "y")
    assert [post.path for post in batch_of(project, ingest(project, Request(glob="a*"), NOW)).posts] == ["_posts/a.md"]
    with pytest.raises(SourceVanished, match="these are: posts"):
        ingest(project, Request(source="other"), NOW)
    assert len(batch_of(project, ingest(project, Request(force=True), NOW)).posts) == 2


def test_copies_that_the_pipeline_has_written_are_no_posts(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    (copies := project.workspace.root / "release" / "posts").mkdir(parents=True)
    (copies / "2026-11-02-a.md").write_text(CLEAN.format(title="A"))
    whole_site = dataclasses.replace(project.settings, sources=(Source("site", "."),))
    assert ingest(dataclasses.replace(project, settings=whole_site), Request(), NOW).listed == 1


def test_a_missing_source_is_a_fault_and_no_quiet_day(project: Project):
    (project.root / "_posts").rmdir()
    with pytest.raises(SourceVanished, match="cannot be listed"):
        ingest(project, Request(), NOW)


def test_the_watcher_fires_for_a_settled_change_until_it_is_ingested(project: Project):
    write_post(project, "a.md", "x")
    first = changed_since_ingestion(project, NOW)
    assert first
    assert changed_since_ingestion(project, NOW) == first
    ingest(project, Request(), NOW)
    assert changed_since_ingestion(project, NOW) is None
    write_post(project, "a.md", "xy", age_seconds=0.1)
    assert changed_since_ingestion(project, NOW) is None
    assert changed_since_ingestion(project, NOW + timedelta(seconds=2))


def test_a_change_while_files_were_being_read_is_seen_by_the_next_look(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    path = write_post(project, "a.md", "x")
    keep = type(project.snapshots).keep

    def keep_and_change(self, data: bytes) -> str:
        path.write_bytes(b"changed meanwhile")
        return keep(self, data)

    monkeypatch.setattr(type(project.snapshots), "keep", keep_and_change)
    ingest(project, Request(), NOW)
    assert changed_since_ingestion(project, NOW + timedelta(days=400))
