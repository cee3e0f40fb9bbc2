"""Through a real Airflow: everything that a post may be at once, and channels that fail with secrets in their settings."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from tests.conftest import CLEAN
from tests.e2e.in_process import states
from tests.faults.test_one_bad_post import LISTED
from tests.ports import free_ports

pytestmark = pytest.mark.slow

SITE = """
[site]
name = "Test {{ 7*7 }}"
[[sources]]
name = "posts"
path = "_posts"
[schedule]
settle_seconds = 0
[alerts]
when = "batch"
editors = ["desk@example.org"]
maintainers = ["ops@example.org"]
[[alerts.recipients]]
role = "desk"
channel = "webhook"
to = "hook"
[[alerts.recipients]]
role = "desk"
channel = "slack"
to = "C0DESK"
"""
HEAD = b"---\ntitle: A title\ndate: 2026-11-02\n---\n\n"
TEXTS = (
    HEAD + b">" * 100_000, HEAD + b"1. " * 60_000, HEAD + b"[" * 500_000, HEAD + b"\n" * 1_000_000, HEAD + b"a" * 1_000_000,
    HEAD + "長".encode() * 1_000, HEAD + "Ａ".encode() * 20_000, HEAD + b"*_" * 100_000, HEAD + b"`" * 200_000,
    HEAD + b"<!--" + b" " * 16_000 + b"content-quality: allow a -- " + b" " * 16_000 + b"x", HEAD + b"| a " * 60_000 + b"|\n|---|\n",
    HEAD + b"<div>" * 50_000, HEAD + b"{{ 7*7 }}{% for a in b %}{{ conn.smtp_default.password }}{% endfor %}\n" * 50,
    HEAD + b"<script>alert(1)</script>\n\n=cmd|' /C calc'!A0\n\n\x1b]0;title\x07\x1b[2J\n", HEAD + "\u202egpj.exe\u2066\u200b\U000e0041\n".encode() * 100,
    b"---\n" + b"".join(b"k%d: &k%d [*k%d, *k%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 40)) + b"---\n\nWords.\n",
    b"---\ntitle: " + b"a" * 300_000 + b"\n---\n\nWords.\n", b"---\n? " * 5_000, b"---\ntitle: !!python/object/apply:os.system ['true']\n---\n\nWords.\n",
    b"+++\ntitle = 'a'\n" + b"[" * 10_000, b"\xff\xfe" + "---\ntitle: a\n".encode("utf-16-le"), b"\x1f\x8b\x08\x00not packed", b"-" * 300_000,
)  # fmt: skip
SECRETS = ("mail-Secret-4711", "hook-Secret-4712", "xoxb-Secret-4713", "query-Secret-4714")


@contextmanager
def refusing() -> Iterator[str]:
    """Serve an address that refuses whatever is sent to it, and says again what was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(500)
            self.end_headers()
            self.wfile.write(f"refused {dict(self.headers)} ".encode() + body[:200])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def write_everything(posts: Path) -> None:
    """Write every kind of bad post, each in a folder of its own, beside one good post."""
    for number, make in enumerate(LISTED.values()):
        (posts / f"listed-{number:02}").mkdir(parents=True)
        make(posts / f"listed-{number:02}")
    for number, text in enumerate(TEXTS):
        (posts / f"2026-11-02-text-{number:02}.md").write_bytes(text)
    (posts / "2026-11-02-{{ 7*7 }}.md").write_text(CLEAN.format(title="{{ var.value.secret }} {% raw %} ${jndi:x}"))
    (posts / "2026-11-03-good.md").write_text(CLEAN.format(title="Good"))


def test_all_kinds_of_bad_posts_at_once_stop_nothing_and_no_secret_is_written_anywhere(
    tmp_path: Path, new_database: Path
):
    write_everything(tmp_path / "_posts")
    (tmp_path / "content-quality.toml").write_text(SITE)
    with refusing() as address:
        mail = {"conn_type": "smtp", "host": "127.0.0.1", "port": free_ports(1)[0], "login": "desk", "password": SECRETS[0],
                "extra": {"disable_ssl": True, "disable_tls": True, "retry_limit": 1, "timeout": 2}}  # fmt: skip
        hook = {"conn_type": "http", "password": SECRETS[1], "extra": {"url": f"{address}/in?token={SECRETS[3]}"}}
        chat = {"conn_type": "slack", "password": SECRETS[2], "extra": {"base_url": f"{address}/", "timeout": 2}}
        variables = {
            "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(mail),
            "AIRFLOW_CONN_WEBHOOK_DEFAULT": json.dumps(hook),
            "AIRFLOW_CONN_SLACK_DEFAULT": json.dumps(chat),
            "CONTENT_QUALITY_CONFIG": str(tmp_path / "content-quality.toml"),
            "CONTENT_QUALITY_STATE": str(tmp_path / "state"),
        }
        ingestion, gate, _ = states("run_dags.py", tmp_path, new_database, variables)
    assert (ingestion, gate) == ("success", "success")
    workspace = Workspace(tmp_path / "state")
    (batch,) = workspace.batches.iterdir()
    decisions = {decision.post_id: decision for decision in BatchFiles(batch).read_decisions()[1]}
    released = ReleaseFolder(workspace.release).newest()
    assert len(decisions) > len(LISTED) + len(TEXTS) / 2
    assert "posts/2026-11-03-good.md" in released
    assert {name for name, decision in decisions.items() if decision.released} == set(released)
    journal = (workspace.root / "alerts" / "journal.jsonl").read_text("utf-8")
    assert all(channel in journal for channel in ("webhook", "slack", "mail"))
    written = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink()]
    assert len(written) > 50
    leaks = [path for path in written for secret in SECRETS if secret.encode() in path.read_bytes()]
    assert not leaks
