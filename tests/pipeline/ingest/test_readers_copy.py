"""A damaged readers' copy of the store is made anew from the store; what was decided stays decided."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from content_quality.adapters.state.failures import failures
from content_quality.adapters.store import store_copies
from content_quality.adapters.store.known import known_posts
from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import gate

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def decided(project: Project) -> Project:
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Tables"))
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Chairs"))
    gate(project)
    return project


@pytest.mark.parametrize("damage", [b"", b"rotten" * 1_000], ids=["empty", "overwritten"])
def test_a_damaged_copy_is_made_anew_and_no_post_is_decided_twice(decided: Project, damage: bytes):
    published = decided.workspace.published
    before = known_posts(published)
    published.write_bytes(damage)
    assert ingest(decided, Request(), LATER).batch_id is None
    assert known_posts(published) == before
    assert published.with_name("metrics.duckdb.damaged").read_bytes() == damage
    (told,) = failures(decided.workspace)
    assert told.repaired
    assert "metrics.duckdb.damaged" in told.about


def test_with_a_damaged_store_behind_it_nothing_is_read(decided: Project):
    decided.workspace.published.write_bytes(b"rotten" * 1_000)
    decided.workspace.store.write_bytes(b"rotten" * 1_000)
    with pytest.raises(StoreDamaged):
        ingest(decided, Request(), LATER)
    assert decided.workspace.published.read_bytes() == b"rotten" * 1_000


def test_a_crash_while_it_is_made_anew_leaves_a_copy(decided: Project, monkeypatch: pytest.MonkeyPatch):
    decided.workspace.published.write_bytes(b"rotten" * 1_000)

    def crash(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store_copies, "publish", crash)
        with pytest.raises(OSError, match="no space"):
            ingest(decided, Request(), LATER)
    assert os.path.lexists(decided.workspace.published)
    assert ingest(decided, Request(), LATER).batch_id is None
