"""The services of docker-compose.yaml work together: from nothing to a held post, without an engine."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from tests.deploy.compose_file import generated
from tests.deploy.stack import Stack, postgresql_programs
from tests.patience import PATIENCE, ask, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        postgresql_programs() is None, reason="PostgreSQL's server is not installed (Debian: postgresql)"
    ),
    pytest.mark.skipif(os.name != "posix", reason="needs process groups"),
]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    folder = Path(tempfile.mkdtemp(prefix="cq-"))  # short, because a socket's path ends at 107 bytes
    folder.chmod(0o755)  # the database server is another user
    try:
        with Stack(folder, generated(folder / ".env")).running() as running:
            yield running
        assert running.left() == [], "a process was left behind"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def request(stack: Stack, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
    method = "POST" if body else "GET"
    answer = ask(
        f"http://127.0.0.1:{stack.ports['api-server']}{path}",
        method=method,
        token=token,
        json=body,
        headers={"Accept": "application/json"},
    )
    return answer.status_code, answer.json() if answer.is_success else answer.text


def token(stack: Stack, name: str) -> str:
    status, answer = request(
        stack, "/auth/token", {"username": name, "password": stack.variables[f"{name.upper()}_PASSWORD"]}
    )
    assert status == 201, answer
    return str(answer["access_token"])


def wait_for(stack: Stack, what: str, found: Callable[[], Any]) -> Any:
    return until(found, why=lambda: f"{what}\n{stack.log('scheduler')}")


def state(stack: Stack) -> Workspace:
    return Workspace(stack.volume("state"))


def delivered_batch(stack: Stack) -> BatchFiles | None:
    """Return a batch whose alerts have been sent, without anybody having started it."""
    return next(
        (
            BatchFiles(folder)
            for folder in sorted(state(stack).batches.glob("*"))
            if BatchFiles(folder).deliveries.exists()
        ),
        None,
    )


def test_the_samples_are_checked_held_and_released_without_anybody_starting_it(stack):
    batch = wait_for(stack, "alerts of a batch", lambda: delivered_batch(stack))
    _, decisions = batch.read_decisions()
    verdicts = {Path(decision.path).name: decision.verdict.label for decision in decisions}
    held = {name for name, verdict in verdicts.items() if verdict == "hold"}
    released = lambda: {path.name for path in state(stack).release.rglob("*.md")}  # noqa: E731
    assert held
    wait_for(stack, "releases, which may come after the alerts", lambda: verdicts.keys() - held <= released())
    assert not held & released()


def test_the_editors_mail_arrives_at_the_mail_service(stack):
    wait_for(stack, "alerts of a batch", lambda: delivered_batch(stack))
    # An attempt that a busy machine made too slowly is made again ten minutes later.
    mails = until(lambda: sorted(stack.volume("mail").glob("*.eml")), 2 * PATIENCE, why=lambda: stack.log("mail"))
    assert "content-quality" in mails[0].read_text("utf-8", "replace")


def test_every_run_is_green_and_its_logs_can_be_read_through_the_api_server(stack):
    wait_for(stack, "alerts of a batch", lambda: delivered_batch(stack))
    admin = token(stack, "admin")
    runs = lambda dag: request(stack, f"/api/v2/dags/{dag}/dagRuns", token=admin)[1]["dag_runs"]  # noqa: E731
    wait_for(
        stack,
        "the last run",
        lambda: all(
            run["state"] in ("success", "failed") for dag in ("gate_posts", "deliver_alerts") for run in runs(dag)
        ),
    )
    assert {run["state"] for dag in ("ingest_posts", "gate_posts", "deliver_alerts") for run in runs(dag)} <= {
        "success",
        "running",
        "queued",
    }
    decided = f"/api/v2/dags/gate_posts/dagRuns/{urllib.parse.quote(runs('gate_posts')[0]['dag_run_id'])}/taskInstances/judge.decide/logs/1"
    status, log = request(stack, decided, token=admin)
    assert status == 200, log
    assert "held" in json.dumps(log)


def test_the_writers_pool_has_one_slot(stack):
    assert request(stack, "/api/v2/pools/content_quality_writer", token=token(stack, "admin"))[1]["slots"] == 1


@pytest.mark.parametrize("name", ["admin", "editor", "viewer"])
def test_each_user_logs_in_with_the_password_from_the_environment_and_no_other(stack, name):
    assert token(stack, name)
    assert request(stack, "/auth/token", {"username": name, "password": "guess"})[0] == 401


def test_a_viewer_starts_nothing(stack):
    assert request(stack, "/api/v2/dags/ingest_posts/dagRuns", {"logical_date": None}, token(stack, "viewer"))[0] == 403


@pytest.mark.parametrize("name", ["postgres", "api-server", "scheduler", "dag-processor", "triggerer", "mail"])
def test_the_health_check_of_the_compose_file_finds_the_service_healthy(stack, name):
    stack.wait_until_healthy(name)


def test_preparing_again_changes_nothing(stack):
    stack.services["again"] = stack.services["init"]
    stack.start("again")
    assert stack._processes.pop("again").wait(PATIENCE) == 0, stack.log("again")
    assert token(stack, "admin")
