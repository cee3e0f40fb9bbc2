"""Sources on servers in the pipeline: what they know of a post is kept, and only what changed is read."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.site import git_mirror
from content_quality.adapters.site.git_source import GitRepository
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.batches import Batch
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.read_sources import Request, changed_since_ingestion, ingest
from content_quality.pipeline.ingest.source_listing import SourceVanished
from content_quality.pipeline.project import Project
from tests.adapters.site.git_site import Repository
from tests.conftest import CLEAN, NOW
from tests.pipeline.steps import gate

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setattr(git_mirror, "FIRST_WAIT", 0.001)
    made = Repository.new(tmp_path / "repository")
    made.commit(
        {
            "_posts/2026-11-02-a.md": CLEAN.format(title="A"),
            "_posts/2026-11-03-b.md": CLEAN.format(title="B").replace("nine", "eight"),
        }
    )
    return made


@pytest.fixture
def far(project: Project, repository: Repository) -> Project:
    source = Source("posts", "_posts", kind="git", url=repository.url, branch="main")
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, sources=(source,)))


def frozen(project: Project, now=NOW, **about) -> Batch:
    ingestion = ingest(project, Request(**about), now)
    assert ingestion.batch_id, ingestion.describe()
    return BatchFiles.of(project.workspace, ingestion.batch_id).manifest()


def test_posts_of_a_branch_are_judged_like_those_of_a_folder(far: Project):
    decisions = gate(far)
    assert {name: decision.released for name, decision in decisions.items()} == {
        "posts/2026-11-02-a.md": True,
        "posts/2026-11-03-b.md": True,
    }


def test_author_and_commit_are_kept_with_the_batch(far: Project, repository: Repository):
    commit = repository.commit({"_posts/2026-11-02-a.md": CLEAN.format(title="A2")}, author="Jun Sato")
    post = next(one for one in frozen(far).posts if one.post_id == "posts/2026-11-02-a.md")
    assert (post.author, post.commit, post.path) == ("Jun Sato", commit, "_posts/2026-11-02-a.md")


def test_only_blobs_that_changed_are_read(far: Project, repository: Repository, monkeypatch):
    gate(far)
    read: list[str] = []
    blob = GitRepository.read
    monkeypatch.setattr(GitRepository, "read", lambda self, path, limit: read.append(path) or blob(self, path, limit))
    repository.commit({"_posts/2026-11-02-a.md": CLEAN.format(title="A2")})
    assert [post.post_id for post in frozen(far, LATER).posts] == ["posts/2026-11-02-a.md"]
    assert read == ["2026-11-02-a.md"]
    assert len(frozen(far, LATER, force=True).posts) == 2  # asked for again: from the bytes that are kept
    assert read == ["2026-11-02-a.md"]


def test_a_rewritten_branch_without_changed_posts_is_nothing_new(far: Project, repository: Repository):
    gate(far)
    repository.git("commit", "--quiet", "--amend", "-m", "other words")
    assert ingest(far, Request(), LATER).batch_id is None
    assert changed_since_ingestion(far, LATER) is None


def test_a_push_wakes_the_watcher_when_its_look_is_old_enough(far: Project, repository: Repository):
    gate(far)
    repository.commit({"_posts/2026-11-04-c.md": CLEAN.format(title="C")})
    assert changed_since_ingestion(far, LATER) is None  # within `look_seconds` of the ingestion
    source = dataclasses.replace(far.settings.sources[0], look_seconds=1)
    eager = dataclasses.replace(far, settings=dataclasses.replace(far.settings, sources=(source,)))
    look = far.workspace.root / "sources" / "posts" / "mirror.git" / "look.json"
    look.write_text(look.read_text().replace('"at": 1', '"at": 0'))
    assert changed_since_ingestion(eager, LATER)


def test_a_server_that_is_gone_loses_no_post(far: Project, repository: Repository, tmp_path: Path):
    gate(far)
    repository.folder.rename(tmp_path / "away")
    with pytest.raises(SourceVanished, match=r"The source posts \(_posts\) cannot be listed: git: "):
        ingest(far, Request(), LATER)
    (tmp_path / "away").rename(repository.folder)
    assert ingest(far, Request(), LATER).batch_id is None


def test_a_folder_that_was_emptied_is_a_fault_and_no_deletion(far: Project, repository: Repository):
    gate(far)
    repository.commit({"_posts/2026-11-02-a.md": None, "_posts/2026-11-03-b.md": None, "_posts/notes.txt": "all moved"})
    with pytest.raises(SourceVanished, match="had posts and now lists none"):
        ingest(far, Request(), LATER)


def test_a_deleted_and_a_moved_post_are_noticed(far: Project, repository: Repository):
    gate(far)
    repository.git("mv", "_posts/2026-11-02-a.md", "_posts/2026-11-05-a.md")
    repository.commit({})
    ingestion = ingest(far, Request(), LATER)
    assert ingestion.moved == (("posts/2026-11-02-a.md", "posts/2026-11-05-a.md"),)


def test_a_kept_copy_that_was_damaged_is_read_again_from_the_repository(far: Project):
    batch = frozen(far)
    for post in batch.posts:
        far.snapshots.path(post.sha256).write_bytes(b"rotten")
    frozen(far, LATER, force=True)
    assert all(far.snapshots.read(post.sha256) for post in batch.posts)


def test_what_is_known_of_posts_that_have_gone_is_dropped(far: Project, repository: Repository):
    frozen(far)
    memory = far.workspace.root / "sources" / "posts.json"
    assert "2026-11-03-b.md" in memory.read_text()
    repository.commit({"_posts/2026-11-03-b.md": None, "_posts/2026-11-02-a.md": CLEAN.format(title="New")})
    frozen(far, LATER)
    assert "2026-11-03-b.md" not in memory.read_text()


def test_the_request_for_a_source_that_does_not_exist_names_those_that_do(far: Project):
    with pytest.raises(SourceVanished, match="'blog' is not a source of which batches are made; these are: posts"):
        ingest(far, Request(source="blog"), NOW)
