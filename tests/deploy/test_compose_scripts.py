"""What the services' own scripts say when something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.deploy.compose_file import ROOT
from tests.patience import PATIENCE
from tests.ports import free_port


def run(script: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "deploy" / script), *arguments]
    return subprocess.run(
        command, env=os.environ | variables, check=False, capture_output=True, text=True, timeout=PATIENCE
    )


def test_the_preparation_says_which_folder_it_cannot_write_and_what_to_do(tmp_path):
    places = {
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": "logs",
        "CONTENT_QUALITY_STATE": "state",
        "CONTENT_QUALITY_CONFIG": "content-quality.toml",
    }
    variables = {name: str(tmp_path / place) for name, place in places.items()}
    (tmp_path / "logs").mkdir()
    done = run(
        "compose_init.py",
        AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=str(tmp_path / "passwords.json"),
        **variables,
    )
    assert done.returncode == 1
    assert f"{tmp_path / 'state'} cannot be written by user {os.getuid()}" in done.stderr
    assert f"chown -R {os.getuid()}:0" in done.stderr
    assert "CONTENT_QUALITY_SITE" in done.stderr
    assert str(tmp_path / "logs") not in done.stderr
    assert not (tmp_path / "passwords.json").exists()


@pytest.mark.parametrize("service", ["api-server", "scheduler", "dag-processor", "triggerer", "database", "mail"])
def test_a_service_that_does_not_answer_is_not_healthy(service):
    port = str(free_port())
    nobody = {
        "AIRFLOW__API__PORT": port,
        "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": port,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://nobody:secret@127.0.0.1:{port}/none",
        "MAIL_SINK_PORT": port,
    }
    done = run("compose_health.py", service, **nobody)
    assert done.returncode == 1
    assert "secret" not in done.stderr
