"""The real thing: one command, a real Airflow, a held post on the dashboard, and no process left behind."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Site:
    """A copy of the samples, and the running command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.posts = folder / "_posts"
        shutil.copytree(ROOT / "samples" / "site" / "_posts", self.posts)
        config = (ROOT / "content-quality.toml").read_text("utf-8")
        (folder / "content-quality.toml").write_text(config.replace("samples/site/_posts", "_posts"), "utf-8")
        shutil.copytree(ROOT / "expectations", folder / "expectations")
        self.ports = free_ports(4)
        self.output = folder / "output.txt"

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        names = ("api", "mail", "worker-logs", "trigger-logs")
        ports = [part for name, port in zip(names, self.ports, strict=True) for part in (f"--{name}-port", str(port))]
        folders = ["--config", str(self.folder / "content-quality.toml"), "--state", str(self.folder / "var"), "--home", str(self.folder / "airflow")]
        with self.output.open("ab") as output:
            return subprocess.Popen([sys.executable, str(ROOT / "scripts/run.py"), *ports, *folders, *arguments], stdout=output, stderr=output)

    def wait_for(self, pattern: str, process: subprocess.Popen[bytes], seconds: float = 600) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            text = self.output.read_text("utf-8")
            if re.search(pattern, text):
                return text
            assert process.poll() is None, text[-3000:]
            time.sleep(0.3)
        raise AssertionError(f"{pattern!r} did not show up:\n{text[-3000:]}")

    def request(self, path: str, token: str | None = None, body: object = None) -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.ports[0]}{path}", json.dumps(body).encode() if body is not None else None)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def token(self, name: str) -> str:
        password = json.loads((self.folder / "airflow" / "passwords.json").read_text())[name]
        return str(json.loads(self.request("/auth/token", body={"username": name, "password": password})[1])["access_token"])

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("AIRFLOW_HOME") == str(self.folder / "airflow"):
                    found.append(process)
            except psutil.Error:
                continue
        return found


def decided(site: Site, post_id: str) -> list[str]:
    verdicts = []
    for path in sorted((site.folder / "var" / "batches").glob("*/decisions.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()[1:]]
        verdicts += [row["verdict"] for row in rows if row["post_id"] == post_id]
    return verdicts


def test_a_held_post_is_in_the_summary_and_on_the_dashboard(site: Site, running: subprocess.Popen[bytes]):
    summary = site.output.read_text("utf-8")
    assert re.search(r"2026-11-11-alt-text-at-scale\.md\s+│ hold", summary)
    assert re.search(r"30 checked, \d+ held", summary)
    token = site.token("viewer")
    status, page = site.request("/content-quality/posts/posts/2026-11-11-alt-text-at-scale.md", token)
    assert status == 200
    assert "never closed" in page
    assert site.request("/content-quality/")[0] == 401


def test_a_changed_post_is_checked_within_a_minute(site: Site, running: subprocess.Popen[bytes]):
    post = site.posts / "2026-11-11-alt-text-at-scale.md"
    began = time.monotonic()
    post.write_text(post.read_text("utf-8").replace("reading_time: 2\n", "reading_time: 2\n---\n"), "utf-8")
    while len(decided(site, f"posts/{post.name}")) < 2:
        assert time.monotonic() - began < 150, "the watcher did not bring the change to the gate"
        time.sleep(0.5)
    assert decided(site, f"posts/{post.name}")[-1] != "hold"


def test_stopping_leaves_no_process_behind_and_a_second_run_continues(site: Site, running: subprocess.Popen[bytes]):
    running.send_signal(signal.SIGTERM)
    running.wait(60)
    assert site.processes() == []
    again = site.run("--once")
    assert again.wait(240) == 0, site.output.read_text("utf-8")[-3000:]
    assert site.processes() == []


def test_a_taken_port_is_said_before_anything_starts(site: Site):
    with socket.create_server(("127.0.0.1", site.ports[0])):
        process = site.run("--once")
        assert process.wait(30) == 1
    assert f"Port {site.ports[0]} is taken" in site.output.read_text("utf-8")
