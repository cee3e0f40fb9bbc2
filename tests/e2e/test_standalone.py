"""The real thing: one command, a real Airflow, a held post on the dashboard, and no process left behind."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from configparser import ConfigParser

import pytest

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.decide import Verdict
from tests.e2e.site import Site
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.slow


def decided(site: Site, post_id: str) -> list[Verdict]:
    batches = sorted(path.parent for path in (site.folder / "var" / "batches").glob("*/decisions.jsonl"))
    return [one.verdict for folder in batches for one in BatchFiles(folder).read_verdicts() if one.post_id == post_id]


def test_a_held_post_is_in_the_summary_and_on_the_dashboard(site: Site, running: subprocess.Popen[bytes]):
    summary = site.output.read_text("utf-8")
    assert re.search(r"2026-11-11-alt-text-at-scale\.md\s+│ hold", summary)
    assert re.search(r"30 checked, \d+ held", summary)
    token = site.token("viewer")
    status, page = site.request("/content-quality/posts/posts/2026-11-11-alt-text-at-scale.md", token)
    assert status == 200
    assert "never closed" in page
    assert site.request("/content-quality/")[0] == 401


def test_a_changed_post_is_checked_by_itself(site: Site, running: subprocess.Popen[bytes]):
    post = site.posts / "2026-11-11-alt-text-at-scale.md"
    post.write_text(post.read_text("utf-8").replace("reading_time: 2\n", "reading_time: 2\n---\n"), "utf-8")
    until(
        lambda: len(decided(site, f"posts/{post.name}")) >= 2,
        why=lambda: "The watcher did not bring the change to the gate.",
    )
    assert decided(site, f"posts/{post.name}")[-1] is not Verdict.HOLD


def test_stopping_leaves_no_process_behind_and_a_second_run_continues(site: Site, running: subprocess.Popen[bytes]):
    site.stop(running)
    assert site.processes() == []
    again = site.run("--once")
    assert again.wait(PATIENCE) == 0, site.said()
    assert site.processes() == []


def test_no_log_and_no_file_of_the_state_holds_a_secret(site: Site):
    passwords = json.loads((site.home / "passwords.json").read_text())
    configuration = ConfigParser(interpolation=None)
    configuration.read(site.home / "airflow.cfg")
    named = [("core", "fernet_key"), ("api_auth", "jwt_secret"), ("api", "secret_key")]
    secrets = [*passwords.values(), *filter(None, (configuration.get(*name, fallback="") for name in named))]
    assert len(secrets) >= len(passwords) + 1
    written = [*(site.home / "logs").rglob("*"), site.home / "standalone.log", *(site.folder / "var").rglob("*")]
    found = [
        path for path in written if path.is_file() and any(secret.encode() in path.read_bytes() for secret in secrets)
    ]
    assert found == []


def test_a_taken_port_is_said_before_anything_starts(site: Site):
    with socket.create_server(("127.0.0.1", site.ports[0])):
        process = site.run("--once")
        assert process.wait(PATIENCE) == 1
    assert f"Port {site.ports[0]} is taken" in site.output.read_text("utf-8")
