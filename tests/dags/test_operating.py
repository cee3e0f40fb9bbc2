"""What docs/operating.md promises about Airflow's own settings."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from content_quality.core.settings import Settings
from content_quality.core.settings.cluster import Cluster
from content_quality.orchestration.defaults import DEFAULT_ARGS, default_args
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text("utf-8")
SCRIPT = """
import sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
assert bag.import_errors == {}, bag.import_errors
tasks = [task for dag in bag.dags.values() for task in dag.tasks]
print("POLICY", len(tasks), {(str(task.execution_timeout), task.queue, task.priority_weight) for task in tasks})
"""


def test_the_cluster_policy_of_the_page_reaches_every_task(tmp_path: Path):
    (policy,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "airflow_local_settings.py").write_text(policy)
    environment = os.environ | {"AIRFLOW_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "include")}
    environment |= {"CONTENT_QUALITY_CONFIG": str(ROOT / "content-quality.toml")}
    command = [sys.executable, "-c", SCRIPT, str(ROOT / "dags")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert "{('2:00:00', 'content-quality', 10)}" in done.stdout, done.stdout[-500:] + done.stderr[-2000:]


def test_limits_and_retries_are_those_of_the_page():
    minutes = DEFAULT_ARGS["execution_timeout"].total_seconds() / 60
    assert f"| {minutes:.0f} minutes for every task |" in PAGE
    assert DEFAULT_ARGS["retries"] == 2
    assert "tried again twice, after 10 seconds" in PAGE
    assert DEFAULT_ARGS["retry_delay"].total_seconds() == 10
    shared = Settings(cluster=Cluster(exchange="s3://media/exchange"))
    assert default_args(Settings())["retries"] == 2
    assert default_args(shared)["retries"] == 4
    assert "with `[cluster] exchange` four times" in PAGE


def test_the_dag_whose_readers_see_the_dashboard_is_that_of_the_site(monkeypatch):
    from content_quality.orchestration.airflow_api import SiteDags

    assert (SiteDags("").decides, SiteDags("news").decides) == ("gate_posts", "news_gate_posts")
    assert SiteDags("news").reads == "news_ingest_posts"
    assert SiteDags("news").asks == "news_review_held_posts"
