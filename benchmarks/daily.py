"""How long the daily run of a large archive takes in Airflow: from its trigger to the mail, and what each task took.

    python benchmarks/scale.py FOLDER --posts 10000 --keep
    python -m benchmarks.daily FOLDER/10000 --new 5

Starts everything as `make run` does, over a site and the state that the benchmark of the scale has kept, puts new posts
that break off in the middle into the source, triggers the ingestion, and waits for the mail that names one of them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tests.e2e.site import Rest, Site
from tests.patience import until
from tests.pipeline.archive.test_first_look import cut

DAGS = ("ingest_posts", "gate_posts", "deliver_alerts")


class KeptSite(Site):
    """A site that is there already, with its state."""

    def __init__(self, folder: Path) -> None:  # the site of the samples is not copied
        from tests.ports import free_ports

        self.folder, self.posts = folder, folder / "_posts"
        self.ports = free_ports(4)
        self.output, self.home = folder / "output.txt", folder / "airflow"


def mailed(site: Site, word: str) -> bool:
    """Return whether a letter that says `word` has arrived."""
    return any(word.encode() in path.read_bytes() for path in (site.folder / "var" / "mail").glob("*.eml"))


def tasks(rest: Rest, since: str) -> Iterator[tuple[str, str, str, float]]:
    """Yield the tasks of runs that began after `since`: DAG, task, when it began, and its seconds."""
    for dag in DAGS:
        found = rest.call("GET", f"/api/v2/dags/{dag}/dagRuns/~/taskInstances?start_date_gte={since}&limit=1000")[1]
        for one in found["task_instances"]:
            if one["duration"] is not None:
                yield dag, one["task_id"], one["start_date"], one["duration"]


def run(site: Site, new: int, number: int) -> float:
    """Put new posts into the source, trigger the ingestion, and return the seconds until the mail."""
    rest = Rest(site, "admin")
    since = datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M:%S%z").replace("+", "%2B")
    stamp = f"{number:02d}{int(time.time())}"
    for which in range(new):
        text = cut(int(f"{which}{stamp}"))
        (site.posts / f"2026-11-02-daily-{stamp}-{which}.md").write_text(text, "utf-8")
    started = time.monotonic()
    rest.call("POST", "/api/v2/dags/ingest_posts/dagRuns", {"logical_date": None, "conf": {}})
    until(lambda: mailed(site, f"daily-{stamp}"), 900)
    seconds = time.monotonic() - started
    print(f"run {number}: {new} new posts, {seconds:.1f} s from the trigger to the mail")
    for dag, task, began, took in sorted(tasks(rest, since), key=lambda one: one[2]):
        print(f"  {began[11:19]}  {dag}.{task}: {took:.1f} s")
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--new", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    site = KeptSite(arguments.folder.resolve())
    posts = sum(1 for _ in site.posts.glob("*.md"))
    process = site.start()
    try:
        found = [run(site, arguments.new, number) for number in range(1, arguments.runs + 1)]
    finally:
        site.stop(process)
    print(f"{posts:,} posts, {arguments.new} new: median {statistics.median(found):.1f} s, all {found}")


if __name__ == "__main__":
    main()
