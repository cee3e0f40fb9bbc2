"""A published snapshot with posts, batches and findings as the writer would leave them, also hostile ones."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from content_quality.adapters.state.snapshots import Snapshots
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store import schema
from content_quality.dashboard.app import create_app
from content_quality.dashboard.context import DashboardContext

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

SOURCE = """---
title: 朝の通信
---

The reading room opens at nine, and by ten every chair near the windows is taken.

読書室は九時に開く。十時には窓ぎわの椅子がすべて埋まっている。

The reading room opens at nine, and by ten every chair near the windows is taken.
"""

DEFAULTS: dict[str, dict[str, Any]] = {
    "batches": {
        "reason": "changed", "policy": "p" * 16, "run_id": None, "posts": 1, "loaded_at": NOW, "decided_at": NOW,
        "clear": 0, "review": 0, "hold": 0, "broken": [],
    },
    "batch_posts": {"source": "posts", "bytes": 100},
    "posts": {"source": "posts", "first_seen": NOW, "last_changed": NOW},
    "post_facts": {"inspected_at": NOW, "readable": True, "characters": 900, "words": 80, "language": "ja", "repeated_share": 0.31, "longest_repeat": 150},
    "decisions": {"policy": "p" * 16, "released": False, "reasons": [], "publication": "live", "decided_at": NOW},
    "set_aside": {},
    "reviews": {},
    "site_findings": {},
    "check_results": {"version": 1, "findings": 0, "error": None},
    "findings": {
        "severity": "blocker", "category": "duplicates", "suggestion": None, "excerpt": "",
        "fingerprint": "0" * 16, "related": [], "waived": None, "batch_id": None,
    },
    "expectation_results": {"ordinal": 1, "columns": "", "severity": "critical", "rows": 1, "unexpected": 0, "error": None},
    "alerts": {"channel": "email", "posts": 1, "state": "sent", "attempts": 1, "queued_at": NOW, "sent_at": NOW, "error": None},
    "loads": {"kind": "decisions", "rows": 3, "digest": "d" * 64, "loaded_at": NOW},
}  # fmt: skip


class Shelf:
    """Rows to publish, table by table."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.rows: list[tuple[str, dict[str, Any]]] = []
        self.version = schema.newest()

    def put(self, table: str, **columns: Any) -> None:
        self.rows.append((table, DEFAULTS[table] | columns))

    def batch(self, batch_id: str = "b1", **columns: Any) -> None:
        self.put("batches", batch_id=batch_id, created_at=columns.pop("created_at", NOW), **columns)

    def post(
        self,
        path: str,
        verdict: str | None = "hold",
        *,
        text: str = SOURCE,
        batch_id: str = "b1",
        newest: bool = True,
        **facts: Any,
    ) -> str:
        """Put a post of one batch with its snapshot; return its inspection id."""
        sha256 = Snapshots(self.workspace.snapshots).keep(text.encode("utf-8", "surrogatepass"))
        post_id = f"posts/{path}"
        inspection = hashlib.sha256(f"{post_id}{sha256}".encode()).hexdigest()[:16]
        common = {"post_id": post_id, "path": path, "sha256": sha256, "inspection_id": inspection, "batch_id": batch_id}
        self.put("batch_posts", **common)
        if newest:
            self.put("posts", **common)
        self.put(
            "post_facts",
            inspection_id=inspection,
            post_id=post_id,
            sha256=sha256,
            title=facts.pop("title", path),
            **facts,
        )
        if verdict:
            self.put(
                "decisions",
                **common,
                verdict=verdict,
                released=verdict != "hold",
                reasons=["repeated-passage"] if verdict == "hold" else [],
            )
        return inspection

    def finding(
        self,
        inspection: str,
        path: str,
        check: str = "repeated-passage",
        place: tuple[int, int, int, int] = (9, 1, 9, 81),
        **columns: Any,
    ) -> None:
        line, column, end_line, end_column = place
        message = columns.pop(
            "message", {"template": "Lines {a}–{b} repeat lines {c}–{d}.", "values": {"a": 9, "b": 9, "c": 5, "d": 5}}
        )
        self.put(
            "findings", inspection_id=inspection, post_id=f"posts/{path}", ordinal=columns.pop("ordinal", 1), check=check,
            line=line, column=column, end_line=end_line, end_column=end_column, message=message, **columns,
        )  # fmt: skip

    def publish(self) -> None:
        """Write a new snapshot and put it where readers look."""
        import duckdb

        target = self.workspace.published
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(".metrics.new.duckdb")
        fresh.unlink(missing_ok=True)
        with duckdb.connect(str(fresh)) as connection:
            schema.upgrade(connection)
            connection.execute(
                "UPDATE schema_version SET version = ? WHERE version = ?", [self.version, schema.newest()]
            )
            required = _required(connection)
            for table, given in self.rows:
                row = required[table] | given
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" for _ in row)
                connection.execute(
                    f"INSERT INTO {table} ({names}) VALUES ({marks})",
                    [_value(name, value) for name, value in row.items()],
                )
        fresh.replace(target)
        os.utime(target, (NOW.timestamp(), NOW.timestamp()))


EMPTY = {"VARCHAR": "", "JSON": "[]", "BOOLEAN": False, "TIMESTAMP": NOW, "VARCHAR[]": []}


def _required(connection: Any) -> dict[str, dict[str, Any]]:
    """Something for every column that must not be null, so that tests name only what they are about."""
    required: dict[str, dict[str, Any]] = {}
    for table, column, kind, nullable in connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()"
    ).fetchall():
        required.setdefault(table, {}).update({} if nullable else {column: EMPTY.get(kind, 0)})
    return required


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return json.dumps(value) if isinstance(value, dict) or name in ("related", "evidence") else value


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "var")


@pytest.fixture
def shelf(workspace: Workspace) -> Shelf:
    return Shelf(workspace)


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """Two batches, three posts, one of them damaged and seen twice."""
    shelf.batch("b0", created_at=NOW - timedelta(days=1), posts=1, hold=1)
    shelf.batch("b1", posts=3, hold=1, review=1, clear=1, run_id="manual__2026-11-20T09:00:00+00:00")
    first = shelf.post(
        "2026/朝 の#通信?.md", "hold", batch_id="b0", newest=False, title="朝の通信", text=SOURCE + "\nAn older end.\n"
    )
    shelf.finding(first, "2026/朝 の#通信?.md")
    held = shelf.post("2026/朝 の#通信?.md", "hold", title="朝の通信", author="佐伯みなと", section="暮らし")
    kept = {"line": 5, "column": 1, "end_line": 5, "end_column": 81, "role": "kept", "path": None}
    shelf.finding(
        held,
        "2026/朝 の#通信?.md",
        related=[kept],
        excerpt="The reading room opens at nine",
        suggestion={"template": "Delete one.", "values": {}},
    )
    review = shelf.post("review.md", "review", title="A quieter inbox", language="en", author="Nora Lindqvist")
    shelf.finding(
        review,
        "review.md",
        "reading-time",
        (2, 1, 2, 5),
        severity="warning",
        category="reading-time",
        message={"template": "Off.", "values": {}},
    )
    shelf.post("clear.md", "clear", title="Plain", language="en")
    expectation = {"batch_id": "b1", "suite": "site_tolerances", "expectation": "expect_column_values_to_be_between"}
    shelf.put(
        "expectation_results",
        **expectation,
        success=False,
        description="At most 20 % of a post is told more than once.",
        unexpected=1,
    )
    shelf.put("expectation_results", **expectation, success=True, description="Titles are there.", ordinal=2)
    shelf.put("alerts", alert_id="a1", batch_id="b1", recipient="desk@example.org", subject="1 post held back")
    shelf.put("loads", load_id="b1/decisions", batch_id="b1")
    shelf.publish()
    return shelf


@pytest.fixture
def charted(filled: Shelf) -> Shelf:
    """The same with a batch of three days before, so that there is something to draw."""
    before = NOW - timedelta(days=3)
    filled.batch("b-1", created_at=before, decided_at=before, posts=1, hold=1)
    early = filled.post("early.md", "hold", batch_id="b-1", title="An early one", language="en")
    filled.finding(early, "early.md", fingerprint="e" * 16)
    filled.put("set_aside", batch_id="b-1", inspection_id=early, post_id="posts/early.md", check="repeated-passage", fingerprint="e" * 16,
               reason="a refrain", granted_by="mika", until="2026-12-24")  # fmt: skip
    filled.publish()
    return filled


Client = Callable[..., TestClient]


@pytest.fixture
def client(workspace: Workspace) -> Client:
    """Return a client of the dashboard; by default somebody who is logged in."""

    def logged_in() -> None:
        return None

    def make(login: Callable[..., Any] = logged_in, **dashboard: Any) -> TestClient:
        dashboard = {
            "site": "Test",
            "clock": lambda: NOW,
            "documentation": {"repeated-passage": "Flag a passage.\n\nWhy it matters: readers stop."},
        } | dashboard
        app = create_app(DashboardContext(workspace, **dashboard), login=[login])
        return TestClient(app, headers={"accept": "text/html"}, raise_server_exceptions=True)

    return make
