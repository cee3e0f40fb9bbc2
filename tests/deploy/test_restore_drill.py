"""The restore drill: what docs/deploy.md backs up is restored into an empty installation, and all totals are as before.

The long form runs the services of docker-compose.yaml as plain processes against a real PostgreSQL; LONG=1 asks for it.
"""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest

from content_quality.adapters.release.folder import MANIFEST
from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store import writer
from tests.conftest import CLEAN, NOW, ROOT, write_post
from tests.deploy.compose_file import generated
from tests.deploy.stack import Stack, postgresql_programs
from tests.patience import until
from tests.pipeline.steps import gate

PAGE = (ROOT / "docs" / "deploy.md").read_text("utf-8").partition("## Back-ups")[2].partition("\n## ")[0]
TAR = re.findall(r"--entrypoint tar scheduler -C /var/lib/content-quality (\S+)", PAGE)
TABLES = ("dag_run", "task_instance", "connection", "slot_pool", "asset_event")


def totals(workspace: Workspace) -> dict[str, Any]:
    """Return what must not change by a back-up and a restore: decisions, alerts, releases, rows of the store."""
    batches = [BatchFiles(folder) for folder in sorted(workspace.batches.glob("*Z-*"))]
    decided = {files.folder.name: files.decisions.read_bytes() for files in batches if files.decisions.exists()}
    with writer.lock(workspace.writer_lock), duckdb.connect(str(workspace.store), read_only=True) as store:
        names = [row[0] for row in store.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        rows = {name: store.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in names}
    manifest = workspace.release / MANIFEST
    return {
        "decided": decided,
        "alerts": sorted((one.alert_id, one.state.value, one.attempts) for one in outbox.journal(workspace)),
        "released": manifest.read_bytes() if manifest.exists() else b"",
        "snapshots": sorted(path.name for path in workspace.snapshots.rglob("*") if path.is_file()),
        "rows": rows,
    }


def packed(state: Path, archive: Path) -> None:
    subprocess.run(["tar", "-C", state, TAR[0], "."], check=True, stdout=archive.open("wb"))


def unpacked(archive: Path, state: Path) -> None:
    state.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tar", "-C", state, TAR[1]], check=True, stdin=archive.open("rb"))


def test_the_page_has_the_commands_that_are_tried_here():
    assert TAR == ["-cz", "-xz"]
    assert "pg_dump --username content_quality --format custom content_quality" in PAGE
    assert "pg_restore --username content_quality --dbname content_quality --clean --if-exists" in PAGE


def test_a_restored_state_folder_has_all_totals_and_goes_on(project, tmp_path):
    write_post(project, "2026-11-02-sound.md", CLEAN.format(title="Sound"))
    write_post(project, "2026-11-03-broken.md", b"---\ntitle: x\n---\n\xff\xfe\n")
    gate(project)
    before = totals(project.workspace)
    packed(project.workspace.root, tmp_path / "state.tar.gz")
    restored = dataclasses.replace(project, workspace=Workspace(tmp_path / "restored"))
    unpacked(tmp_path / "state.tar.gz", restored.workspace.root)
    assert totals(restored.workspace) == before
    assert len(before["decided"]) == 1
    assert before["released"]
    write_post(project, "2026-11-04-next.md", CLEAN.format(title="Next").replace("library", "archive"))
    decided = gate(restored, NOW.replace(hour=11))
    assert decided.keys() == {"posts/2026-11-04-next.md"}, "what was decided before the back-up is not decided again"


def row_counts(stack: Stack) -> dict[str, int]:
    wanted = stack.services["postgres"]["environment"]
    address = {"host": "127.0.0.1", "port": stack.ports["postgres"], "dbname": wanted["POSTGRES_DB"]}
    with (
        psycopg2.connect(user=wanted["POSTGRES_USER"], password=wanted["POSTGRES_PASSWORD"], **address) as connection,
        connection.cursor() as cursor,
    ):
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchall()[0][0]
        return found


@pytest.fixture
def folders() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cq-"))  # short, because a socket's path ends at 107 bytes
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def on_database(stack: Stack, program: str, *arguments: str | Path) -> None:
    data = stack.folder / "volumes" / "database"
    user = stack.services["postgres"]["environment"]["POSTGRES_USER"]
    stack._as_server(program, "-h", data, "-p", str(stack.ports["postgres"]), "--username", user, *arguments)


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("LONG"), reason="starts all services twice; LONG=1 runs it")
@pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed (Debian: postgresql)")
def test_database_and_state_are_restored_into_an_empty_installation(folders):
    variables = generated(folders / ".env")
    exchange = folders / "backup"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    (folders / "one").mkdir(mode=0o755)
    (folders / "two").mkdir(mode=0o755)
    with Stack(folders / "one", variables).running() as first:
        workspace = Workspace(first.volume("state"))
        until(lambda: list(workspace.batches.glob("*/deliveries.jsonl")), why=lambda: first.log("scheduler"))
        until((workspace.release / MANIFEST).exists, why=lambda: first.log("scheduler"))
        quiet(first)
        stop(first, "scheduler")
        before, rows = totals(workspace), row_counts(first)
        mails = len(list(first.volume("mail").glob("*.eml")))
        on_database(first, "pg_dump", "--format", "custom", "--file", exchange / "airflow.dump", "content_quality")
        packed(first.volume("state"), exchange / "state.tar.gz")
    second = Stack(folders / "two", variables)
    try:
        second.start("postgres")
        on_database(
            second, "pg_restore", "--dbname", "content_quality", "--clean", "--if-exists", exchange / "airflow.dump"
        )
        unpacked(exchange / "state.tar.gz", second.volume("state"))
        restored = Workspace(second.volume("state"))
        assert row_counts(second) == rows
        assert totals(restored) == before
        for name in second._in_order():
            if name != "postgres":
                second.start(name)
        second.wait_until_healthy("scheduler")
        runs = row_counts(second)["dag_run"]
        until(lambda: row_counts(second)["dag_run"] > runs, 900, why=lambda: second.log("scheduler"))
        quiet(second)
        after = totals(restored)
        assert after["decided"] == before["decided"], "nothing is decided twice"
        assert after["released"] == before["released"]
        assert Counter(one[0] for one in after["alerts"]) == Counter(one[0] for one in before["alerts"])
        assert list(second.volume("mail").glob("*.eml")) == [], f"the {mails} mails are not sent again"
    finally:
        second.stop()


def quiet(stack: Stack) -> None:
    """Wait until no run is active."""
    wanted = stack.services["postgres"]["environment"]

    def active() -> int:
        with psycopg2.connect(
            host="127.0.0.1", port=stack.ports["postgres"], dbname=wanted["POSTGRES_DB"],
            user=wanted["POSTGRES_USER"], password=wanted["POSTGRES_PASSWORD"],
        ) as connection, connection.cursor() as cursor:  # fmt: skip
            cursor.execute(
                "SELECT count(*) FROM dag_run WHERE state IN ('queued', 'running') AND dag_id <> 'review_held_posts'"
            )
            return int(cursor.fetchall()[0][0])

    until(lambda: active() == 0, why=lambda: stack.log("scheduler"))


def stop(stack: Stack, name: str) -> None:
    process = stack._processes[name]
    process.terminate()
    process.wait(120)
