"""DAGs run by `dag.test()` in a process of their own, with a database of Airflow but without its servers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT
from tests.patience import PATIENCE


def states(script: str, folder: Path, new_database: Path, variables: Mapping[str, str]) -> list[str]:
    """Run `script` of this folder with Airflow's home below `folder`; return the states of the runs that it prints."""
    (folder / "airflow").mkdir()
    shutil.copy(new_database, folder / "airflow" / "airflow.db")
    everything = os.environ | {
        "AIRFLOW_HOME": str(folder / "airflow"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False", "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(folder), "AIRFLOW__CORE__UNIT_TEST_MODE": "False", **variables,
    }  # fmt: skip
    command = [sys.executable, str(ROOT / "tests/e2e" / script)]
    done = subprocess.run(command, env=everything, capture_output=True, text=True, timeout=PATIENCE, check=False)
    said = next((line for line in done.stdout.splitlines() if line.startswith("STATES ")), "")
    assert said, done.stdout[-3000:] + done.stderr[-3000:]
    found: list[str] = json.loads(said.removeprefix("STATES "))
    return found
