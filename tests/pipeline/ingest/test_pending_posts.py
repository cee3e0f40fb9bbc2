"""A post waits from the moment it is frozen until readers see its decision; whoever looks meanwhile does not read it again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.pipeline.gate import decide_batch, gate_batch, release_batch
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import compare, freeze, gate, inspect_all

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)


def decided(project: Project) -> str:
    """Return a batch that is decided and that readers do not see yet."""
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    decide_batch.decide_batch(project, batch_id, "run", NOW)
    return batch_id


@pytest.mark.parametrize("earlier", [False, True])
def test_posts_are_not_read_again_between_their_decision_and_its_publication(project: Project, earlier: bool):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    if earlier:
        gate(project)
        write_post(project, "2026-11-02-b.md", CLEAN.format(title="B"))
    decided(project)
    assert ingest(project, Request(), NOW + A_MINUTE).batch_id is None
    release_batch.publish(project)
    assert ingest(project, Request(), NOW + A_MINUTE).batch_id is None


def test_a_post_that_changes_meanwhile_is_read(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="B"))
    decided(project)
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Bee"))
    later = ingest(project, Request(), NOW + A_MINUTE).batch_id
    assert later is not None
    posts = BatchFiles.of(project.workspace, later).manifest().posts
    assert [post.post_id for post in posts] == ["posts/2026-11-02-b.md"]


def test_decisions_that_are_never_published_count_as_lost(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    lost = decided(project)
    patience = timedelta(minutes=project.settings.batches.pending_minutes)
    assert ingest(project, Request(), NOW + patience + A_MINUTE).batch_id not in (None, lost)


def test_posts_that_wait_are_not_read_again_after_a_clock_was_set_back(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    gate(project, NOW + A_DAY)
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="B"))
    waiting = freeze(project, NOW)
    assert waiting > f"{NOW + A_DAY:%Y%m%dT%H%M}"  # it comes after the batch of the wrong clock
    assert ingest(project, Request(), NOW + A_MINUTE).batch_id is None


@pytest.mark.parametrize("kept", [None, b"", b"{}\n", b'{"seen":"soon"}\n', b'{"seen":"2099-01-01T00:00:00+00:00"}\n'])
def test_posts_of_a_batch_that_lies_ahead_wait_from_when_it_was_first_seen(project: Project, kept: bytes | None):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    lost = freeze(project, NOW + A_DAY)
    if kept is not None:
        (BatchFiles.of(project.workspace, lost).folder / "ahead.json").write_bytes(kept)
    patience = timedelta(minutes=project.settings.batches.pending_minutes)
    for seen_before in (timedelta(), A_MINUTE, patience):
        assert ingest(project, Request(), NOW + seen_before).batch_id is None
    assert ingest(project, Request(), NOW + patience + A_MINUTE).batch_id not in (None, lost)


def test_two_ingestions_at_once_freeze_a_post_once(project: Project):
    for number in range(20):
        write_post(project, f"2026-11-02-{number}.md", CLEAN.format(title=f"Post {number}"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: ingest(project, Request(), NOW).batch_id, range(4)))
    assert sorted(one is None for one in found) == [False, True, True, True]
