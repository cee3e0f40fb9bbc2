"""Heavy tasks as pods of the template, logs in an object store, the dashboard far away: the short form and the long one."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.deploy.stack import postgresql_programs
from tests.e2e.pods import TEMPLATE, Pods, image_environment, pod_for

ROOT = Path(__file__).resolve().parents[2]
HAS_PROVIDER = importlib.util.find_spec("kubernetes") is not None
OWN = ROOT / "var" / "cluster" / "venv" / "bin" / "python"


@pytest.mark.skipif(HAS_PROVIDER, reason="the provider makes the pod itself")
def test_without_the_provider_a_pod_gets_the_arguments_that_the_executor_gives():
    (container,) = pod_for('{"ti": 1}')["spec"]["containers"]
    assert container["args"][1:] == ["-m", "airflow.sdk.execution_time.execute_workload", "--json-string", '{"ti": 1}']


def test_a_pod_finds_the_settings_and_nothing_of_the_state(tmp_path: Path):
    pod = yaml.safe_load(TEMPLATE.read_text("utf-8"))
    pods = Pods(tmp_path, 0, {}, {}, {"content-quality.toml": "[site]\n"})
    mounts = pods._mounts(tmp_path / "pod", pod, pod["spec"]["containers"][0])
    assert set(mounts) == {"/scratch", "/tmp", "/opt/airflow", "/site"}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["content-quality.toml"]


@pytest.mark.skipif(not HAS_PROVIDER, reason="apache-airflow-providers-cncf-kubernetes is not installed")
def test_the_client_of_kubernetes_knows_every_key_of_the_template():
    from airflow.providers.cncf.kubernetes.pod_generator import PodGenerator

    template = yaml.safe_load(TEMPLATE.read_text("utf-8"))
    assert PodGenerator.serialize_pod(PodGenerator.deserialize_model_dict(template)) == template


def test_the_image_names_code_dags_and_plugins():
    assert image_environment().keys() >= {"PYTHONPATH", "AIRFLOW_HOME", "AIRFLOW__CORE__DAGS_FOLDER"}


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("LONG"), reason="starts a cluster; LONG=1 runs it")
@pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed (Debian: postgresql)")
@pytest.mark.skipif(not shutil.which("redis-server"), reason="Redis is not installed (Debian: redis-server)")
@pytest.mark.skipif(not OWN.exists() and not importlib.util.find_spec("celery"), reason="make cluster installs Celery")
def test_heavy_tasks_run_as_pods_of_the_template_and_a_far_dashboard_shows_the_posts():
    python = str(OWN) if OWN.exists() else sys.executable
    command = [python, "-m", "tests.e2e.run_pods", "--posts", "24"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "include")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert '"different": 0' in done.stdout
