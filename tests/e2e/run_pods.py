"""Decide a batch whose heavy tasks run as pods of deploy/pod-template.yaml, with logs in an object store and a dashboard far away.

    python -m tests.e2e.run_pods --posts 24

A cluster of plain processes (see tests/e2e/cluster.py) in which no worker takes the heavy tasks: each of them runs as the pod
of the template would. The API server has folders of its own, and reads what `content-quality mirror` brings there. Where the
provider for Amazon is installed, logs go to the S3 server. Prints JSON; ends with 1 where something is missing.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from benchmarks import made_site
from content_quality.adapters.state.batch_files import BatchFiles
from tests.e2e.cluster import BUCKET, Cluster
from tests.e2e.pods import Pods, readable
from tests.e2e.run_cluster import CUT, compare

RUN = "SELECT run_id, state FROM dag_run WHERE dag_id = 'gate_posts' ORDER BY id DESC LIMIT 1"
HEAVY = (
    "SELECT task_id, map_index, try_number, state FROM task_instance WHERE dag_id = 'gate_posts' AND queue = 'heavy'"
)
LOGS = f"s3://{BUCKET}/logs"


class PodCluster(Cluster):
    """The cluster, with remote logs where the provider for them is installed."""

    @property
    def remote_logs(self) -> dict[str, str]:
        """What docs/operating.md says to set."""
        if importlib.util.find_spec("airflow.providers.amazon") is None:
            return {}
        extra = {"endpoint_url": f"http://127.0.0.1:{self.ports['s3']}", "region_name": "us-east-1"}
        connection = {"conn_type": "aws", "login": "key", "password": "word", "extra": extra}
        return {
            "AIRFLOW__LOGGING__REMOTE_LOGGING": "True",
            "AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER": LOGS,
            "AIRFLOW__LOGGING__REMOTE_LOG_CONN_ID": "logs",
            "AIRFLOW_CONN_LOGS": json.dumps(connection),
        }

    def environment(self, name: str) -> dict[str, str]:
        """Return all that a service knows; the mirror runs beside the API server."""
        return super().environment("api-server" if name == "mirror" else name) | self.remote_logs

    def pods(self) -> Pods:
        """Return what runs the heavy tasks: it knows what an operator puts into the template, and nothing of the cluster."""
        places = {"http://API-SERVER:8080": f"http://127.0.0.1:{self.ports['api-server']}"}
        secrets = {("content-quality", "exchange"): self.environment("pod")["AIRFLOW_CONN_EXCHANGE"]}
        folder = self.folder / "pods"
        folder.mkdir()
        site = {"content-quality.toml": self.settings}
        return Pods(folder, self.ports["redis"], places, secrets, site, self.remote_logs)

    def ask(self, path: str) -> httpx.Response:
        """Ask the API server as a person who is logged in."""
        address = f"http://127.0.0.1:{self.ports['api-server']}"
        token = httpx.get(f"{address}/auth/token", timeout=60).json()["access_token"]
        return httpx.get(f"{address}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=60)


def main() -> int:
    """Run, print, and return whether nothing is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=24)
    parser.add_argument("--seconds", type=float, default=600, help="that the batch may take")
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="cq-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        print("in", folder, flush=True)
        found = _run(folder, arguments.posts, arguments.seconds) | compare(folder)
        print(json.dumps(found), flush=True)
        is_whole = found["decided"] == arguments.posts and not found["different"] and found["state"] == "success"
        return 0 if is_whole and found["shown by the far dashboard"] and found["logs"] in ("read", "local") else 1
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, posts: int, seconds: float) -> dict[str, Any]:
    made_site.write(folder / "made", 0, posts)
    with PodCluster(folder, 0, settings=CUT).running() as cluster:
        cluster._run("mirror", [sys.executable, "-m", "content_quality.cli", "mirror", "--every", "2"])
        (folder / "made").rename(folder / "writer" / "_posts" / "part0")
        pods, end = cluster.pods(), time.monotonic() + seconds
        while not (runs := cluster.query(RUN)) or runs[0][1] not in ("success", "failed"):
            assert time.monotonic() < end, cluster.log("scheduler") + pods.log()
            if not pods.run_next():
                time.sleep(0.5)
        run_id, state = runs[0]
        assert state == "success", cluster.log("writer") + pods.log()
        post = next(one.post_id for one in _batch(cluster).manifest().posts)
        cluster.until(lambda: post in cluster.ask(f"/content-quality/posts/{post}").text, 120, "the far dashboard")
        tasks = cluster.query(HEAVY)
        left = {name.partition("/")[0] for name in readable(pods.folder)}
        return {
            "state": state, "pods": len(pods.ended), "statuses": sorted(set(pods.ended.values())), "left": len(left),
            "heavy tasks": sorted({(one[0], one[3]) for one in tasks}), "tries": max(one[2] for one in tasks),
            "shown by the far dashboard": post, "logs": _logs(cluster, run_id),
        }  # fmt: skip


def _batch(cluster: Cluster) -> BatchFiles:
    return next(BatchFiles(one) for one in sorted((cluster.state / "batches").glob("*Z-*")))


def _logs(cluster: PodCluster, run_id: str) -> str:
    """Return whether the API server reads the log of a pod that has gone from the object store."""
    if not cluster.remote_logs:
        return "local"
    path = f"/api/v2/dags/gate_posts/dagRuns/{run_id}/taskInstances/inspect.inspect_shard/logs/1?map_index=0"
    text = cluster.ask(path).text
    return "read" if f"{LOGS}/dag_id=gate_posts" in text and "Pre Execute" in text else text[:2000]


if __name__ == "__main__":
    sys.exit(main())
