"""A shard that takes too long is no shard that is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from content_quality.adapters.isolation import WorkerLost
from content_quality.adapters.state.batch_files import BatchFiles, dumped
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.ingest import inspect_shard
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import freeze

POSTS = [f"posts/2026-11-02-{name}.md" for name in "abc"]


def planned(project: Project) -> tuple[str, str]:
    for name in "abc":
        write_post(project, f"2026-11-02-{name}.md", CLEAN.format(title=name))
    batch_id = freeze(project)
    (shard,) = gate_batch.plan_shards(project, batch_id)
    return batch_id, shard


def results(project: Project, batch_id: str) -> dict[str, bool]:
    """Return whether each post was inspected, by post_id."""
    files = BatchFiles.of(project.workspace, batch_id)
    return {one.post_id: one.facts is not None for one, _ in files.results(project.checks_digest)}


def test_a_retry_goes_on_behind_the_last_inspection(project: Project, monkeypatch: pytest.MonkeyPatch):
    batch_id, shard = planned(project)
    asked: list[list[str]] = []
    run = inspect_shard.run_isolated

    def breaks_off(work, posts: Sequence, limits):
        asked.append([post.post_id for post in posts])
        for number, outcome in enumerate(run(work, posts, limits)):
            if number == 2 and len(asked) == 1:
                raise KeyboardInterrupt
            yield outcome

    monkeypatch.setattr(inspect_shard, "run_isolated", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        inspect_shard.inspect_shard(project, batch_id, shard, NOW)
    assert results(project, batch_id) == {}
    inspect_shard.inspect_shard(project, batch_id, shard, NOW)
    assert asked == [POSTS, POSTS[2:]]
    assert results(project, batch_id) == dict.fromkeys(POSTS, True)
    assert not list(project.workspace.root.rglob("*.unfinished"))


def test_what_was_kept_under_other_checks_is_inspected_again(project: Project):
    batch_id, shard = planned(project)
    files = BatchFiles.of(project.workspace, batch_id)
    inspect_shard.inspect_shard(project, batch_id, shard, NOW)
    for one, _ in list(files.results(project.checks_digest)):
        files.keep_inspection(shard, "other checks", dumped(dataclasses.replace(one, facts=None)))
    assert files.kept_inspections(shard, project.checks_digest) == {}
    inspect_shard.inspect_shard(project, batch_id, shard, NOW)
    assert results(project, batch_id) == dict.fromkeys(POSTS, True)


def test_after_the_time_of_a_shard_the_rest_is_held_for_lack_of_evidence(project: Project):
    batch_id, shard = planned(project)
    summary = inspect_shard.inspect_shard(project, batch_id, shard, NOW, seconds=0, again_seconds=0)
    assert (summary.posts, summary.crashed) == (3, 3)
    assert results(project, batch_id) == dict.fromkeys(POSTS, False)


def test_what_a_shard_had_no_time_for_is_tried_again_alone(project: Project, monkeypatch: pytest.MonkeyPatch):
    batch_id, shard = planned(project)
    asked: list[list[str]] = []
    run = inspect_shard.run_isolated

    def listed(work, posts: Sequence, limits):
        asked.append([post.post_id for post in posts])
        return run(work, posts, limits)

    monkeypatch.setattr(inspect_shard, "run_isolated", listed)
    summary = inspect_shard.inspect_shard(project, batch_id, shard, NOW, seconds=0)
    assert asked == [POSTS, *([post] for post in POSTS)]
    assert (summary.posts, summary.crashed) == (3, 0)
    assert results(project, batch_id) == dict.fromkeys(POSTS, True)


def test_a_post_whose_process_was_lost_is_tried_again_alone(project: Project, monkeypatch: pytest.MonkeyPatch):
    batch_id, shard = planned(project)
    run = inspect_shard.run_isolated

    def loses_the_second_of_many(work, posts: Sequence, limits):
        for post, outcome in zip(posts, run(work, posts, limits), strict=True):
            yield WorkerLost(slow=False, detail="SIGKILL") if len(posts) > 1 and post.post_id == POSTS[1] else outcome

    monkeypatch.setattr(inspect_shard, "run_isolated", loses_the_second_of_many)
    assert inspect_shard.inspect_shard(project, batch_id, shard, NOW).crashed == 0
    assert results(project, batch_id) == dict.fromkeys(POSTS, True)


def test_a_post_that_is_lost_alone_too_is_held(project: Project, monkeypatch: pytest.MonkeyPatch):
    batch_id, shard = planned(project)
    lost = WorkerLost(slow=False, detail="SIGKILL")
    run = inspect_shard.run_isolated

    def loses_the_second(work, posts: Sequence, limits):
        for post, outcome in zip(posts, run(work, posts, limits), strict=True):
            yield lost if post.post_id == POSTS[1] else outcome

    monkeypatch.setattr(inspect_shard, "run_isolated", loses_the_second)
    assert inspect_shard.inspect_shard(project, batch_id, shard, NOW).crashed == 1
    assert results(project, batch_id) == {POSTS[0]: True, POSTS[1]: False, POSTS[2]: True}
