"""A copy of the samples with the real command running over it, and Airflow's REST API as one of its users."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from tests.conftest import ROOT
from tests.patience import PATIENCE, ask, until
from tests.ports import free_ports


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
        self.home = folder / "airflow"

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        names = ("api", "mail", "worker-logs", "trigger-logs")
        ports = [part for name, port in zip(names, self.ports, strict=True) for part in (f"--{name}-port", str(port))]
        folders = [
            "--config",
            str(self.folder / "content-quality.toml"),
            "--state",
            str(self.folder / "var"),
            "--home",
            str(self.home),
        ]
        with self.output.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "scripts.run", *ports, *folders, *arguments],
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )

    def start(self) -> subprocess.Popen[bytes]:
        """Run until the first batch is decided and the addresses are printed."""
        process = self.run()

        def running() -> bool:
            assert process.poll() is None, self.said()
            return bool(re.search(r"Running\.", self.output.read_text("utf-8")))

        until(running, why=self.said)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)

    def said(self) -> str:
        """Return the end of what the command has printed."""
        return self.output.read_text("utf-8")[-3000:]

    def request(self, path: str, token: str = "", body: object = None) -> tuple[int, str]:
        answer = ask(
            f"http://127.0.0.1:{self.ports[0]}{path}", method="GET" if body is None else "POST", token=token, json=body
        )
        return answer.status_code, answer.text

    def token(self, name: str) -> str:
        password = json.loads((self.home / "passwords.json").read_text())[name]
        return str(
            json.loads(self.request("/auth/token", body={"username": name, "password": password})[1])["access_token"]
        )

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("AIRFLOW_HOME") == str(self.home):
                    found.append(process)
            except psutil.Error:
                continue
        return found


class Rest:
    """The running site, as one user of its REST API; nobody without a name."""

    def __init__(self, site: Site, user: str | None) -> None:
        self.site = site
        self.token = site.token(user) if user else ""

    def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        answer = ask(f"http://127.0.0.1:{self.site.ports[0]}{path}", method=method, token=self.token, json=body)
        return answer.status_code, answer.json() if answer.is_success and answer.content else None

    def questions(self) -> dict[str, dict[str, Any]]:
        """Return what is asked, by the post's name."""
        found = self.call("GET", "/api/v2/dags/review_held_posts/dagRuns/~/hitlDetails")[1]["hitl_details"]
        return {re.findall(r"/([^/)]+)\)\n", asked["body"])[-1]: asked for asked in found}

    def answer(self, asked: dict[str, Any], option: str, reason: str) -> int:
        task = asked["task_instance"]
        run = task["dag_run_id"].replace("+", "%2B")
        path = f"/api/v2/dags/review_held_posts/dagRuns/{run}/taskInstances/each_post.review/{task['map_index']}/hitlDetails"
        return self.call("PATCH", path, {"chosen_options": [option], "params_input": {"reason": reason}})[0]
