"""Kill parts of a cluster at random moments while it decides batches, and count what was lost, doubled or falsely released.

    python -m tests.faults.run_cluster_faults --log var/faults.jsonl --seconds 300

Each round puts new posts into the source, waits until the gate works on them, does harm, and waits until every post is
decided. One line for each round is appended to the log, so that a later call goes on counting: --table prints all of them.
Needs what `tests.e2e.run_cluster` needs.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import made_site
from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.gate.decide import Decision
from tests.e2e.cluster import Cluster, below
from tests.e2e.run_cluster import mails

POSTS = 30  # of a round
QUIET = 35.0  # seconds that a paused worker sleeps: longer than Airflow waits for a sign of life
HARM = (
    "heavy-1", "writer", "scheduler", "triggerer", "api-server", "dag-processor", "redis", "postgres",
    "heavy-1 alone", "writer alone", "heavy-1 paused", "writer paused", "second scheduler", "clear",
)  # fmt: skip


def main() -> int:
    """Run rounds until the time is up; return 1 when anything was lost, doubled or falsely released."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, default=Path("var/faults.jsonl"))
    parser.add_argument("--seconds", type=float, default=300, help="no round begins later than this")
    parser.add_argument("--harm", action="append", choices=HARM, help="only these, in this order")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    if arguments.table:
        return table(arguments.log)
    done = len(arguments.log.read_text().splitlines()) if arguments.log.exists() else 0
    chosen = random.Random(done)
    folder = Path(tempfile.mkdtemp(prefix="cq-", dir="/tmp"))
    folder.chmod(0o755)
    end = time.monotonic() + arguments.seconds
    wrong = 0
    try:
        settings = "[batches]\nshard_posts = 10\n[across]\nposts_per_range = 15\n"
        with Cluster(folder, 2, settings=settings).running() as cluster:
            number = 0
            while time.monotonic() < end:
                harm = (
                    arguments.harm[number % len(arguments.harm)]
                    if arguments.harm
                    else HARM[(done + number) % len(HARM)]
                )
                row = _round(cluster, number, harm, chosen)
                wrong += row["lost"] + row["doubled"] + row["false releases"] + row["alerts twice"]
                arguments.log.parent.mkdir(parents=True, exist_ok=True)
                with arguments.log.open("a") as file:
                    file.write(json.dumps(row) + "\n")
                print(json.dumps(row), flush=True)
                number += 1
            print(json.dumps({"alerts": len(outbox.journal(Workspace(cluster.state))), "mails": len(mails(folder))}))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if wrong else 0


def _round(cluster: Cluster, number: int, harm: str, chosen: random.Random) -> dict[str, object]:
    first = number * POSTS
    before = cluster.query("SELECT count(*) FROM dag_run WHERE dag_id = 'gate_posts'")[0][0]
    made_site.write(cluster.folder / "made", first, first + POSTS)
    (cluster.folder / "made").rename(cluster.folder / "writer" / "_posts" / f"part{number}")
    cluster.until(lambda: _works(cluster, before), 240, "a run of the gate")
    wait = chosen.uniform(0, 20)
    time.sleep(wait)
    started = time.monotonic()
    _do(cluster, harm)
    wanted = {f"posts/part{number}/{made_site.name(one)}" for one in range(first, first + POSTS)}
    with contextlib.suppress(AssertionError):
        cluster.until(lambda: wanted <= decisions(cluster).keys(), 420, "decisions")
        cluster.until(lambda: _idle(cluster), 240, "the end of the runs")
    return {
        "harm": harm,
        "after seconds": round(wait, 1),
        "recovered in": round(time.monotonic() - started, 1),
        **judged(cluster, wanted),
    }


def _works(cluster: Cluster, before: int) -> bool:
    return bool(cluster.query("SELECT count(*) FROM dag_run WHERE dag_id = 'gate_posts'")[0][0] > before)


def _idle(cluster: Cluster) -> bool:
    with contextlib.suppress(Exception):  # the database may be coming up
        rows = cluster.query(
            "SELECT count(*) FROM dag_run WHERE state IN ('queued', 'running') AND dag_id <> 'deliver_alerts'"
        )
        return bool(rows[0][0] == 0)
    return False


def _do(cluster: Cluster, harm: str) -> None:
    """Do the harm, and start again what it ended, as whoever watches the services would."""
    name, _, how = harm.partition(" ")
    if harm == "postgres":
        cluster.kill_postgres()
        time.sleep(3)
        cluster.start_postgres()
    elif harm == "redis":
        cluster.kill("redis")
        time.sleep(3)
        cluster.restart_server("redis")
    elif harm == "second scheduler":
        cluster.start("scheduler", "scheduler-2")
        time.sleep(10)
        cluster.kill("scheduler")
        cluster.processes["scheduler"] = cluster.processes.pop("scheduler-2")
    elif harm == "clear":
        cluster.airflow(["tasks", "clear", "--yes", "--task-regex", "inspect|compare|judge", "gate_posts"])
    elif how == "paused":
        living = below(cluster.processes[name].pid)
        _signal(living, signal.SIGSTOP)
        time.sleep(QUIET)
        _signal(living, signal.SIGCONT)
    else:
        (cluster.kill_alone if how == "alone" else cluster.kill)(name)
        time.sleep(3)
        cluster.start(name)


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def decisions(cluster: Cluster) -> dict[str, list[Decision]]:
    """Return all decisions of the site by post."""
    found = collections.defaultdict(list)
    for folder in sorted((cluster.state / "batches").glob("*Z-*")):
        with contextlib.suppress(FileNotFoundError):
            for one in BatchFiles(folder).read_decisions()[1]:
                found[one.post_id].append(one)
    return found


def judged(cluster: Cluster, wanted: set[str]) -> dict[str, int]:
    """Return what went wrong with the posts `wanted`, and with the release and the alerts so far."""
    found = decisions(cluster)
    return {
        "posts": len(wanted),
        "lost": len(wanted - found.keys()),
        "doubled": sum(len({one.sha256 for one in found[name]}) < len(found[name]) for name in wanted & found.keys()),
        "false releases": false_releases(cluster, found),
        "alerts twice": sum(
            times > 1 for times in collections.Counter(one[2] for one in mails(cluster.folder)).values()
        ),
    }


def false_releases(cluster: Cluster, found: dict[str, list[Decision]]) -> int:
    """Return how many released files hold bytes that no decision has released."""
    may = {one.sha256 for several in found.values() for one in several if one.released}
    files = (cluster.state / "release").rglob("*.md")
    return sum(hashlib.sha256(path.read_bytes()).hexdigest() not in may for path in files)


def table(log: Path) -> int:
    """Print how often each harm was done, and what came of it."""
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    keys = ("posts", "lost", "doubled", "false releases", "alerts twice")
    print("| harm | runs | " + " | ".join(keys) + " | recovered in, longest |\n| --- |" + " --- |" * (len(keys) + 2))
    by_harm = collections.defaultdict(list)
    for row in rows:
        by_harm[row["harm"]].append(row)
    for harm, several in [*sorted(by_harm.items()), ("all", rows)]:
        sums = " | ".join(str(sum(row[key] for row in several)) for key in keys)
        print(f"| {harm} | {len(several)} | {sums} | {max(row['recovered in'] for row in several):.0f} s |")
    return 1 if any(row[key] for row in rows for key in keys[1:]) else 0


if __name__ == "__main__":
    sys.exit(main())
