"""Many posts are compared in children side by side, which find what one process finds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from content_quality.adapters.isolation import WorkerLost, can_fork
from content_quality.checks import CHECKS
from content_quality.core.findings import Finding
from content_quality.core.inspection import inspect
from content_quality.core.settings import Settings
from content_quality.pipeline.ingest import compare_posts, post_versions
from content_quality.pipeline.local import compare_files
from content_quality.pipeline.local.inspect_files import File, inspect_files
from content_quality.pipeline.local.kept_versions import KeptVersions
from tests.pipeline.ingest.test_compare_posts import HARBOUR, LIBRARY, ORCHARD, WINDMILL, text

SETTINGS = Settings()
TEXTS = (HARBOUR, ORCHARD, LIBRARY, WINDMILL)


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    for number, title in enumerate("Harbours Orchards Libraries Windmills Tides Cider Clocks Ropes".split()):
        own = f"{title} are the subject of these few words, which no other text has in just this form."
        day = f"2026-11-0{number + 1}"
        (tmp_path / f"{day}-{title.lower()}.md").write_text(text(title, own, TEXTS[number % 4], date=day))
    return tmp_path


def copies(posts: Path) -> Mapping[str, tuple[Finding, ...]]:
    paths = sorted(map(str, posts.iterdir()))
    inspected = [inspect(Path(path).read_bytes(), path, (), SETTINGS) for path in paths]
    return compare_files.copies(inspected, paths, SETTINGS, {})


@pytest.mark.skipif(not can_fork(), reason="one process compares here")
def test_children_find_what_one_process_finds_and_what_one_of_them_loses_is_done_again(posts, monkeypatch):
    alone = copies(posts)
    assert len(alone) == 4
    monkeypatch.setattr(compare_posts, "CHUNK", 2)
    monkeypatch.setattr(compare_files, "processors", lambda: 2)
    parts = []
    isolated = compare_files.run_isolated

    def lossy(work, pieces, limits, workers, *, are_long):
        parts.extend(pieces)
        for number, outcome in enumerate(isolated(work, pieces, limits, workers, are_long=are_long)):
            yield WorkerLost(slow=False, detail="SIGKILL") if number == 1 else outcome

    monkeypatch.setattr(compare_files, "run_isolated", lossy)
    assert copies(posts) == alone
    assert [len(part) for part in parts] == [2, 2, 2, 2]


def test_what_an_inspection_left_is_compared_without_parsing_the_post_again(posts, monkeypatch):
    paths = sorted(map(str, posts.iterdir()))
    kept = KeptVersions()
    files = [File(path, path) for path in paths]
    inspected = inspect_files(files, SETTINGS, 1, versions=kept)
    read_again = copies(posts)
    monkeypatch.setattr(post_versions, "_version", lambda *_: None)  # what is read again is lost
    assert compare_files.copies(inspected, paths, SETTINGS, {}, kept) == read_again
    assert all(one.compared is None for one in inspected), "it lies in a file, not in memory"


def test_a_post_whose_inspection_comes_from_the_cache_is_read_for_the_comparison(posts):
    paths = sorted(map(str, posts.iterdir()))
    kept = KeptVersions()
    fresh = inspect_files([File(path, path) for path in paths[:4]], SETTINGS, 1, versions=kept)
    cached = [inspect(Path(path).read_bytes(), path, CHECKS, SETTINGS) for path in paths[4:]]
    assert compare_files.copies([*fresh, *cached], paths, SETTINGS, {}, kept) == copies(posts)
