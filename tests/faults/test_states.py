"""States that the pipeline can get into, and gets out of by itself."""

from __future__ import annotations

import dataclasses
import os
from datetime import timedelta

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.core.settings import Release, Source
from content_quality.pipeline.gate.release_batch import ReleaseIncomplete
from content_quality.pipeline.ingest.read_sources import Request, changed_since_ingestion, ingest
from content_quality.pipeline.ingest.source_listing import SourceVanished
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import gate

GOOD = "posts/2026-11-02-good.md"


def with_settings(project: Project, **tables: object) -> Project:
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, **tables))  # type: ignore[arg-type]


def test_what_could_not_leave_while_the_target_was_broken_leaves_with_the_next_batch(project: Project):
    write_post(project, "2026-11-02-good.md", CLEAN.format(title="Chairs"))
    target = project.workspace.release / "posts" / "posts"
    target.parent.mkdir(parents=True)
    target.write_text("in the way")
    with pytest.raises(ReleaseIncomplete):
        gate(project)
    target.unlink()
    write_post(project, "2026-11-02-other.md", CLEAN.format(title="Tables"))
    gate(project, NOW + timedelta(minutes=5))
    assert set(ReleaseFolder(project.workspace.release).newest()) == {GOOD, "posts/2026-11-02-other.md"}
    assert (target / "2026-11-02-good.md").read_text() == CLEAN.format(title="Chairs")


def test_a_file_that_is_touched_at_every_look_starves_no_other(project: Project):
    write_post(project, "a.md", "x")
    write_post(project, "busy.md", "x", age_seconds=0.1)
    assert ingest(project, Request(), NOW).batch_id
    assert changed_since_ingestion(project, NOW) is None  # nothing settled has changed since
    later = NOW + timedelta(minutes=1)
    for name, age in (("b.md", 5), ("busy.md", 0.1)):
        path = write_post(project, name, "x")
        os.utime(path, (later.timestamp() - age, later.timestamp() - age))
    assert changed_since_ingestion(project, later)
    assert ingest(project, Request(), later).fresh == 1


def test_a_batch_of_a_clock_that_was_ahead_is_waited_for_no_longer_than_any_other(project: Project):
    write_post(project, "a.md", "x")
    assert ingest(project, Request(), NOW + timedelta(days=400)).batch_id
    assert ingest(project, Request(), NOW).batch_id is None  # a gate may be at work on it
    patience = timedelta(minutes=project.settings.batches.pending_minutes + 1)
    assert ingest(project, Request(), NOW + patience).batch_id


def test_sources_that_list_the_same_file_are_refused(project: Project):
    write_post(project, "deep/a.md", "x")
    twice = with_settings(project, sources=(Source("posts", "_posts"), Source("deep", "_posts/deep")))
    with pytest.raises(SourceVanished, match="both list"):
        ingest(twice, Request(), NOW)
    apart = with_settings(project, sources=(Source("posts", "_posts", "*.md"), Source("deep", "_posts/deep")))
    write_post(project, "b.md", "x")
    assert ingest(with_settings(apart, sources=(Source("deep", "_posts/deep"),)), Request(), NOW).fresh == 1


def test_a_release_folder_inside_a_source_is_refused(project: Project):
    write_post(project, "a.md", "x")
    with pytest.raises(SourceVanished, match=r"release\.folder"):
        ingest(with_settings(project, release=Release(folder="_posts/out")), Request(), NOW)


def test_a_journal_of_alerts_that_cannot_be_opened_keeps_no_post_waiting(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    (project.workspace.root / "alerts" / "journal.jsonl").mkdir(parents=True)
    assert gate(project)["posts/2026-11-02-a.md"].released
    assert set(ReleaseFolder(project.workspace.release).newest()) == {"posts/2026-11-02-a.md"}
