"""A drop folder: only finished posts are read, and a post that was taken away is not a deletion."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.site.drop_folder import DropFolder
from content_quality.adapters.site.source_place import SourcePlace
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.read_sources import Request, changed_since_ingestion, ingest
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import gate

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def drop(tmp_path: Path) -> DropFolder:
    (tmp_path / "in").mkdir()
    return DropFolder(SourcePlace(Source("in", "in", kind="drop"), tmp_path))


def listed(drop: DropFolder) -> list[str]:
    return [file.path for file in drop.files((".md",))]


@pytest.mark.parametrize(
    "name",
    [
        "~a.md",
        "~$a.md",
        "#a.md",
        "tmp-a.md",
        "temp.a.md",
        "part_a.md",
        "a.part.md",
        "a.tmp.md",
        "a~tmp.md",
        "a.swp.md",
        ".a.md",
    ],
)
def test_a_file_with_the_name_of_an_unfinished_one_is_not_read(drop: DropFolder, name: str):
    (drop.place.folder / name).write_text("half")
    assert listed(drop) == []


@pytest.mark.parametrize(
    "name",
    [
        "template.md",
        "party.md",
        "a-part-of-it.md",
        "temporary.md",
        "parts.md",
        "2026-11-02-lock.md",
        "a.b.md",
        "partial-eclipse.md",
    ],
)
def test_names_of_finished_posts_are_read(drop: DropFolder, name: str):
    (drop.place.folder / name).write_text("whole")
    assert listed(drop) == [name]


@pytest.mark.parametrize("beside", ["a.md.part", "a.md.tmp", ".a.md.tmp", "a.md.filepart", "a.md.lock"])
def test_a_post_whose_next_version_is_being_written_waits_for_it(drop: DropFolder, beside: str):
    (drop.place.folder / "a.md").write_text("old")
    (drop.place.folder / "b.md").write_text("other")
    unfinished = drop.place.folder / beside
    unfinished.write_text("new, but ha")
    assert listed(drop) == ["b.md"]
    unfinished.write_text("new, but half no more")
    unfinished.replace(drop.place.folder / "a.md")
    assert listed(drop) == ["a.md", "b.md"]
    assert drop.read("a.md", 1000) == b"new, but half no more"


def test_links_are_refused_and_the_same_file_has_one_name(drop: DropFolder):
    (drop.place.folder / "a.md").write_text("x")
    (drop.place.folder / "l.md").symlink_to("/etc/hostname")
    with pytest.raises(Refused, match="symbolic link"):
        drop.read("l.md", 1000)
    assert drop.identity("a.md") == (drop.place.folder / "a.md").resolve()
    assert drop.has("a.md")


def test_a_post_that_was_taken_away_is_no_deletion_and_an_empty_drop_no_fault(project: Project):
    (project.root / "in").mkdir()
    write_post(project, "a.md", CLEAN.format(title="A"))
    dropped = write_post(project, "../in/b.md", CLEAN.format(title="B").replace("nine", "eight"))
    sources = (Source("posts", "_posts"), Source("in", "in", kind="drop"))
    site = dataclasses.replace(project, settings=dataclasses.replace(project.settings, sources=sources))
    gate(site)
    dropped.unlink()
    write_post(project, "c.md", CLEAN.format(title="C").replace("nine", "ten"))
    ingestion = ingest(site, Request(), LATER)
    assert (ingestion.faults, ingestion.removed, ingestion.fresh) == ((), 0, 1)
    assert BatchFiles.of(site.workspace, str(ingestion.batch_id)).manifest().removed == ()


def test_a_file_that_was_just_dropped_settles_first(project: Project):
    (project.root / "in").mkdir()
    sources = (Source("in", "in", kind="drop"),)
    site = dataclasses.replace(project, settings=dataclasses.replace(project.settings, sources=sources))
    write_post(project, "../in/b.md", CLEAN.format(title="B"), age_seconds=0.2)
    assert ingest(site, Request(), NOW).waiting == 1
    assert changed_since_ingestion(site, NOW) is None
    assert ingest(site, Request(), NOW + timedelta(seconds=2)).fresh == 1
