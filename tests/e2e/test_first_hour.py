"""Through Airflow: the first look at an archive is one mail, and accepting the present state releases what readers see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from scripts.deploy.mail_sink import start
from tests.conftest import ROOT
from tests.e2e.in_process import states
from tests.pipeline.archive.test_first_look import cut
from tests.ports import free_port

pytestmark = pytest.mark.slow
CONFIG = """[site]
name = "Test"
generator = "jekyll"
[[sources]]
name = "posts"
path = "_posts"
[schedule]
settle_seconds = 0
"""


def test_an_archive_is_accepted_through_airflow(tmp_path: Path, new_database: Path):
    config, posts = tmp_path / "content-quality.toml", tmp_path / "_posts"
    config.write_text(CONFIG)
    posts.mkdir()
    for number in range(25):
        (posts / f"2026-01-02-{number}.md").write_text(cut(number).replace("2026-11-02", "2026-01-02"))
    (posts / "2026-01-02-draft.md").write_text(cut(99, "published: false\n"))
    mails, port = tmp_path / "mail", free_port()
    sink = start(mails, "127.0.0.1", port)
    mail = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": {"disable_ssl": True, "disable_tls": True}}
    variables = {
        "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(mail),
        "CONTENT_QUALITY_CONFIG": str(config),
        "CONTENT_QUALITY_STATE": str(tmp_path / "state"),
        "CONTENT_QUALITY_EXPECTATIONS": str(ROOT / "expectations"),
    }
    found = states("run_first_hour.py", tmp_path, new_database, variables)
    sink.stop()
    assert found == ["success", "success", "success", "failed", "success", "success"]
    (letter,) = mails.glob("*.eml")
    assert "First look at your archive" in letter.read_text("utf-8")
    workspace = Workspace(tmp_path / "state")
    newest = max(folder.name for folder in workspace.batches.iterdir())
    context, decisions = BatchFiles.of(workspace, newest).read_decisions()
    held = [decision.post_id for decision in decisions if decision.verdict.label == "hold"]
    assert held == ["posts/2026-01-02-draft.md"]
    assert {decision.verdict.label for decision in decisions} == {"hold", "debt"}
    assert context.run_id
    assert len(ReleaseFolder(workspace.release).newest()) == 25
