"""Decide three batches in a cluster of plain processes: with one heavy worker, with two, and with one of them killed in the middle.

    python -m tests.e2e.run_cluster --posts 400

Then the same posts are decided on one machine, and every byte of every decision is compared. Needs PostgreSQL and Redis
(Debian: postgresql, redis-server), and beside the lock the extras `cluster` and `object-store`: `make cluster`. Prints JSON;
ends with 1 where a decision differs, or an alert came twice.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import shutil
import sys
import tempfile
from dataclasses import replace
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
    " FROM task_instance WHERE dag_id = 'gate_posts' AND start_date IS NOT NULL AND run_id = (SELECT run_id FROM dag_run"
    " WHERE dag_id = 'gate_posts' ORDER BY id DESC LIMIT 1) GROUP BY task_id"
)
ENDED = "SELECT count(*) FROM dag_run WHERE dag_id = 'gate_posts' AND state IN ('success', 'failed')"
STATES = "SELECT dag_id, state, count(*) FROM dag_run GROUP BY dag_id, state ORDER BY dag_id"
PHASES = ("one worker", "two workers", "one of two killed")
SHARD = 40  # posts
CUT = f"[batches]\nshard_posts = {SHARD}\n[across]\nposts_per_range = {SHARD}\n"


def main() -> int:
    """Run, print, and return whether all was as on one machine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=400, help="of each batch")
    parser.add_argument("--seconds", type=float, default=900, help="that each batch may take")
    parser.add_argument("--keep", action="store_true", help="keep the folder, and compare later with --compare")
    parser.add_argument("--compare", type=Path, metavar="FOLDER", help="one that --keep has kept")
    arguments = parser.parse_args()
    folder = arguments.compare or Path(tempfile.mkdtemp(prefix="cq-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        if not arguments.compare:
            print("in", folder, flush=True)
            _run(folder, arguments.posts, arguments.seconds)
        if arguments.keep:
            return 0
        outcome = compare(folder)
        print(json.dumps(outcome), flush=True)
        return 1 if outcome["different"] or outcome["doubled"] else 0
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, posts: int, seconds: float) -> None:
    for number in range(len(PHASES)):
        made_site.write(folder / "made" / str(number), number * posts, (number + 1) * posts)
    with Cluster(folder, 2, settings=CUT).running(without=("heavy-2",)) as cluster:
        for number, phase in enumerate(PHASES):
            if number == 1:
                cluster.start("heavy-2")
            (folder / "made" / str(number)).rename(folder / "writer" / "_posts" / f"part{number}")
            if number == 2:
                _kill_one(cluster, posts, seconds)
            cluster.until(partial(_ended, cluster, number + 1), seconds, "the end of the gate's run")
            print(json.dumps({"phase": phase, "posts": posts, **_spans(cluster)}), flush=True)
        cluster.until(partial(_told, cluster), 120, "alerts")
        print(json.dumps({"runs": [list(row) for row in cluster.query(STATES)]}), flush=True)


def _ended(cluster: Cluster, runs: int) -> bool:
    return bool(cluster.query(ENDED)[0][0] >= runs)


def _told(cluster: Cluster) -> bool:
    return bool(cluster.query("SELECT 1 FROM dag_run WHERE dag_id = 'deliver_alerts' AND state = 'success' LIMIT 1"))


def _spans(cluster: Cluster) -> dict[str, object]:
    spans = {task: (count, float(start), float(end), tries) for task, count, start, end, tries in cluster.query(SPANS)}
    inspected, compared = spans["inspect.inspect_shard"], spans["compare.find_copies"]
    posts = SHARD * inspected[0] / (inspected[2] - inspected[1])
    return {
        "shards": inspected[0], "inspect_seconds": round(inspected[2] - inspected[1], 1),
        "inspected_per_second": round(posts, 1), "compare_seconds": round(compared[2] - compared[1], 1),
        "gate_seconds": round(max(one[2] for one in spans.values()) - min(one[1] for one in spans.values()), 1),
        "most_tries": max(one[3] for one in spans.values()),
    }  # fmt: skip


def _kill_one(cluster: Cluster, posts: int, seconds: float) -> None:
    """Kill the first heavy worker when a third of the shards has come back."""
    storage = cluster.objects()
    seen = {one.key for one in storage.listing("batches")}

    def far_enough() -> bool:
        found = [one.key for one in storage.listing("batches") if "/results/" in one.key and one.key not in seen]
        return len(found) >= posts // SHARD // 3

    cluster.until(far_enough, seconds, "the first results")
    cluster.kill(cluster.heavy[0])
    print("killed", cluster.heavy[0], flush=True)


def compare(folder: Path) -> dict[str, object]:
    """Decide the same batches on one machine, one after the other, and count the decisions that differ in any byte."""
    root = folder / "local"
    project = Project(root, reader.loads(SETTINGS + CUT), Workspace(root / "var"), ROOT / "expectations")
    decided = [BatchFiles(one) for one in sorted((folder / "writer/var/batches").glob("*Z-*"))]
    different, count, verdicts = [], 0, collections.Counter()
    for files in (one for one in decided if one.decisions.exists()):
        batch = files.manifest()
        for post in batch.posts:
            name = post.post_id.partition("/")[2]
            (root / "_posts" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / "writer/_posts" / name, root / "_posts" / name)
        project = replace(project, today=batch.created_at.date())
        here = {name: dump(decision_to_json(one)) for name, one in gate(project, batch.created_at).items()}
        there = {one.post_id: dump(decision_to_json(one)) for one in files.read_decisions()[1]}
        different += [name for name in there.keys() | here.keys() if there.get(name) != here.get(name)]
        verdicts.update(one.verdict.label for one in files.read_decisions()[1])
        count += len(there)
    return {
        "batches": len(decided), "decided": count, "different": len(different), "such as": sorted(different)[:2],
        **verdicts, "mails": len(mails(folder)), "doubled": doubled(folder),
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
