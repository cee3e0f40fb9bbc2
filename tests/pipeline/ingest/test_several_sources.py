"""Several sources of one site: one at fault says what is wrong, stops no other, and loses no post."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import timedelta

import pytest

from content_quality.adapters.state import failures
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.batches import Batch
from content_quality.core.settings import Source
from content_quality.pipeline.archive.judge_archive import judge_archive
from content_quality.pipeline.ingest.note_faults import note_faults
from content_quality.pipeline.ingest.read_sources import Ingestion, Request, changed_since_ingestion, ingest
from content_quality.pipeline.ingest.source_listing import SourceVanished
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import gate

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def two(project: Project) -> Project:
    """A site with the sources `posts` and `guides`, each with a post."""
    (project.root / "guides").mkdir()
    write_post(project, "a.md", CLEAN.format(title="A"))
    write_post(project, "../guides/b.md", CLEAN.format(title="B").replace("nine", "eight"))
    sources = (Source("posts", "_posts"), Source("guides", "guides"))
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, sources=sources))


def names(project: Project, ingestion: Ingestion) -> set[str]:
    return {post.post_id for post in frozen(project, ingestion).posts}


def frozen(project: Project, ingestion: Ingestion) -> Batch:
    assert ingestion.batch_id
    return BatchFiles.of(project.workspace, ingestion.batch_id).manifest()


def test_a_source_that_is_not_there_stops_no_other(two: Project):
    shutil.rmtree(two.root / "guides")
    ingestion = ingest(two, Request(), NOW)
    assert names(two, ingestion) == {"posts/a.md"}
    assert [fault.source for fault in ingestion.faults] == ["guides"]
    told = ingestion.describe()
    assert "FAULT: The source guides (guides) cannot be listed: No such file or directory." in told
    assert "Correct the path of the source" in told


@pytest.mark.parametrize("lost", ["emptied", "gone"])
def test_posts_of_a_source_at_fault_do_not_count_as_deleted(two: Project, lost: str):
    gate(two)
    if lost == "gone":
        shutil.rmtree(two.root / "guides")
    else:
        (two.root / "guides" / "b.md").unlink()
    write_post(two, "c.md", CLEAN.format(title="C"))
    ingestion = ingest(two, Request(), LATER)
    assert frozen(two, ingestion).removed == ()
    assert names(two, ingestion) == {"posts/c.md"}
    assert [fault.source for fault in ingestion.faults] == ["guides"]


def test_the_request_for_a_source_at_fault_fails_with_its_reason(two: Project):
    shutil.rmtree(two.root / "guides")
    with pytest.raises(SourceVanished, match=r"The source guides .* cannot be listed"):
        ingest(two, Request(source="guides"), NOW)
    assert ingest(two, Request(source="posts"), NOW).fresh == 1


def test_overlapping_sources_are_both_at_fault_and_a_third_goes_on(two: Project):
    sources = (*two.settings.sources, Source("deep", "guides"))
    three = dataclasses.replace(two, settings=dataclasses.replace(two.settings, sources=sources))
    ingestion = ingest(three, Request(), NOW)
    assert names(three, ingestion) == {"posts/a.md"}
    assert sorted(fault.source for fault in ingestion.faults) == ["deep", "guides"]
    assert "both list 'b.md'" in ingestion.faults[0].why


def test_a_source_with_too_many_posts_stops_no_other(two: Project):
    write_post(two, "../guides/c.md", "x")
    limits = dataclasses.replace(two.settings.limits, max_posts=1)
    few = dataclasses.replace(two, settings=dataclasses.replace(two.settings, limits=limits))
    ingestion = ingest(few, Request(), NOW)
    assert names(few, ingestion) == {"posts/a.md"}
    assert "lists 2 posts; the limit is 1" in ingestion.faults[0].why


def test_the_watcher_fires_once_when_a_source_fails_and_once_when_it_is_back(two: Project):
    ingest(two, Request(), NOW)
    assert changed_since_ingestion(two, NOW) is None
    (two.root / "guides").rename(two.root / "elsewhere")
    assert changed_since_ingestion(two, NOW)
    ingest(two, Request(), NOW)
    assert changed_since_ingestion(two, NOW) is None
    (two.root / "elsewhere").rename(two.root / "guides")
    assert changed_since_ingestion(two, NOW)


def test_maintainers_hear_of_a_source_at_fault(two: Project):
    shutil.rmtree(two.root / "guides")
    note_faults(two, ingest(two, Request(), NOW).faults, NOW)
    note_faults(two, ingest(two, Request(), LATER).faults, LATER)
    found = list(failures.failures(two.workspace))
    assert {failure.cause for failure in found} == {"source guides"}
    assert all("cannot be listed" in failure.fault.detail for failure in found)
    assert all("the other sources are read" in failure.fault.cause.step for failure in found)


def test_an_archive_without_one_of_its_sources_is_no_archive(two: Project, tmp_path):
    shutil.rmtree(two.root / "guides")
    with pytest.raises(SourceVanished, match="guides"):
        judge_archive(two, tmp_path / "scratch", NOW)


def test_moved_and_deleted_posts_are_told_apart(two: Project):
    write_post(two, "old.md", CLEAN.format(title="Old").replace("nine", "ten"))
    gate(two)
    (two.root / "_posts" / "a.md").rename(two.root / "_posts" / "moved.md")
    (two.root / "_posts" / "old.md").unlink()
    ingestion = ingest(two, Request(), LATER)
    assert ingestion.moved == (("posts/a.md", "posts/moved.md"),)
    assert frozen(two, ingestion).removed == ("posts/a.md", "posts/old.md")
    assert "1 moved: posts/a.md → posts/moved.md; 1 deleted" in ingestion.describe()


def test_a_deletion_alone_is_told_and_makes_no_batch(two: Project):
    write_post(two, "old.md", CLEAN.format(title="Old").replace("nine", "ten"))
    gate(two)
    (two.root / "_posts" / "old.md").unlink()
    ingestion = ingest(two, Request(), LATER)
    assert ingestion.batch_id is None
    assert "1 deleted; the next batch takes them from the site's figures" in ingestion.describe()
