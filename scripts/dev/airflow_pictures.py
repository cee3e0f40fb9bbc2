"""Make the pictures of Airflow's own pages: python -m scripts.dev.airflow_pictures --airflow PROGRAMS [NAME …].

A fresh Airflow takes the DAGs from a bundle in Git (`make fresh`), reads the sample posts and five posts with a
cause in common, decides, and asks people. Then Debian's Chromium looks at its pages as an operator does.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from content_quality.adapters.state.workspace import Workspace
from scripts.deploy.mail_sink import start as start_mail_sink
from scripts.run.summary import decided_batches
from tests.dashboard.browser import Browser, browser
from tests.e2e.fresh_airflow import Fresh
from tests.patience import until

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
LARGEST = 200 * 1024  # bytes of one picture
PATTERN = """---
title: Notes on {what}
date: 2026-11-{day:02}
author: Mika Sato
---

What we know about {what}, in a few words.

<<<<<<< HEAD
One telling of {what}.
=======
Another telling of {what}.
>>>>>>> theirs
"""
SUBJECTS = ("tea", "maps", "bread", "rain", "trains")
OPEN_GROUPS = "['inspect', 'compare', 'judge']"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its page, what must be seen on it, a button to press first, how Airflow shows the DAG."""

    name: str
    path: str
    seen: str
    press: str = ""
    graph: bool = False
    height: int = 800


def pictures(gate: str, one: tuple[str, int], pattern: tuple[str, int]) -> tuple[Picture, ...]:
    """Return every picture; the runs and the questions are named as Airflow has named them."""
    asked = "dags/review_held_posts/runs/{}/tasks/each_post.review/mapped/{}/required_actions"
    return (
        Picture("airflow-dags", "dags", "2 Decide about posts"),
        Picture("airflow-grid", f"dags/gate_posts/runs/{gate}", "Inspect posts"),
        Picture("airflow-graph", f"dags/gate_posts/runs/{gate}", "Inspect posts", graph=True),
        Picture("airflow-shards", f"dags/gate_posts/runs/{gate}/tasks/inspect.inspect_shard/mapped", "shard"),
        Picture("airflow-docs", "dags/gate_posts", "means that the gate did its work", press="Dag Docs"),
        Picture("airflow-versions", "dags/ingest_posts/code", "make_dags"),
        Picture("airflow-assets", "assets", "posts_decisions"),
        Picture("airflow-questions", "required_actions?response_received=false", "Response Required", height=520),
        Picture("airflow-pattern", asked.format(quote(pattern[0], safe=""), pattern[1]), "Reason", height=1000),
        Picture("review", asked.format(quote(one[0], safe=""), one[1]), "Reason", height=1000),
    )


def main() -> int:
    """Take the pictures; return 1 when one is too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--airflow", type=Path, required=True, help="the folder of the program `airflow`")
    parser.add_argument("--output", type=Path, default=IMAGES, help="where to write them")
    parser.add_argument("names", nargs="*", help="only these pictures")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # Airflow is stopped then, too
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        fresh = Fresh(Path(folder), arguments.airflow.resolve(), files())
        sink = start_mail_sink(Path(folder) / "mail", "127.0.0.1", fresh.ports.mail)
        try:
            fresh.start()
            taken = decided(fresh)
            with browser() as tab:
                tab.command("Network.setCookie", name="_token", value=fresh.token("admin"), url=fresh.address)
                for picture in taken:
                    if not arguments.names or picture.name in arguments.names:
                        attempt(tab, fresh.address, picture, arguments.output)
        finally:
            fresh.airflow.stop()
            sink.stop()
    large = [path.name for path in arguments.output.glob("*.png") if path.stat().st_size > LARGEST]
    print(f"Larger than {LARGEST // 1024} KiB: {', '.join(large)}" if large else f"Written to {arguments.output}")
    return bool(large)


def files() -> dict[str, str]:
    """Return the site: the samples, five posts with a cause in common, and the settings."""
    settings = (ROOT / "content-quality.toml").read_text("utf-8").replace("samples/site/_posts", "_posts")
    settings = settings.replace("[schedule]", "[schedule]\nsettle_seconds = 0")
    settings += "\n[review]\npattern_posts = 4\n\n[batches]\nshard_posts = 15\n"
    posts = {f"_posts/{path.name}": path.read_text("utf-8") for path in (ROOT / "samples/site/_posts").glob("*.md")}
    for day, what in enumerate(SUBJECTS, 3):
        posts[f"_posts/2026-11-{day:02}-notes-on-{what}.md"] = PATTERN.format(what=what, day=day)
    return {"content-quality.toml": settings, **posts}


def decided(fresh: Fresh) -> tuple[Picture, ...]:
    """Bring the posts to decisions and questions, change the settings by a commit, and return what can be seen."""
    fresh.api.call("PATCH", "/api/v2/dags/review_held_posts", {"is_paused": False})
    fresh.run("ingest_posts")
    until(lambda: decided_batches(Workspace(fresh.state)))
    until(lambda: all(run["state"] == "success" for run in fresh.api.runs("gate_posts")))
    asked = until(lambda: questions(fresh))
    settings = (fresh.repository.checkout / "content-quality.toml").read_text("utf-8").replace("06:00", "07:30")
    commit = fresh.repository.commit({"content-quality.toml": settings})
    fresh.repository.pull()
    until(lambda: fresh.versions("ingest_posts")[-1]["commit"] == commit)
    fresh.run("ingest_posts")
    gate = quote(fresh.api.runs("gate_posts")[-1]["dag_run_id"], safe="")
    pattern = next(place for subject, place in asked if "5 posts" in subject)
    one = next(place for subject, place in asked if "5 posts" not in subject)
    return pictures(gate, one, pattern)


def questions(fresh: Fresh) -> list[tuple[str, tuple[str, int]]]:
    """Return subject, run and map index of each open question, when all are asked."""
    found = fresh.api.call("GET", "/api/v2/dags/review_held_posts/dagRuns/~/hitlDetails?limit=100")["hitl_details"]
    tasks = fresh.api.call("GET", "/api/v2/dags/review_held_posts/dagRuns/~/taskInstances?limit=100")["task_instances"]
    asking = [one for one in tasks if one["task_id"] == "each_post.review"]
    if not asking or len(found) < len(asking):
        return []
    return [(one["subject"], (one["task_instance"]["dag_run_id"], one["task_instance"]["map_index"])) for one in found]


def attempt(tab: Browser, address: str, picture: Picture, folder: Path) -> None:
    """Write one picture; where its page does not show what it is about, say so, and write what the page shows."""
    try:
        take(tab, address, picture)
    except AssertionError:
        print("not as it should be:", picture.name)
    path = folder / f"{picture.name}.png"
    tab.screenshot(path)
    print(picture.name, path.stat().st_size // 1024, "KiB", flush=True)


def take(tab: Browser, address: str, picture: Picture) -> None:
    """Open the page of a picture."""
    tab.look(width=1280, height=picture.height)
    tab.open(f"{address}/")
    view, groups = ('"graph"', "[]") if picture.graph else ('"grid"', OPEN_GROUPS)
    tab.evaluate(
        f"localStorage.setItem('default_dag_view', '{view}'),"
        f" localStorage.setItem('gate_posts/open-groups', JSON.stringify({groups}))"
    )
    tab.open(f"{address}/{picture.path}")
    if picture.press:
        _press(tab, picture.press)
    _calm(tab, picture)


def _press(tab: Browser, label: str) -> None:
    tab.wait(
        "(b => b && (b.click(), true))([...document.querySelectorAll('button')]"
        f".find(b => [b.ariaLabel, b.title, b.textContent.trim()].includes({label!r})))",
        40,
    )


def _calm(tab: Browser, picture: Picture) -> None:
    """Wait until the page shows what it is about and has not changed for a moment."""
    tab.wait(f"document.body.innerText.includes({picture.seen!r})", 40)
    tab.evaluate(
        "new Promise(done => { let waiting = setTimeout(done, 2500);"
        " new MutationObserver(() => { clearTimeout(waiting); waiting = setTimeout(done, 1500); })"
        " .observe(document.body, {subtree: true, childList: true}); setTimeout(done, 8000); })"
    )


if __name__ == "__main__":
    sys.exit(main())
