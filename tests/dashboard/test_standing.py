"""A post's page is live: what is being checked, whether that failed, and what readers see meanwhile."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.waiting_batches import waiting_batches
from content_quality.core.gate.batches import Batch, BatchPost
from content_quality.dashboard.runs import Run
from tests.dashboard.conftest import NOW
from tests.dashboard.test_commands import Recorded

POST = "posts/a.md"
PAGE = f"/posts/{POST}"
WAITING = "20261120T090000000000Z-abc"


def freeze(shelf, sha256: str = "f" * 64, batch_id: str = WAITING) -> BatchFiles:
    """Freeze a batch with the post that nothing has decided yet."""
    batch = Batch(batch_id, NOW, "changed", "p", (BatchPost(POST, "a.md", "posts", sha256, 10),))
    files = BatchFiles.of(shelf.workspace, batch_id)
    files.write_manifest(batch)
    os.utime(files.folder / "manifest.json", (NOW.timestamp(), NOW.timestamp()))
    return files


def failed(minutes: int) -> Run:
    return Run("gate_posts", "r", "failed", NOW, NOW + timedelta(minutes=minutes))


@pytest.fixture
def held(shelf):
    """A held version, and an older one that was released."""
    shelf.batch("b0", created_at=NOW - timedelta(days=1))
    shelf.post("a.md", "clear", batch_id="b0", newest=False, text="older\n")
    shelf.batch("b1")
    shelf.post("a.md", "hold")
    shelf.publish()
    return shelf


def test_the_page_says_what_readers_see_while_the_newest_version_is_held(held, client):
    text = client().get(PAGE).text
    assert "Readers still see the version of 2026-11-19 09:00." in text
    assert f'href="{PAGE}?since=b0"' in text
    assert "Readers still see" not in client().get(f"{PAGE}?batch=b0").text


def test_a_saved_version_is_being_checked_and_the_page_asks_for_the_result(held, client):
    before = client().get("/standing", params={"id": POST}).json()
    assert "being checked" not in client().get(PAGE).text
    files = freeze(held)
    text = client().get(PAGE).text
    assert "A newer version of this post was saved and is being checked." in text
    assert "data-soon" in text
    during = client().get("/standing", params={"id": POST}).json()
    assert during["waits"] is True
    assert during["signature"] != before["signature"]
    assert f'data-signature="{during["signature"]}"' in text
    files.decisions.write_text("{}\n")
    assert client().get("/standing", params={"id": POST}).json() == before


def test_the_same_bytes_are_being_decided_again(held, client):
    sha256 = next(row["sha256"] for table, row in held.rows if table == "posts")
    freeze(held, sha256)
    assert "This version is being decided again." in client().get(PAGE).text


def test_a_failed_batch_shows_on_its_posts_and_among_the_batches(held, client):
    freeze(held)
    dashboard = client(commands=Recorded(runs=(failed(minutes=1),)), airflow_url="")
    assert "A newer version of this post could not be decided: the run failed." in dashboard.get(PAGE).text
    batches = dashboard.get("/batches").text
    assert "The run that should decide this batch failed." in batches
    assert WAITING in batches
    assert 'href="/dags/gate_posts/runs/r"' in batches


def test_a_run_that_failed_before_the_batch_came_is_not_its_run(held, client):
    freeze(held)
    dashboard = client(commands=Recorded(runs=(failed(minutes=-1),)))
    assert "could not be decided" not in dashboard.get(PAGE).text
    assert "1 post is being checked" in dashboard.get("/batches").text


def test_what_was_decided_merged_given_up_or_damaged_waits_no_longer(held):
    freeze(held).decisions.write_text("{}\n")
    freeze(held, batch_id="20261120T090000000001Z-abc").merged.write_text("{}")
    (freeze(held, batch_id="20261120T090000000002Z-abc").folder / "manifest.json").write_text("{")
    old = freeze(held, batch_id="20261120T090000000003Z-abc").folder / "manifest.json"
    os.utime(old, (NOW.timestamp() - 864_000,) * 2)
    damaged = held.workspace.batches / "20261120T090000000002Z-abc" / "manifest.json"
    os.utime(damaged, (NOW.timestamp(),) * 2)
    assert waiting_batches(held.workspace, NOW) == []
