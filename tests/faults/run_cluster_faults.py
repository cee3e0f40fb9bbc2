"""Do harm to a cluster at random moments while it decides batches, and count what was lost, doubled or falsely released.

    python -m tests.faults.run_cluster_faults --log var/faults.jsonl --seconds 300

Each round saves new posts and edits old ones, waits until the gate works on them, does harm, and waits until every post is
decided. It starts services that ended by themselves, as whoever watches the services would. Where a run stays red, it clears
the failed tasks, as the runbook says, and where nothing reads the posts it triggers that; it counts both. One line for each
round is appended to the log, so that a later call goes on counting: --table prints all of them. Needs what
`tests.e2e.run_cluster` needs; full disks need root, wrong clocks a C compiler.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.cluster import ROOT
from tests.faults.cluster_harms import HARMS
from tests.faults.cluster_judgement import WRONG, judged, table, undecided, untold
from tests.faults.faulty_cluster import FaultyCluster

POSTS, EDITS = 30, 3  # of a round
PATIENCE = 600.0  # seconds until a round counts as not recovered
QUIET = 60.0  # seconds that a cluster does nothing and has posts to decide
STAYS = ("lost", "doubled", "false releases", "not released", "alerts twice")  # what one round did, the next one sees
CLEARED = ("ingest_posts", "gate_posts")
NEWEST = "SELECT coalesce(max(id), 0) FROM dag_run"
STATES = "SELECT dag_id, state, count(*) FROM dag_run WHERE id > {} GROUP BY dag_id, state ORDER BY dag_id, state"
AT_WORK = (  # a run of a clock that was ahead waits for its time
    "SELECT count(*) FROM dag_run"
    " WHERE state IN ('queued', 'running') AND dag_id <> 'deliver_alerts' AND run_after <= now()"
)
RED = "SELECT DISTINCT dag_id FROM dag_run WHERE state = 'failed'"
DELIVERED = "SELECT count(*) FROM dag_run WHERE dag_id = 'deliver_alerts' AND state = 'success' AND id > {}"


def main() -> int:
    """Run rounds until the time is up; return 1 when anything was lost, doubled or falsely released."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, default=Path("var/faults.jsonl"))
    parser.add_argument("--seconds", type=float, default=300, help="no round begins later than this")
    parser.add_argument("--harm", action="append", choices=HARMS, help="only these, in this order")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep logs and state of a run with a fault there")
    parser.add_argument("--table", action="store_true")
    arguments = parser.parse_args()
    if arguments.table:
        return table(arguments.log)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is stopped
    folder = Path(tempfile.mkdtemp(prefix="cq-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with FaultyCluster(folder).running() as cluster:
            wrong = _rounds(cluster, arguments)
            if wrong and arguments.keep:
                _keep(folder, arguments.keep)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if wrong else 0


def _rounds(cluster: FaultyCluster, arguments: argparse.Namespace) -> int:
    log: Path = arguments.log
    log.parent.mkdir(parents=True, exist_ok=True)
    done = len(log.read_text().splitlines()) if log.exists() else 0
    chosen, wrong, before = random.Random(done), 0, dict.fromkeys(STAYS, 0)
    names = arguments.harm or [name for name, harm in HARMS.items() if harm.can_be_done()]
    first = 0 if arguments.harm else done
    end = time.monotonic() + arguments.seconds
    while time.monotonic() < end:
        row = {"tree": _tree(), **_round(cluster, names[first % len(names)], chosen)}
        first, row, before = first + 1, row | {key: row[key] - before[key] for key in STAYS}, row
        wrong += sum(int(row[key]) for key in WRONG)
        with log.open("a") as file:
            file.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)
    _deliver(cluster)
    print(json.dumps(untold(cluster)), flush=True)
    return wrong


def _round(cluster: FaultyCluster, name: str, chosen: random.Random) -> dict[str, object]:
    harm, known = HARMS[name], len(cluster.wanted)
    harm.before(cluster)
    newest = cluster.query(NEWEST)[0][0]
    cluster.save(POSTS, EDITS)
    gate = f"SELECT 1 FROM dag_run WHERE dag_id = 'gate_posts' AND id > {newest}"
    cluster.until(lambda: cluster.query(gate), 240, "a run of the gate")
    wait = chosen.uniform(0, 20)
    time.sleep(wait)
    started = time.monotonic()
    harm.do(cluster)
    by_hand, recovered = _recover(cluster, started + PATIENCE)
    harm.after(cluster)
    return {
        "harm": name, "after seconds": round(wait, 1), "recovered in": round(time.monotonic() - started, 1),
        **judged(cluster), "posts": len(cluster.wanted) - known, "not recovered": int(not recovered),
        "helped by hand": by_hand, "runs": [list(one) for one in cluster.query(STATES.format(newest))],
    }  # fmt: skip


def _recover(cluster: FaultyCluster, end: float) -> tuple[int, bool]:
    """Wait until all posts are decided and all runs have ended; return how often that took a hand, and whether it came."""
    by_hand, busy_at = 0, time.monotonic()
    while time.monotonic() < end:
        time.sleep(1)
        cluster.start_ended()
        with contextlib.suppress(Exception):  # the database may be coming up
            if cluster.query(AT_WORK)[0][0]:
                busy_at = time.monotonic()
                continue
            red = [dag_id for (dag_id,) in cluster.query(RED) if dag_id in CLEARED]
            if not red and not undecided(cluster):
                return by_hand, True
            if red or time.monotonic() - busy_at > QUIET:
                by_hand += _helped(cluster, red)
                busy_at = time.monotonic()
    return by_hand, False


def _helped(cluster: FaultyCluster, red: list[str]) -> int:
    """Clear what is red, or read the posts that nothing reads; return how many commands that took."""
    for dag_id in red:
        cluster.airflow(["tasks", "clear", "--yes", "--only-failed", dag_id])
    if not red:
        cluster.airflow(["dags", "trigger", "ingest_posts"])
    return max(1, len(red))


def _deliver(cluster: FaultyCluster) -> None:
    """Let what waits be told."""
    newest = cluster.query(NEWEST)[0][0]
    cluster.airflow(["dags", "trigger", "deliver_alerts"])
    with contextlib.suppress(AssertionError):
        cluster.until(lambda: cluster.query(DELIVERED.format(newest))[0][0], 120, "a delivery")


def _tree() -> str:
    """Return the commit that was run, with a mark where files differ from it."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def _keep(folder: Path, at: Path) -> None:
    shutil.copytree(folder, at / folder.name, ignore=shutil.ignore_patterns("postgres", ".filler"), dirs_exist_ok=True)


if __name__ == "__main__":
    sys.exit(main())
