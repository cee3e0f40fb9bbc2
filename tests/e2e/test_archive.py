"""Through Airflow: drafts rewritten in place while they are decided, then the weekly look at the archive, and its back-up restored."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import read_lines
from content_quality.checks import CHECKS
from content_quality.core.gate.decide import Verdict, worst
from content_quality.core.inspection import inspect
from content_quality.pipeline.archive.rebuild_store import rebuild_store
from content_quality.pipeline.project import project_of
from tests.conftest import CLEAN, ROOT
from tests.e2e.in_process import states
from tests.pipeline.archive.test_keep_state import contents
from tests.pipeline.gate.test_acceptances import CUT

CONFIG = """[site]
name = "Test"
generator = "jekyll"
[[sources]]
name = "posts"
path = "_posts"
[schedule]
settle_seconds = 0
[checks]
repeated-passage = "report-only"
"""
# Good and bad versions over each other, in pieces, without truncating first.
REWRITE = """
import itertools, sys, time
good, bad = sys.argv[2:]
with open(sys.argv[1], "r+b", buffering=0) as file:
    for number in itertools.count():
        text = ((good, bad)[number % 3 == 0] + f"Round {number}.\\n").encode()
        file.seek(0); file.write(text[: number % len(text)]); file.write(text[number % len(text):]); file.truncate()
        time.sleep(0.01)
"""
pytestmark = pytest.mark.slow


@contextmanager
def rewriting(path: Path) -> Iterator[None]:
    writer = subprocess.Popen([sys.executable, "-c", REWRITE, str(path), CLEAN.format(title="Tables"), CUT])
    try:
        yield
    finally:
        writer.kill()
        writer.wait()


def test_no_undecided_byte_leaves_through_airflow_and_the_audit_sums_up_and_backs_up(
    tmp_path: Path, new_database: Path, monkeypatch: pytest.MonkeyPatch
):
    config, posts = tmp_path / "content-quality.toml", tmp_path / "_posts"
    config.write_text(CONFIG)
    posts.mkdir()
    (posts / "2026-11-02-held.md").write_text(CUT)
    (posts / "2026-11-03-draft.md").write_text(CUT.replace("---\n\n", "published: false\n---\n\n", 1))
    (posts / "2026-11-04-good.md").write_text(CLEAN.format(title="Good"))
    rewritten = posts / "2026-11-05-rewritten.md"
    rewritten.write_text(CLEAN.format(title="Tables"))
    places = {
        "CONTENT_QUALITY_CONFIG": config,
        "CONTENT_QUALITY_STATE": tmp_path / "state",
        "CONTENT_QUALITY_EXPECTATIONS": ROOT / "expectations",
    }
    for name, place in places.items():
        monkeypatch.setenv(name, str(place))
    with rewriting(rewritten):
        found = states("run_archive.py", tmp_path, new_database, {name: str(place) for name, place in places.items()})
    assert set(found) == {"success"}

    project = project_of(config)
    decided = {}
    for folder in sorted(project.workspace.batches.iterdir()):
        for decision in BatchFiles(folder).read_decisions()[1]:
            decided[decision.post_id, decision.sha256] = decision
    manifest = list(read_lines(project.workspace.release / "manifest.jsonl"))
    released = ReleaseFolder(project.workspace.release).newest()
    assert len(manifest) >= 2
    assert {"posts/2026-11-02-held.md", "posts/2026-11-03-draft.md"}.isdisjoint(released)
    for entry in released.values():
        data = ReleaseFolder(project.workspace.release).target(entry.post_id).read_bytes()
        again = inspect(data, entry.path, CHECKS, project.settings, entry.post_id)
        assert decided[entry.post_id, again.sha256].released
        assert again.error is None
        assert worst(again.findings) is not Verdict.HOLD
    tried = sum(post_id == "posts/2026-11-05-rewritten.md" for post_id, _ in decided)
    print(f"rewritten through Airflow: {tried} versions decided, {len(manifest)} releases")
    assert tried > 1

    (audit,) = (project.workspace.root / "audits").glob("*.jsonl")
    sums, *seen = read_lines(audit)
    assert sums["posts"] == len(seen) == 4
    assert (sums["hold"], sums["unpublished"]) in ((2, 1), (3, 1))  # the rewritten one may be either
    (backup,) = (project.workspace.root / "backups").glob("*-metrics.duckdb")
    before = contents(project)
    assert before["audits"]
    loads = before.pop("loads")
    project.workspace.store.write_bytes(b"")
    rebuild_store(project, backup)
    after = contents(project)
    assert set(loads) <= set(after.pop("loads"))
    assert after == before
