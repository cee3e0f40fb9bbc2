"""A fresh Airflow that takes our DAGs from a bundle in Git, to a held post on the dashboard, and over a change of the settings.

    python -m tests.e2e.run_git_bundle --airflow var/fresh/3.3.2/bin

The environment of that Airflow holds the wheel with the extra `airflow` and the provider `git`, and nothing of this
tree: `make fresh`. Prints what Airflow says about the versions as JSON; ends with 1 where something is not as it should be.
"""

from __future__ import annotations

import argparse
import json
import signal
import tempfile
from pathlib import Path
from typing import Any

from content_quality.adapters.state.workspace import Workspace
from content_quality.core.gate.decide import Verdict
from scripts.run.summary import decided_batches
from tests.e2e.fresh_airflow import Fresh
from tests.patience import until

SETTINGS = """[site]
name = "A site in Git"
[[sources]]
name = "posts"
path = "_posts"
[schedule]
daily_at = "06:00"
settle_seconds = 0
"""
HELD = """---
title: Two tellings
author: Mika Sato
---

A merge that was not finished.

<<<<<<< HEAD
The kettle was on the stove.
=======
The kettle was on the table.
>>>>>>> theirs
"""
POST = "posts/2026-11-02-two-tellings.md"
FILES = {"content-quality.toml": SETTINGS, "_posts/2026-11-02-two-tellings.md": HELD}


def to_a_held_post(fresh: Fresh) -> str:
    """Wait for the first batch, which the watcher or the run by hand brings; return the id of the run by hand."""
    run = fresh.run("ingest_posts")
    assert run["state"] == "success", run
    batches = until(lambda: decided_batches(Workspace(fresh.state)))
    assert [decision.verdict for decision in batches[0].read_decisions()[1]] == [Verdict.HOLD]
    until(lambda: "A merge was not finished" in fresh.dashboard(f"posts/{POST}"))
    return str(run["dag_run_id"])


def change(fresh: Fresh, first_run: str) -> dict[str, Any]:
    """Commit new settings, wait for the new version, run, and clear the old run; return what Airflow says."""
    repository = fresh.repository
    second = repository.commit({"content-quality.toml": SETTINGS.replace("06:00", "07:30")})
    repository.pull()
    until(lambda: fresh.versions("ingest_posts")[-1]["commit"] == second)
    title = fresh.api.call("GET", "/api/v2/dags/ingest_posts")["dag_display_name"]
    new = fresh.run("ingest_posts")
    again = fresh.again("ingest_posts", first_run)
    return {
        "airflow": fresh.version(),
        "commits": [repository.first, second],
        "title": title,
        "versions": fresh.versions("ingest_posts"),
        "gate_versions": fresh.versions("gate_posts"),
        "old": {
            "state": again["state"],
            "commit": again["bundle_version"],
            "tasks": fresh.tasks("ingest_posts", first_run),
        },
        "new": {
            "state": new["state"],
            "commit": new["bundle_version"],
            "tasks": fresh.tasks("ingest_posts", new["dag_run_id"]),
        },
    }


def main() -> int:
    """Run, print, and return whether all was as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--airflow", type=Path, required=True, help="the folder of the program `airflow`")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # Airflow is stopped then, too
    with tempfile.TemporaryDirectory(prefix="fresh-") as folder:
        fresh = Fresh(Path(folder), arguments.airflow.resolve(), FILES)
        try:
            fresh.start()
            told = change(fresh, to_a_held_post(fresh))
        finally:
            fresh.airflow.stop()
    print(json.dumps(told, indent=1))
    return 0 if as_it_should_be(told) else 1


def as_it_should_be(told: dict[str, Any]) -> bool:
    """Return whether old runs stay on the old version, and new ones have the new one."""
    first, second = told["commits"]
    return (
        "07:30" in told["title"]
        and [one["commit"] for one in told["versions"]] == [first, second]
        and told["old"]["state"] == told["new"]["state"] == "success"
        and {commit for _, commit in told["old"]["tasks"].values()} == {first}
        and {commit for _, commit in told["new"]["tasks"].values()} == {second}
    )


if __name__ == "__main__":
    raise SystemExit(main())
