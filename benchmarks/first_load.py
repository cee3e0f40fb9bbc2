"""How long the first load of an archive takes in Airflow: from the first task of the ingestion to the last of the gate.

    python -m benchmarks.first_load FOLDER --posts 2513

Writes made posts into FOLDER, starts everything as `make run` does, and waits until the gate has decided and released
all of them. It prints what each task took, and the largest resident size of a process of each task while it ran.
"""

from __future__ import annotations

import argparse
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks import made_site
from benchmarks.daily import KeptSite
from benchmarks.scale import SETTINGS, settle
from tests.e2e.site import Rest
from tests.patience import until

DAGS = ("ingest_posts", "gate_posts")
LOOK_SECONDS = 0.5
MOST_SECONDS = 3_600


class Memory:
    """Looks at the processes below another one, and remembers how large each kind of them got."""

    def __init__(self, above: int) -> None:
        self.largest: dict[str, int] = defaultdict(int)  # bytes by the first words of the title
        self._above, self._stop = psutil.Process(above), threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            for process in self._above.children(recursive=True):
                try:
                    title, size = " ".join(process.cmdline())[:60], process.memory_info().rss
                except psutil.Error:
                    continue
                self.largest[title] = max(self.largest[title], size)

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()


def tasks(rest: Rest, dag: str) -> list[dict[str, Any]]:
    """Return the tasks of all runs of `dag` that have begun."""
    found = rest.call("GET", f"/api/v2/dags/{dag}/dagRuns/~/taskInstances?limit=1000")[1]["task_instances"]
    return [one for one in found if one["start_date"]]


def moment(text: str) -> datetime:
    """Return the moment that Airflow wrote."""
    return datetime.fromisoformat(text)


def lines(of_tasks: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """Yield when each task began, counted from the first one, and what it took; tasks that ran in parts as one line."""
    start = min(moment(one["start_date"]) for _, one in of_tasks)
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for dag, one in of_tasks:
        groups[f"{dag}.{one['task_id']}"].append(one)
    for name, of_name in sorted(groups.items(), key=lambda pair: min(one["start_date"] for one in pair[1])):
        begun = min(moment(one["start_date"]) for one in of_name)
        ended = max(moment(one["end_date"] or one["start_date"]) for one in of_name)
        took = sum(one["duration"] or 0 for one in of_name)
        yield f"| {name} | {len(of_name)} | {(begun - start).total_seconds():.1f} s | {(ended - begun).total_seconds():.1f} s | {took:.1f} s |"


def is_done(rest: Rest) -> bool:
    """Return whether a run of the gate has ended."""
    runs = rest.call("GET", "/api/v2/dags/gate_posts/dagRuns")[1]["dag_runs"]
    return any(run["state"] in ("success", "failed") for run in runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=2_513)
    parser.add_argument("--paragraphs", type=int, help="of a post, on average, when not as many as usual")
    arguments = parser.parse_args()
    if arguments.paragraphs:
        made_site.shorten(arguments.paragraphs)
    site = KeptSite(arguments.folder.resolve())
    made_site.write(site.posts, 0, arguments.posts)
    settle(site.posts)
    (site.folder / "content-quality.toml").write_text(SETTINGS, "utf-8")
    process = site.run()
    memory = Memory(process.pid)
    try:
        until((site.home / "passwords.json").exists, MOST_SECONDS, site.said)
        rest = Rest(site, "admin")
        until(lambda: is_done(rest), MOST_SECONDS, site.said)
        found = [(dag, one) for dag in DAGS for one in tasks(rest, dag)]
    finally:
        memory.stop()
        site.stop(process)
    begun = min(moment(one["start_date"]) for _, one in found)
    ended = max(moment(one["end_date"]) for _, one in found if one["end_date"])
    print("| task | times | began | until the last ended | all together |\n|---|---:|---:|---:|---:|")
    print("\n".join(lines(found)))
    print(f"\n{arguments.posts:,} posts: {(ended - begun).total_seconds():.1f} s from the first task to the last")
    for title, size in sorted(memory.largest.items(), key=lambda pair: -pair[1])[:12]:
        print(f"{size / 1e6:6.0f} MB  {title}")


if __name__ == "__main__":
    main()
