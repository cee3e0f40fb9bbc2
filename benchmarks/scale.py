"""What a site of n posts costs: its first load, and then a day of 20 changes, per stage, outside of Airflow.

    python benchmarks/scale.py FOLDER --posts 100 1000 10000
    python benchmarks/scale.py FOLDER-OF-SHORT-POSTS --posts 10000 100000 --paragraphs 4

The posts are those of `made_site.py`, whose sizes, damage and repeated phrases follow a real site; with fewer paragraphs than
its 45 on average they are as short as most sites' posts, and a hundred thousand of them fit into an hour. Each stage is a process
of its own, as a task of Airflow is; shards and parts run two at a time. For each stage the table has wall and CPU seconds
and the largest resident size of one process; then come the bytes of the state beside those of the posts, and by which power
of the number of posts each figure grows. What is measured is kept in FOLDER/scale.jsonl and is not measured again, so that
a long run can be stopped and started anew; a size that was stopped in the middle begins again with the posts it wrote.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

CHANGES = 20  # of a day: half of them are new posts, half are old ones with one more sentence
AT_ONCE = 2  # processes
DASHBOARD_URL = "http://localhost:8080/content-quality"
SETTINGS = f"""\
[site]
name = "Made site"
timezone = "Asia/Tokyo"
generator = "jekyll"

[[sources]]
name = "posts"
path = "_posts"

[alerts]
editors = ["desk@made-site.example"]
sender = "content-quality@made-site.example"
dashboard_url = "{DASHBOARD_URL}"
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What one stage cost: seconds, and the largest resident size of one of its processes in MB."""

    posts: int
    run: str
    stage: str
    wall: float
    cpu: float
    peak_mb: float
    processes: int = 1


# --- stages, each in a process of its own -----------------------------------------------------------------------------


def stage(name: str, site: Path, batch: str, part: str) -> object:
    """Run the stage `name` of the pipeline, as its task does, and return what the next one needs."""
    from content_quality.pipeline.gate import decide_batch, gate_batch, release_batch
    from content_quality.pipeline.ingest import compare_batch, inspect_shard, read_sources
    from content_quality.pipeline.project import load_project
    from content_quality.pipeline.repair.propose_repairs import propose_repairs

    project, now = load_project(site / "content-quality.toml"), datetime.now(UTC)
    match name:
        case "read sources":
            return read_sources.ingest(project, read_sources.Request(None, None), now).batch_id
        case "open batch":
            return gate_batch.open_batch(project, [batch], "benchmark")
        case "plan shards":
            return gate_batch.plan_shards(project, batch)
        case "inspect":
            return inspect_shard.inspect_shard(project, batch, part, now).describe()
        case "index":
            return compare_batch.plan_parts(project, batch, now)
        case "compare":
            return compare_batch.find_copies(project, batch, part, now)
        case "collect copies":
            return compare_batch.collect_copies(project, batch, now)
        case "load":
            return gate_batch.load_inspections(project, batch, now)
        case "validate":
            return gate_batch.validate_batch(project, batch)
        case "decide":
            return decide_batch.decide_batch(project, batch, "benchmark", now).describe()
        case "propose repairs":
            return propose_repairs(project, batch)
        case "publish":
            release_batch.publish(project)
            return None
        case "release":
            return release_batch.release_batch(project, batch, now, None)
    raise ValueError(name)


@dataclass(frozen=True, slots=True)
class Done:
    """A finished process: what it returned, and what it cost."""

    value: object
    cpu: float
    peak_mb: float


def process(name: str, site: Path, batch: str = "", part: str = "") -> Done:
    """Run one stage in a process of its own."""
    command = [sys.executable, __file__, str(site), "--stage", name, "--batch", batch, "--part", part]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    said = running.stdout.read()
    _, status, used = os.wait4(running.pid, 0)
    if status:
        raise SystemExit(f"{name} failed")
    return Done(json.loads(said.splitlines()[-1])["value"], used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


# --- one size ---------------------------------------------------------------------------------------------------------


def run(posts: int, label: str, site: Path) -> Iterator[Row]:
    """Yield what each stage of one run of the pipeline cost."""

    def one(name: str, parts: Sequence[str] = ("",)) -> tuple[Row, list[object]]:
        started = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = list(pool.map(lambda part: process(name, site, batch, part), parts))
        wall = time.monotonic() - started
        peak = max((each.peak_mb for each in done), default=0.0)
        row = Row(posts, label, name, wall, sum(each.cpu for each in done), peak, len(done))
        print(f"  {row.stage:16} {row.wall:8.1f} s {row.cpu:8.1f} s CPU {row.peak_mb:6.0f} MB", flush=True)
        return row, [each.value for each in done]

    batch = ""
    row, (batch,) = one("read sources")
    yield row
    row, (batch,) = one("open batch")
    yield row
    for plan, work in (("plan shards", "inspect"), ("index", "compare")):
        row, (parts,) = one(plan)
        yield row
        yield one(work, parts)[0]
    for name in ("collect copies", "load", "validate", "decide", "propose repairs", "publish", "release"):
        yield one(name)[0]


def settle(folder: Path) -> None:
    """Let files look as if they had been written a minute ago: the pipeline waits for younger ones."""
    then = time.time() - 60
    for path in folder.iterdir():
        if path.stat().st_mtime > then:
            os.utime(path, (then, then))


def change(folder: Path, posts: int) -> None:
    """Add new posts to the folder, and a sentence to as many old ones."""
    import made_site

    made_site.write(folder, posts, posts + CHANGES // 2)
    for number in range(0, posts, max(1, posts // (CHANGES // 2)))[: CHANGES // 2]:
        path = folder / made_site.name(number)
        path.write_text(path.read_text("utf-8") + "\nもう一つの文をここに加えます。\n", "utf-8")


def size_of(folder: Path) -> int:
    """Return the bytes of all files below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(folder: Path, posts: int) -> list[dict[str, object]]:
    """Return what a site of so many posts costs."""
    import made_site

    from content_quality.pipeline.project import load_project

    site = folder / str(posts)
    if sum(1 for _ in (site / "_posts").glob("*.md")) == posts:  # written by a run that was stopped
        shutil.rmtree(site / "var", ignore_errors=True)
    else:
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir(parents=True)
        (site / "content-quality.toml").write_text(SETTINGS, "utf-8")
        print(f"{posts} posts: writing them", flush=True)
        made_site.write(site / "_posts", 0, posts)
    rows: list[dict[str, object]] = []
    for label in ("first load", "a day"):
        settle(site / "_posts")
        print(f"{posts} posts: {label}", flush=True)
        rows += [asdict(row) for row in run(posts, label, site)]
        workspace = load_project(site / "content-quality.toml").workspace
        rows.append(
            {"posts": posts, "run": label, "stage": "bytes", "of posts": size_of(site / "_posts"),
             "state": {path.name: size_of(path) if path.is_dir() else path.stat().st_size for path in sorted(workspace.root.iterdir())}}
        )  # fmt: skip
        if label == "first load":
            change(site / "_posts", posts)
    return rows


# --- the table --------------------------------------------------------------------------------------------------------


def table(rows: list[dict[str, object]]) -> Iterator[str]:
    """Yield the lines of the tables: the stages of each run by size, and the powers by which they grow."""
    sizes = sorted({int(str(row["posts"])) for row in rows})
    for label in ("first load", "a day"):
        yield f"### {label.capitalize()}\n"
        yield (
            "| stage | "
            + " | ".join(f"{size:,} posts: wall, CPU, memory" for size in sizes)
            + " | CPU grows by power |"
        )
        yield "|---" * (len(sizes) + 2) + "|"
        mine = [row for row in rows if row["run"] == label and row["stage"] != "bytes"]
        for name in (*dict.fromkeys(str(row["stage"]) for row in mine), "all"):
            costs = {
                size: _cost([row for row in mine if row["posts"] == size and name in (row["stage"], "all")])
                for size in sizes
            }
            cells = (f"{wall:.1f} s, {cpu:.1f} s, {peak:.0f} MB" for wall, cpu, peak in costs.values())
            yield f"| {name} | " + " | ".join(cells) + f" | {_power({size: cost[1] for size, cost in costs.items()})} |"
        yield ""
        for row in (row for row in rows if row["run"] == label and row["stage"] == "bytes"):
            state = {key: int(value) for key, value in dict(row["state"]).items()}  # type: ignore[call-overload]
            posts = int(str(row["of posts"]))
            largest = sorted(state.items(), key=lambda pair: -pair[1])[:5]
            shown = ", ".join(f"{key} {value / 1e6:.1f}" for key, value in largest)
            yield f"- {int(str(row['posts'])):,} posts of {posts / 1e6:.1f} MB: state {sum(state.values()) / posts:.2f} times as large (MB: {shown})"
        yield ""


def _cost(rows: list[dict[str, object]]) -> tuple[float, float, float]:
    wall, cpu = (sum(float(str(row[key])) for row in rows) for key in ("wall", "cpu"))
    return wall, cpu, max((float(str(row["peak_mb"])) for row in rows), default=0.0)


def _power(figures: dict[int, float]) -> str:
    """Return the power of the number of posts by which a figure grows between the two largest sizes."""
    if len(figures) < 2:
        return ""
    (small, less), (large, more) = sorted(figures.items())[-2:]
    return f"{math.log(more / less) / math.log(large / small):.2f}" if min(less, more) > 0.5 else "below half a second"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, nargs="+", default=[100, 1_000])
    parser.add_argument("--paragraphs", type=int, help="of a post, on average, when not as many as usual")
    parser.add_argument("--keep", action="store_true", help="leave the sites and their state in FOLDER")
    for name in ("--stage", "--batch", "--part"):
        parser.add_argument(name, default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.stage:
        print(json.dumps({"value": stage(arguments.stage, arguments.folder, arguments.batch, arguments.part)}))
        return
    if arguments.paragraphs:
        import made_site

        made_site.shorten(arguments.paragraphs)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    kept = arguments.folder / "scale.jsonl"
    rows = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    for posts in arguments.posts:
        if not any(row["posts"] == posts for row in rows):
            measured = measure(arguments.folder, posts)
            if not arguments.keep:
                shutil.rmtree(arguments.folder / str(posts))
            rows += measured
            with kept.open("a") as file:
                file.writelines(json.dumps(row) + "\n" for row in measured)
    print("\n" + "\n".join(table([row for row in rows if row["posts"] in arguments.posts])))


if __name__ == "__main__":
    main()
