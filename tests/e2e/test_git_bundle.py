"""The long form of a DAG bundle in Git: a fresh Airflow, a held post, a commit that changes the settings; see `make fresh`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = sorted(path.parent for path in (ROOT / "var" / "fresh").glob("*/bin/airflow"))


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("LONG"), reason="starts an Airflow of its own; LONG=1 runs it")
@pytest.mark.skipif(not INSTALLED, reason="make fresh installs it")
@pytest.mark.parametrize("programs", INSTALLED, ids=lambda programs: programs.parent.name)
def test_old_runs_stay_on_the_commit_that_they_began_with(programs: Path):
    command = [sys.executable, "-m", "tests.e2e.run_git_bundle", "--airflow", str(programs)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "include")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=3600, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
