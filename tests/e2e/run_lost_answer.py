"""Answer questions in the moment in which they are asked, until Airflow has lost an answer and our listener has kept it.

    python -m tests.e2e.run_lost_answer --airflow var/fresh/3.3.2/bin

Airflow loses an answer that comes before the scheduler has noted that the process of the question has ended: see
docs/decisions/0036-an-answer-that-airflow-lost.md. Needs what `make fresh` installs. Prints what became of each answer;
ends with 1 where one was not kept. Whether Airflow loses one is up to the machine: a busy one loses more.
"""

from __future__ import annotations

import argparse
import collections
import signal
import tempfile
from pathlib import Path

from content_quality.adapters.state import reviews
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.gate.answers import Outcome
from scripts.run.summary import decided_batches
from tests.e2e.fresh_airflow import Fresh
from tests.e2e.run_git_bundle import HELD, SETTINGS
from tests.patience import until

REVIEW = "/api/v2/dags/review_held_posts"
REASON = "An example of a merge."
POSTS = 4


def answer_at_once(fresh: Fresh, post_id: str) -> str:
    """Ask about a held post by hand, answer as soon as the question can be found, and say what became of the answer."""
    fresh.api.call("PATCH", REVIEW, {"is_paused": False})
    run = fresh.api.call("POST", f"{REVIEW}/dagRuns", {"logical_date": None, "conf": {"post": post_id}})["dag_run_id"]
    path = f"{REVIEW}/dagRuns/{run.replace('+', '%2B')}"
    (asked,) = until(lambda: fresh.api.call("GET", f"{path}/hitlDetails")["hitl_details"])
    place = f"{path}/taskInstances/each_post.review/{asked['task_instance']['map_index']}/hitlDetails"
    given = {"chosen_options": ["Reject"], "params_input": {"reason": REASON}}
    fresh.api.call("PATCH", place, given)
    fresh.ended("review_held_posts", run)
    answers = [one for one in reviews.read(Workspace(fresh.state).reviews) if one.run_id == run]
    if [(one.outcome, one.reason) for one in answers] != [(Outcome.REJECTED, REASON)]:
        return "not kept"
    return "lost by Airflow, and kept" if f"The answer of {run} is kept" in fresh.airflow.log.read_text() else "kept"


def files() -> dict[str, str]:
    """Return a site of some held posts, which nobody asks about by itself."""
    settings = SETTINGS + "[review]\nautomatic = false\n"
    posts = {f"_posts/2026-11-02-{number}.md": HELD.replace("Two", f"{number} two") for number in range(POSTS)}
    return {"content-quality.toml": settings, **posts}


def main() -> int:
    """Run, print, and return whether every answer was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--airflow", type=Path, required=True, help="the folder of the program `airflow`")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # Airflow is stopped then, too
    with tempfile.TemporaryDirectory(prefix="lost-") as folder:
        fresh = Fresh(Path(folder), arguments.airflow.resolve(), files())
        try:
            fresh.start()
            fresh.run("ingest_posts")
            until(lambda: decided_batches(Workspace(fresh.state)))
            until(lambda: all(run["state"] == "success" for run in fresh.api.runs("gate_posts")))
            became = collections.Counter(
                answer_at_once(fresh, f"posts/2026-11-02-{number}.md") for number in range(POSTS)
            )
        finally:
            fresh.airflow.stop()
    print(dict(became))
    return 1 if became["not kept"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
