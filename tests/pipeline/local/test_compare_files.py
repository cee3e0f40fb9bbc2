"""Many posts are compared in children side by side, which find what one process finds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from content_quality.adapters.isolation import WorkerLost, can_fork
from content_quality.core.findings import Finding
from content_quality.core.inspection import inspect
from content_quality.core.settings import Settings
from content_quality.pipeline.ingest import compare_posts
from content_quality.pipeline.local import compare_files
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
