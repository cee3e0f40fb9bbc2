"""The long form of the cluster: real servers, three workers, one of them killed in the middle; see `make cluster`."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.stack import postgresql_programs

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "var" / "cluster" / "venv" / "bin" / "python"


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("LONG"), reason="starts a cluster; LONG=1 runs it")
@pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed (Debian: postgresql)")
@pytest.mark.skipif(not shutil.which("redis-server"), reason="Redis is not installed (Debian: redis-server)")
@pytest.mark.skipif(not OWN.exists() and not importlib.util.find_spec("celery"), reason="make cluster installs Celery")
def test_a_cluster_that_loses_a_worker_decides_as_one_machine_and_tells_each_alert_once():
    python = str(OWN) if OWN.exists() else sys.executable
    command = [python, "-m", "tests.e2e.run_cluster", "--posts", "200"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "include")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=3600, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert '"different": 0' in done.stdout
