"""The sample posts through the real DAGs, compared with what an editor expects."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from content_quality.adapters.batches import BatchFiles
from content_quality.adapters.release import ReleaseFolder
from content_quality.adapters.workspace import Workspace
from content_quality.core.findings import Severity
from scripts.mail_sink import start

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "samples.json"


@pytest.mark.slow
def test_the_samples_come_out_of_the_dags_as_an_editor_expects(tmp_path: Path, free_port: int):
    mails = tmp_path / "mail"
    sink = start(mails, "127.0.0.1", free_port)
    mail = {"conn_type": "smtp", "host": "127.0.0.1", "port": free_port, "extra": {"disable_ssl": True, "disable_tls": True}}
    variables = os.environ | {
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(tmp_path),
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(mail),
        "CONTENT_QUALITY_CONFIG": str(ROOT / "content-quality.toml"),
        "CONTENT_QUALITY_STATE": str(tmp_path / "state"),
    }
    airflow = str(Path(sys.executable).with_name("airflow"))
    for command in ([airflow, "db", "migrate"], [airflow, "pools", "set", "content_quality_writer", "1", "one writer"]):
        subprocess.run(command, env=variables, check=True, capture_output=True, timeout=180)
    done = subprocess.run([sys.executable, str(ROOT / "tests/e2e/run_dags.py")], env=variables, capture_output=True, text=True, timeout=300, check=False)
    sink.stop()
    assert 'STATES ["success", "success", "success"]' in done.stdout, done.stdout[-3000:] + done.stderr[-3000:]

    workspace = Workspace(tmp_path / "state")
    (batch,) = workspace.batches.iterdir()
    _, decisions = BatchFiles(batch).read_decisions()
    found = {
        decision.post_id: {
            "verdict": decision.verdict.label,
            "findings": [f"{finding.span.line} {finding.severity.label} {finding.check}" for finding in decision.findings if finding.severity > Severity.INFO],
        }
        for decision in decisions
    }
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    assert found == json.loads(GOLDEN.read_text())
    released = set(ReleaseFolder(workspace.release).newest())
    assert released == {post_id for post_id, post in found.items() if post["verdict"] != "hold"}
    assert len(list(mails.glob("*.eml"))) == 1
