"""What cannot speak for itself: a task that was killed, a DAG that cannot be imported.

Maintainers hear of both from a real Airflow.
"""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.deploy.mail_sink import start
from scripts.run.airflow_api import Api
from scripts.run.local_airflow import LocalAirflow, Ports, environment, passwords
from tests.patience import PATIENCE, until
from tests.ports import free_ports

pytestmark = pytest.mark.slow
KILLED = """
import os, signal
from airflow.sdk import DAG, task
from content_quality.orchestration.defaults import DEFAULT_ARGS

with DAG("audit_archive", schedule=None, default_args=DEFAULT_ARGS | {"retries": 0}):

    @task
    def look():
        os.kill(os.getpid(), signal.SIGKILL)

    look()
"""
BROKEN = 'from airflow.sdk import DAG\n\nraise KeyError("text of a post: {{ 7*7 }}")\n'
SETTINGS = """
[site]
name = "Test"
[alerts]
maintainers = ["ops@example.org"]
connection = "from_the_database"
"""


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory, new_database: Path) -> Iterator[Path]:
    """The mails of an Airflow in which one DAG cannot be imported and the task of another is killed."""
    folder = tmp_path_factory.mktemp("failures")
    (folder / "dags").mkdir()
    (folder / "dags" / "audit_archive.py").write_text(KILLED)
    (folder / "dags" / "gate_posts.py").write_text(BROKEN)
    (folder / "content-quality.toml").write_text(SETTINGS)
    ports, home = Ports(*free_ports(4)), folder / "airflow"
    variables = environment(home, folder / "var", folder / "content-quality.toml", ports) | {
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags")
    }
    connection = variables.pop("AIRFLOW_CONN_SMTP_DEFAULT")
    kept = passwords(home)
    airflow = str(Path(sys.executable).with_name("airflow"))
    shutil.copy(new_database, home / "airflow.db")
    command = [airflow, "connections", "add", "from_the_database", "--conn-json", connection]
    subprocess.run(command, env=variables, check=True, capture_output=True, timeout=PATIENCE)
    sink = start(folder / "mail", "127.0.0.1", ports.mail)
    running = LocalAirflow(home, variables)
    try:
        running.start()
        api = Api(ports.api, "admin", kept["admin"])
        until(lambda: (running.refuse_dead(), _is_parsed(api))[1])
        api.call("PATCH", "/api/v2/dags/audit_archive", {"is_paused": False})
        api.trigger("audit_archive")
        until(lambda: len(list((folder / "mail").glob("*.eml"))) >= 2)
        yield folder
    finally:
        running.stop()
        sink.stop()


def _is_parsed(api: Api) -> bool:
    try:
        api._token = api.call("POST", "/auth/token", api._login)["access_token"]
        return any(dag["dag_id"] == "audit_archive" for dag in api.call("GET", "/api/v2/dags?limit=100")["dags"])
    except (OSError, ValueError, KeyError):
        return False


def said(folder: Path) -> list[str]:
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((folder / "mail").glob("*.eml"))
    ]
    assert {message["To"] for message in messages} == {"ops@example.org"}
    return [message.get_body(("plain",)).get_content() for message in messages]


def test_maintainers_hear_of_a_task_that_was_killed_once(mails: Path):
    (killed,) = [text for text in said(mails) if "audit_archive" in text]
    assert "audit_archive · make_run__" in killed
    assert "The task was stopped from outside before it ended." in killed


def test_maintainers_hear_of_a_dag_that_cannot_be_imported_and_no_text_of_its_error(mails: Path):
    (broken,) = [text for text in said(mails) if "gate_posts" in text]
    assert "The file gate_posts.py cannot be imported, so none of its runs start." in broken
    assert "gate_posts.py · KeyError" in broken
    assert "7*7" not in broken


def test_an_alert_is_tried_out_from_a_terminal_over_a_connection_in_the_database(mails: Path):
    home = mails / "airflow"
    variables = {
        "AIRFLOW_HOME": str(home),
        "CONTENT_QUALITY_CONFIG": str(mails / "content-quality.toml"),
        "CONTENT_QUALITY_STATE": str(mails / "var"),
    }
    command = [
        str(Path(sys.executable).with_name("content-quality")),
        "alerts",
        "test",
        "--to",
        "me@example.org",
        "--language",
        "ja",
    ]
    done = subprocess.run(
        command, env=os.environ | variables, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.stdout == "email me@example.org: delivered\n", done.stderr
    assert done.returncode == 0
    (path,) = (mails / "mail").glob("*-me@example.org.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "[Test] 通知のテスト"
    path.unlink()
