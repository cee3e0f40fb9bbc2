"""Which worker takes which task: one has the state folder, and any other takes what goes through the exchange."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from content_quality.core.settings import SettingsError, reader
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
SITE = '[[sources]]\nname = "posts"\npath = "_posts"\n'
SCRIPT = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
assert bag.import_errors == {}, bag.import_errors
print("QUEUES", json.dumps({f"{dag.dag_id}.{task.task_id}": [task.queue, task.executor] for dag in bag.dags.values() for task in dag.tasks}))
"""


def queues(folder: Path, cluster: str) -> dict[str, list[str | None]]:
    (folder / "content-quality.toml").write_text(SITE + cluster)
    environment = os.environ | {"AIRFLOW_HOME": str(folder), "PYTHONPATH": str(ROOT / "include")}
    environment |= {"CONTENT_QUALITY_CONFIG": str(folder / "content-quality.toml")}
    command = [sys.executable, "-c", SCRIPT, str(ROOT / "dags")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    said = next((line for line in done.stdout.splitlines() if line.startswith("QUEUES ")), "")
    assert said, done.stdout[-1000:] + done.stderr[-3000:]
    return json.loads(said.removeprefix("QUEUES "))


def test_only_tasks_that_go_through_the_exchange_leave_the_worker_of_the_state_folder(tmp_path):
    found = queues(tmp_path, '[cluster]\nexchange = "s3://media/exchange"\nqueue = "writer"\nheavy_queue = "heavy"\n')
    heavy = {"gate_posts.inspect.inspect_shard", "gate_posts.compare.find_copies"}
    assert {name for name, (queue, _) in found.items() if queue == "heavy"} == heavy
    assert {queue for name, (queue, _) in found.items() if name not in heavy} == {"writer"}


def test_on_one_machine_every_task_has_the_usual_queue(tmp_path):
    assert {tuple(one) for one in queues(tmp_path, "").values()} == {("default", None)}


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ('heavy_queue = "heavy"', "cluster.heavy_queue needs cluster.exchange"),
        ('exchange = "/mnt/exchange"', "must be an address such as s3://bucket/prefix"),
        ('exchange = "s3://b/p"\nheavy = ["judge"]', "must hold only inspect and compare, not 'judge'"),
        ('connection = "store"', "cluster.connection needs cluster.exchange"),
    ],
)
def test_settings_that_would_send_a_task_where_its_files_are_not_are_refused(table, named):
    with pytest.raises(SettingsError, match=named):
        reader.loads(f"{SITE}[cluster]\n{table}\n")


def test_the_cluster_changes_no_policy():
    plain, cluster = reader.loads(SITE), reader.loads(f'{SITE}[cluster]\nexchange = "s3://b/p"\n')
    assert (plain.digest(), plain.deciding_digest()) == (cluster.digest(), cluster.deciding_digest())
