"""The sample posts through the real DAGs, compared with what an editor expects."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.findings import Severity
from scripts.deploy.mail_sink import start
from tests.conftest import ROOT
from tests.e2e.in_process import states
from tests.ports import free_port

pytestmark = pytest.mark.slow
GOLDEN = ROOT / "tests" / "golden" / "samples.json"


def test_the_samples_come_out_of_the_dags_as_an_editor_expects(tmp_path: Path, new_database: Path):
    mails, port = tmp_path / "mail", free_port()
    sink = start(mails, "127.0.0.1", port)
    mail = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": {"disable_ssl": True, "disable_tls": True}}
    variables = {
        "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(mail),
        "CONTENT_QUALITY_CONFIG": str(ROOT / "content-quality.toml"),
        "CONTENT_QUALITY_STATE": str(tmp_path / "state"),
    }
    found = states("run_dags.py", tmp_path, new_database, variables)
    sink.stop()
    assert found == ["success", "success", "success"]

    workspace = Workspace(tmp_path / "state")
    (batch,) = workspace.batches.iterdir()
    _, decisions = BatchFiles(batch).read_decisions()
    decided = {
        decision.post_id: {
            "verdict": decision.verdict.label,
            "findings": [
                f"{finding.span.line} {finding.severity.label} {finding.check}"
                for finding in decision.findings
                if finding.severity > Severity.INFO
            ],
        }
        for decision in decisions
    }
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(json.dumps(decided, indent=1, ensure_ascii=False) + "\n")
    assert decided == json.loads(GOLDEN.read_text())
    released = set(ReleaseFolder(workspace.release).newest())
    assert released == {post_id for post_id, post in decided.items() if post["verdict"] != "hold"}
    assert len(list(mails.glob("*.eml"))) == 1
