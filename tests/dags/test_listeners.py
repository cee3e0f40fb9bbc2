"""Listeners run inside the scheduler, which holds locks meanwhile: one that commits ends it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]

# In a process and a database of its own: the guard against commits is the scheduler's own.
SCRIPT = """
import datetime
import sqlalchemy
from airflow.utils import db
db.initdb()
from airflow import settings
from airflow.models.dagrun import DagRun
from airflow.models.xcom import XComModel
from airflow.utils.sqlalchemy import prohibit_commit
from content_quality.orchestration import failures, notes

now = datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc)
session = settings.Session()
session.execute(sqlalchemy.text("PRAGMA foreign_keys = OFF"))  # the result stands there without its task
run = DagRun(dag_id="gate_posts", run_id="r1", run_after=now, run_type="manual", state="running")
session.add(run)
session.flush()
session.add(XComModel(dag_run_id=run.id, dag_id="gate_posts", run_id="r1", task_id="judge.decide", map_index=-1,
key="return_value", value="5 checked, 2 held"))
session.flush()
run.dag = type("Dag", (), {"partial": False, "task_ids": []})()
kept = []
failures._keep = lambda *said: kept.append(said)
failures._send = lambda: None
with prohibit_commit(session):
    failures.on_dag_run_failed(run, "")
    notes.on_dag_run_success(run, "")
    print("NOTE", run.note)
    print("KEPT", len(kept))
    run.note = "read by a person"
    notes.on_dag_run_success(run, "")
    print("STILL", run.note)
"""


def test_listeners_read_in_the_schedulers_own_session_and_commit_nothing(tmp_path: Path):
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "AIRFLOW_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT / "include"),
    }
    environment |= {
        "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path / 'airflow.db'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "NOTE 5 checked, 2 held" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
    assert "KEPT 1" in done.stdout
    assert "STILL read by a person" in done.stdout
