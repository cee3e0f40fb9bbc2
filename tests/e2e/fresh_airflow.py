"""A fresh Airflow in an environment of its own, which takes our DAGs from a bundle in Git and knows nothing of this tree."""

from __future__ import annotations

import json
import subprocess
from dataclasses import astuple
from pathlib import Path
from typing import Any

from scripts.run.airflow_api import DAGS, Api
from scripts.run.local_airflow import LocalAirflow, Ports, environment, passwords
from tests.patience import ask, until
from tests.ports import free_ports

LINE = "from content_quality.orchestration.dags import make_dags; make_dags()  # the DAGs of Airflow\n"


class Repository:
    """The repository of a site: the one line, the settings, the posts. A checkout of it lies on the machine."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        self._work, self.origin, self.checkout = folder / "work", folder / "site.git", folder / "site"
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(self.origin)], check=True)
        subprocess.run(
            ["git", "clone", "--quiet", str(self.origin), str(self._work)], check=True, stderr=subprocess.DEVNULL
        )
        subprocess.run(["git", "-C", str(self._work), "checkout", "--quiet", "-B", "main"], check=True)
        self.first = self.commit({"dags/content_quality_dags.py": LINE, **files})
        subprocess.run(["git", "clone", "--quiet", str(self.origin), str(self.checkout)], check=True)

    def commit(self, files: dict[str, str]) -> str:
        """Commit and push files, and return the commit's id."""
        for name, text in files.items():
            path = self._work / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        git = ["git", "-C", str(self._work), "-c", "user.name=Mika", "-c", "user.email=mika@example.org"]
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", "A change"], check=True)
        subprocess.run([*git, "push", "--quiet", "origin", "main"], check=True)
        return subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()

    def pull(self) -> None:
        """Bring the checkout up to date, as a deployment does."""
        subprocess.run(["git", "-C", str(self.checkout), "pull", "--quiet"], check=True)


def fresh_environment(folder: Path, programs: Path, repository: Repository, ports: Ports) -> dict[str, str]:
    """Return the environment of an Airflow that has nothing of this tree: only the package, and a bundle."""
    config = repository.checkout / "content-quality.toml"
    variables = environment(folder / "airflow", folder / "state", config, ports)
    for ours in ("PYTHONPATH", "AIRFLOW__CORE__DAGS_FOLDER", "AIRFLOW__CORE__PLUGINS_FOLDER"):
        variables.pop(ours)
    bundle = {
        "name": "site",
        "classpath": "airflow.providers.git.bundles.git.GitDagBundle",
        "kwargs": {
            "repo_url": str(repository.origin),
            "tracking_ref": "main",
            "subdir": "dags",
            "refresh_interval": 5,
        },
    }
    return variables | {
        "PATH": f"{programs}:{variables['PATH']}",
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps([bundle]),
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(folder / "bundles"),
        "AIRFLOW__DAG_PROCESSOR__BUNDLE_REFRESH_CHECK_INTERVAL": "5",
    }


class Fresh:
    """The running Airflow and its repository."""

    def __init__(self, folder: Path, programs: Path, files: dict[str, str]) -> None:
        self.repository = Repository(folder, files)
        self.ports = Ports(*free_ports(len(astuple(Ports()))))
        home, self.state = folder / "airflow", folder / "state"
        self.state.mkdir()
        self.passwords = passwords(home)
        self.airflow = LocalAirflow(home, fresh_environment(folder, programs, self.repository, self.ports))
        self.api = Api(self.ports.api, "admin", self.passwords["admin"])

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://localhost:{self.ports.api}"

    def start(self) -> None:
        """Start it, wait for the DAGs of the bundle, and switch them on as a person would."""
        self.airflow.start()
        self.api.wait_until_healthy(self.airflow, print)
        for dag in reversed(DAGS):
            self.api.call("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})

    def version(self) -> str:
        """Return the version of Airflow that answers."""
        return str(self.api.call("GET", "/api/v2/version")["version"])

    def ended(self, dag: str, run: str) -> dict[str, Any]:
        """Return the run when it has ended."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run.replace('+', '%2B')}"
        found = until(lambda: (self.api.call("GET", path) or {}).get("state") in ("success", "failed") and [True])
        assert found
        return dict(self.api.call("GET", path))

    def run(self, dag: str) -> dict[str, Any]:
        """Start a run and return it when it has ended."""
        return self.ended(dag, self.api.trigger(dag))

    def tasks(self, dag: str, run: str) -> dict[str, tuple[int, str]]:
        """Return the version and the commit that each task of a run ran on."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run.replace('+', '%2B')}/taskInstances"
        return {
            one["task_id"]: (one["dag_version"]["version_number"], one["dag_version"]["bundle_version"])
            for one in self.api.call("GET", path)["task_instances"]
        }

    def again(self, dag: str, run: str) -> dict[str, Any]:
        """Clear a whole run, as a person does on its page, and return it when it has ended again."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run.replace('+', '%2B')}/clear"
        self.api.call("POST", path, {"dry_run": False, "only_failed": False})
        return self.ended(dag, run)

    def versions(self, dag: str) -> list[dict[str, Any]]:
        """Return the versions that the page of a DAG shows, oldest first."""
        found = self.api.call("GET", f"/api/v2/dags/{dag}/dagVersions?order_by=version_number")["dag_versions"]
        return [{"version": one["version_number"], "commit": one["bundle_version"]} for one in found]

    def token(self, name: str) -> str:
        """Return what the user `name` is known by."""
        login = {"username": name, "password": self.passwords[name]}
        answer = ask(f"{self.address}/auth/token", method="POST", json=login)
        return str(answer.json()["access_token"])

    def dashboard(self, path: str) -> str:
        """Return a page of the dashboard, as a viewer sees it."""
        return ask(f"{self.address}/content-quality/{path}", token=self.token("viewer")).text
