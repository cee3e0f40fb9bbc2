"""A held post approved by an editor in the real Airflow UI, another rejected over REST, a viewer refused."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state import reviews
from tests.dashboard.browser import CHROMIUM, browser
from tests.e2e.site import Rest, Site
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.slow
APPROVED, REJECTED, CLEAR = (
    "2026-09-22-lokale-suche-im-firmenwiki.md",
    "2026-11-11-alt-text-at-scale.md",
    "2026-11-02-why-we-log-prompts.md",
)
IGNORED = "2026-09-25-what-a-model-card-should-tell-you.md"
ASKED_AND_GONE = "TaskInstance Finished: dag_id=review_held_posts, task_id=each_post.review,"
ROWS = '[...document.querySelectorAll("button")].find(button => button.innerText === "Approve")'
TYPE = """(() => {
    const field = document.querySelector('input[name=element_reason]');
    if (!field) return false;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, 'Printed this way on purpose');
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new Event('change', {bubbles: true}));
    field.dispatchEvent(new Event('blur', {bubbles: true}));
    return true;
})()"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, new_database: Path) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("review"))
    for path in site.posts.iterdir():
        if path.name not in (APPROVED, REJECTED, IGNORED, CLEAR):
            path.unlink()
    site.home.mkdir()
    shutil.copy(new_database, site.home)
    process = site.start()
    yield site
    site.stop(process)


def test_people_answer_in_the_ui_and_over_rest_and_viewers_are_refused(site: Site):
    editor = Rest(site, "editor")
    asked = until(lambda: len(found := editor.questions()) == 3 and found)
    # People answer later than this: Airflow asks again where an answer comes before the scheduler has noted that the task's
    # first process ended, and SQLite locks no rows while the task begins to wait (docs/deploy.md, "What SQLite does not do").
    until(lambda: (site.home / "standalone.log").read_text("utf-8", "replace").count(ASKED_AND_GONE) >= len(asked))
    assert {state_of(site, question) for question in asked.values()} == {("awaiting_input",)}
    released = ReleaseFolder(site.folder / "var" / "release")
    assert set(released.newest()) == {f"posts/{CLEAR}"}
    assert Rest(site, "viewer").answer(asked[APPROVED], "Approve", "I would like it") == 403
    assert Rest(site, None).answer(asked[APPROVED], "Approve", "I would like it") == 401
    assert editor.answer(asked[REJECTED], "Reject", "the front matter is broken") == 200
    assert editor.answer(asked[REJECTED], "Approve", "on second thoughts") == 409
    if CHROMIUM:
        approve_in_the_ui(site, editor.token, asked[APPROVED])
    else:
        assert editor.answer(asked[APPROVED], "Approve", "Printed this way on purpose") == 200
    assert editor.answer(asked[APPROVED], "Reject", "too late") == 409
    # The gate decides again, by itself, and other posts go on meanwhile.
    until(lambda: f"posts/{APPROVED}" in released.newest())
    assert released.target(f"posts/{APPROVED}").read_bytes() == (site.posts / APPROVED).read_bytes()
    assert f"posts/{REJECTED}" not in released.newest()
    answers = until(lambda: len(found := list(reviews.read(site.folder / "var" / "reviews"))) == 2 and found)
    assert {answer.post_id: (answer.outcome.value, answer.answered_by, answer.reason) for answer in answers} == {
        f"posts/{APPROVED}": ("approved", "editor", "Printed this way on purpose"),
        f"posts/{REJECTED}": ("rejected", "editor", "the front matter is broken"),
    }
    for answer in answers:
        assert (
            answer.sha256
            == hashlib.sha256((site.posts / answer.post_id.removeprefix("posts/")).read_bytes()).hexdigest()
        )
        assert abs(datetime.now(UTC) - answer.answered_at) < timedelta(hours=1)
    # A question waits for days, holds no worker, and keeps nobody else's post from being decided.
    assert state_of(site, asked[IGNORED]) == ("awaiting_input",)
    post = site.posts / CLEAR
    post.write_text(post.read_text("utf-8") + "\nOne more line, written while a question is open.\n", "utf-8")
    until(lambda: released.target(f"posts/{CLEAR}").read_bytes() == post.read_bytes())
    # When its days are over, the post stays held, and that is kept, too.
    state_of(
        site,
        asked[IGNORED],
        "UPDATE task_instance SET trigger_timeout = datetime('now', '-1 hour') WHERE replace(id, '-', '') = ?",
    )
    answers = until(lambda: len(found := list(reviews.read(site.folder / "var" / "reviews"))) == 3 and found)
    assert {answer.post_id: (answer.outcome.value, answer.answered_by) for answer in answers}[f"posts/{IGNORED}"] == (
        "timed-out",
        "",
    )
    editor.answer(asked[IGNORED], "Approve", "a week late")  # Airflow takes it, and nobody waits for it any more
    until(
        lambda: [
            run
            for run in editor.call("GET", "/api/v2/dags/review_held_posts/dagRuns")[1]["dag_runs"]
            if run["state"] == "success"
        ]
    )
    assert len(list(reviews.read(site.folder / "var" / "reviews"))) == 3
    assert f"posts/{IGNORED}" not in released.newest()


def state_of(
    site: Site, asked: dict[str, Any], statement: str = "SELECT state FROM task_instance WHERE replace(id, '-', '') = ?"
) -> tuple[str, ...] | None:
    """Ask Airflow's database about the task of a question, or let its time pass."""
    with closing(sqlite3.connect(site.home / "airflow.db", timeout=30)) as database, database:
        row: tuple[str, ...] | None = database.execute(
            statement, [asked["task_instance"]["id"].replace("-", "")]
        ).fetchone()
        return row


def approve_in_the_ui(site: Site, token: str, asked: dict[str, Any]) -> None:
    task, address = asked["task_instance"], f"http://localhost:{site.ports[0]}"
    run = task["dag_run_id"].replace("+", "%2B")
    with browser() as tab:
        tab.look(width=1280, height=900)
        tab.open(f"{address}/api/v2/version")
        tab.command("Network.setCookie", name="_token", value=token, url=address)
        tab.open(
            f"{address}/dags/review_held_posts/runs/{run}/tasks/each_post.review/mapped/{task['map_index']}/required_actions"
        )
        tab.wait(f"!!({ROWS})", PATIENCE)
        tab.wait(TYPE, PATIENCE)
        time.sleep(1)  # the form takes the reason over after a moment
        picture = site.folder / "review.png"
        tab.screenshot(picture)
        tab.evaluate(f"{ROWS}.click()")
        until(lambda: Rest(site, "editor").questions()[APPROVED]["response_received"])
    assert picture.stat().st_size > 10_000
    if keep := os.environ.get("KEEP_PICTURES"):  # for docs/images
        shutil.copy(picture, Path(keep))
