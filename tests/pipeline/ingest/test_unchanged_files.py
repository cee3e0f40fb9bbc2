"""Files that have not changed since they were read, and are decided, are not read again; any change is seen."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from content_quality.adapters.site import sources
from content_quality.adapters.site.sources import walk
from content_quality.pipeline.ingest.keep_posts import keep_posts
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.ingest.source_listing import look
from content_quality.pipeline.project import Project
from tests.conftest import NOW, write_post

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows does not tell when a file was changed")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the files that were read, in order; every file counts as changed a while ago."""
    read, found = sources.read_below, []

    def noted(root: Path, relative: str, limit: int) -> bytes:
        found.append(relative)
        return read(root, relative, limit)

    monkeypatch.setattr(sources, "read_below", noted)
    monkeypatch.setattr(sources, "TICK_SECONDS", 0.0)
    return found


def keep(project: Project, sha256: dict[str, str], policy: str | None = None) -> list[str]:
    """Ingest as if the posts of `sha256` were decided under `policy`, or today's; return the bytes of all posts."""
    decided = {name: (digest, policy or project.policy, "") for name, digest in sha256.items()}
    found = look(project)
    return [post.sha256 for post in keep_posts(project, found, found.files, {}, decided)]


def changed(path: Path, text: str) -> None:
    """Write other bytes of the same number, and set back the time that a program can set."""
    before = path.stat()
    time.sleep(0.02)  # the clock of a file system ticks more slowly than the processor's
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_is_decided_and_unchanged_is_not_read_again(project: Project, reads: list[str]):
    write_post(project, "a.md", "x")
    (digest,) = keep(project, {})
    assert keep(project, {"posts/a.md": digest}) == [digest]
    assert reads == ["a.md"]


def test_what_is_not_decided_is_read_again(project: Project, reads: list[str]):
    write_post(project, "a.md", "x")
    (digest,) = keep(project, {})
    keep(project, {"posts/a.md": digest}, policy="another")
    keep(project, {"posts/a.md": "0" * 64})
    keep(project, {})
    assert reads == ["a.md"] * 4


def test_a_change_that_keeps_size_and_time_of_a_file_is_seen(project: Project, reads: list[str]):
    path = write_post(project, "a.md", "one")
    (before,) = keep(project, {})
    changed(path, "two")
    (after,) = keep(project, {"posts/a.md": before})
    assert after != before


@pytest.mark.parametrize("put", [os.replace, lambda new, old: (old.unlink(), new.rename(old))])
def test_another_file_in_its_place_is_seen(project: Project, reads: list[str], put: Callable[[Path, Path], object]):
    path = write_post(project, "a.md", "one")
    (before,) = keep(project, {})
    new = write_post(project, "new.txt", "two")
    os.utime(new, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    put(new, path)
    assert keep(project, {"posts/a.md": before}) != [before]


def test_force_reads_everything(project: Project, reads: list[str]):
    write_post(project, "a.md", "x")
    ingest(project, Request(), NOW)
    ingest(project, Request(), NOW)
    assert reads == ["a.md"], "a post that waits for its decision is not read again"
    assert ingest(project, Request(force=True), NOW).fresh == 1
    assert reads == ["a.md", "a.md"]


def test_a_file_that_changed_just_now_is_read_again(project: Project):
    write_post(project, "a.md", "x")
    (file,) = walk(project.root / "_posts")
    assert file.stamp == ""


def test_a_damaged_memory_of_a_folder_is_none(project: Project, reads: list[str]):
    write_post(project, "a.md", "x")
    (digest,) = keep(project, {})
    (project.workspace.root / "sources" / "posts.json").write_text("{")
    assert keep(project, {"posts/a.md": digest}) == [digest]
    assert reads == ["a.md", "a.md"]
