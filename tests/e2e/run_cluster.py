"""Decide a batch in a cluster of plain processes, kill a worker in the middle, and compare with one machine.

    python -m tests.e2e.run_cluster --posts 2000 --heavy 2 --kill

Needs PostgreSQL and Redis (Debian: postgresql, redis-server), and beside the lock the extras `cluster` and `object-store`. Prints
one line of JSON with what was measured; ends with 1 where a verdict differs, or an alert came twice.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import shutil
import sys
import tempfile
import time
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path

from benchmarks import made_site
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.codec import decision_to_json
from content_quality.adapters.state.files import dump
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.settings import reader
from content_quality.pipeline.project import Project
from tests.e2e.cluster import ROOT, SETTINGS, Cluster
from tests.pipeline.steps import gate

SPANS = (
    "SELECT task_id, count(*), extract(epoch from min(start_date)), extract(epoch from max(end_date)), max(try_number)"
    " FROM task_instance WHERE dag_id = 'gate_posts' AND start_date IS NOT NULL GROUP BY task_id"
)
STATES = "SELECT dag_id, state, count(*) FROM dag_run GROUP BY dag_id, state ORDER BY dag_id"


def main() -> int:
    """Run, print, and return whether all was as on one machine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=2_000)
    parser.add_argument("--heavy", type=int, default=2)
    parser.add_argument("--kill", action="store_true", help="kill a heavy worker when a third of the shards is done")
    parser.add_argument("--made", type=Path, help="a folder of posts that are made already")
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--keep", action="store_true", help="keep the folder, and compare later with --compare")
    parser.add_argument("--compare", type=Path, help="a folder that --keep has kept")
    arguments = parser.parse_args()
    if arguments.compare:
        decided = next(BatchFiles(one) for one in (arguments.compare / "writer/var/batches").glob("*Z-*"))
        print(json.dumps(compare(decided, arguments.compare / "local", arguments.compare / "writer/_posts")))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="cq-", dir="/tmp"))
    folder.chmod(0o755)
    posts = arguments.made or folder / "made"
    made_site.write(posts, 0, arguments.posts)
    try:
        outcome = _run(folder, posts, arguments)
        print(json.dumps(outcome), flush=True)
        return 0 if outcome.get("different", 0) == 0 and not outcome["doubled"] else 1
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, posts: Path, arguments: argparse.Namespace) -> dict[str, object]:
    with Cluster(folder, posts, arguments.heavy).running() as cluster:
        if arguments.kill:
            _kill_one(cluster, arguments)
        decided = cluster.until(partial(_decided, cluster), arguments.seconds, "a decision")
        cluster.until((cluster.state / "release" / "manifest.jsonl").exists, 300, "a release")
        cluster.until(lambda: _runs(cluster, "deliver_alerts", "success"), 300, "alerts")
        cluster.until(lambda: _runs(cluster, "gate_posts", "success"), 300, "the end of the run")
        spans = {task: (count, start, end, tries) for task, count, start, end, tries in cluster.query(SPANS)}
        states = [list(row) for row in cluster.query(STATES)]
    return {
        "posts": arguments.posts, "heavy": arguments.heavy, "killed": arguments.kill,
        "inspect_seconds": _seconds(spans["inspect.inspect_shard"]),
        "compare_seconds": _seconds(spans["compare.find_copies"]),
        "inspected_per_second": round(arguments.posts / _seconds(spans["inspect.inspect_shard"]), 1),
        "gate_seconds": round(max(float(one[2]) for one in spans.values()) - min(float(one[1]) for one in spans.values()), 1),
        "tries": max(one[3] for one in spans.values()), "runs": states,
        **({"folder": str(folder)} if arguments.keep else compare(decided, folder / "local", posts)), "mails": len(mails(folder)), "doubled": doubled(folder),
    }  # fmt: skip


def _kill_one(cluster: Cluster, arguments: argparse.Namespace) -> None:
    """Kill the first heavy worker when a third of the shards has come back."""
    shards = -(-arguments.posts // 100)

    def far_enough() -> bool:
        found = [one.key for one in cluster.objects().listing("batches") if "/results/" in one.key]
        return len(found) >= shards // 3

    cluster.until(far_enough, arguments.seconds, "the first results")
    cluster.kill(cluster.heavy[0])
    print("killed", cluster.heavy[0], flush=True)


def _decided(cluster: Cluster) -> BatchFiles | None:
    batches = map(BatchFiles, sorted((cluster.state / "batches").glob("*Z-*")))
    return next((one for one in batches if one.decisions.exists()), None)


def _runs(cluster: Cluster, dag: str, state: str) -> bool:
    return bool(cluster.query(f"SELECT 1 FROM dag_run WHERE dag_id = '{dag}' AND state = '{state}' LIMIT 1"))


def _seconds(span: tuple[int, object, object, int]) -> float:
    return round(float(str(span[2])) - float(str(span[1])), 1)


def compare(decided: BatchFiles, root: Path, posts: Path) -> dict[str, object]:
    """Decide the same posts on one machine and count where verdicts, findings or any byte of them differ."""
    (root / "_posts").mkdir(parents=True)
    for path in posts.iterdir():
        shutil.copy2(path, root / "_posts" / path.name)
    batch = decided.manifest()
    project = Project(
        root, reader.loads(SETTINGS), Workspace(root / "var"), ROOT / "expectations", batch.created_at.date()
    )
    started = time.monotonic()
    gate(project, batch.created_at)
    (folder,) = project.workspace.batches.glob("*Z-*")
    there, here = (
        {one.post_id: dump(decision_to_json(one)) for one in files.read_decisions()[1]}
        for files in (decided, BatchFiles(folder))
    )
    verdicts = collections.Counter(one.verdict.label for one in decided.read_decisions()[1])
    different = [post_id for post_id in there.keys() | here.keys() if there.get(post_id) != here.get(post_id)]
    return {
        "decided": len(there), "different": len(different), "such as": sorted(different)[:2], **verdicts,
        "same batch": folder.name == decided.folder.name, "local_seconds": round(time.monotonic() - started, 1),
    }  # fmt: skip


def mails(folder: Path) -> list[tuple[str, str, str]]:
    """Return recipient, subject and the message's own id of each mail that arrived."""
    found = []
    for path in sorted((folder / "mails").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        found.append((str(message["To"]), str(message["Subject"]), str(message["Message-ID"])))
    return found


def doubled(folder: Path) -> list[str]:
    """Return what was sent more than once, by its id."""
    counted = collections.Counter(one[2] for one in mails(folder))
    return [re.sub(r"\s+", " ", name) for name, times in counted.items() if times > 1]


if __name__ == "__main__":
    sys.exit(main())
