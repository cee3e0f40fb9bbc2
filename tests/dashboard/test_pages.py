"""What the pages show, and what they do when there is nothing to read."""

from __future__ import annotations

import re
from datetime import timedelta

from content_quality.core.settings import Alerts, Recipient
from content_quality.dashboard import rendering
from content_quality.dashboard.runs import Run, Stage, Subject
from tests.dashboard.conftest import NOW
from tests.dashboard.test_commands import Recorded
from tests.dashboard.test_every_route import API, HELD, PAIR


def test_the_overview_says_the_newest_batch_in_one_line_and_shows_held_posts_first(filled, client):
    text = client().get("/").text
    assert "3 checked, 1 held, 1 to review" in text
    assert text.index("朝の通信") < text.index("A quieter inbox")
    assert "Lines 9–9 repeat lines 5–5." in text
    assert "At most 20 % of a post is told more than once." in text


def test_posts_are_listed_by_verdict(filled, client):
    held = client().get("/posts?verdict=hold").text
    assert "朝の通信" in held
    assert "A quieter inbox" not in held


def test_a_post_with_slashes_spaces_and_signs_in_its_name_has_a_page(filled, client):
    overview = client().get("/").text
    assert f'href="{HELD}"' in overview
    text = client().get(HELD).text
    assert (
        '<mark class="blocker m1">The reading room opens at nine, and by ten every chair near the windows is taken.</mark>'
        in text
    )
    assert "Delete one." in text
    assert "読書室は九時に開く。" in text


def test_a_finding_is_marked_at_its_exact_columns(shelf, client):
    shelf.batch(posts=1, hold=1)
    inspection = shelf.post("exact.md", text="---\ntitle: x\n---\n\n👩‍💻 héllo wörld\nsecond line\n")
    shelf.finding(inspection, "exact.md", place=(5, 5, 6, 6))
    shelf.publish()
    text = client().get("/posts/posts/exact.md").text
    assert '<mark class="blocker m1">héllo wörld</mark>' in text
    assert '<mark class="blocker m1">second</mark> line' in text


def test_a_finding_says_why_it_is_believed(shelf, client):
    shelf.batch(posts=1, hold=1)
    inspection = shelf.post("exact.md", text="---\ntitle: x\n---\n\nThe tide table ends with\n")
    shelf.finding(inspection, "exact.md", place=(5, 1, 5, 24))
    shelf.publish()
    assert "Why was this flagged?" not in client().get("/posts/posts/exact.md").text
    reasons = [{"name": "open-bracket", "weight": 1.5}, {"name": "<b>", "weight": -0.25}]
    shelf.finding(inspection, "exact.md", place=(5, 1, 5, 24), evidence=reasons)
    shelf.publish()
    text = client().get("/posts/posts/exact.md").text
    assert "Why was this flagged?" in text
    assert "<li>open-bracket: +1.5</li><li>&lt;b&gt;: -0.25</li>" in text
    findings = client().get("/api/v1/posts/posts/exact.md").json()["findings"]
    assert reasons in [finding["evidence"] for finding in findings]
    assert [] in [finding["evidence"] for finding in findings]


def test_an_older_version_says_that_it_is_older(filled, client):
    text = client().get(f"{HELD}?batch=b0").text
    assert "This is an older version." in text
    assert "An older end." in text
    assert "This is an older version." not in client().get(HELD).text


def test_two_copies_stand_side_by_side_with_their_differences_marked(shelf, client):
    shelf.batch(posts=1, hold=1)
    inspection = shelf.post("pair.md", text="The room opens at nine.\n\nThe room opens at ten.\n")
    shelf.finding(
        inspection,
        "pair.md",
        place=(3, 1, 3, 22),
        related=[{"line": 1, "column": 1, "end_line": 1, "end_column": 23, "role": "kept", "path": None}],
    )
    shelf.publish()
    text = client().get("/posts/posts/pair.md?compare=1-0").text
    assert "<del>ten</del>" in text
    assert "<ins>nine</ins>" in text
    assert client().get("/posts/posts/pair.md?compare=1-9").status_code == 404
    assert client().get("/posts/posts/pair.md?compare=x").status_code == 404


def test_a_run_leads_to_its_batch(filled, client):
    answer = client().get(
        "/runs", params={"dag_id": "gate_posts", "run_id": "manual__2026-11-20T09:00:00+00:00"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/batches/b1")
    assert "No batch of this run" in client().get("/runs?dag_id=gate_posts&run_id=other").text


def test_links_stay_below_the_place_where_the_desk_is_mounted(filled, client):
    mounted = client()
    mounted.app.root_path = "/airflow/content-quality"
    text = mounted.get("/airflow/content-quality/").text
    assert 'href="/airflow/content-quality/posts"' in text
    assert not re.search(r'(href|src)="/(?!airflow/content-quality/)', text)


def test_a_batch_shows_what_each_expectation_said(filled, client):
    text = client().get("/batches/b1").text
    assert text.index("At most 20 % of a post") < text.index("Titles are there.")
    assert "not met" in text
    assert "desk@example.org" in text


def test_a_desk_without_a_sign_of_life_says_so_loudly(filled, client, workspace):
    assert "No post has been checked for a long time." not in client().get("/").text
    late = client(clock=lambda: NOW + timedelta(days=2)).get("/").text
    assert "No post has been checked for a long time." in late
    assert "2 days ago" in late


def test_an_undecided_post_is_called_undecided_and_held(shelf, client):
    shelf.batch(posts=1, decided_at=None)
    shelf.post("new.md", None)
    shelf.publish()
    assert "1 post is being checked" in client().get("/").text
    text = client().get("/posts/posts/new.md").text
    assert "Undecided" in text
    assert "The post stays held until a decision is made." in text


def test_a_crashed_check_is_told(shelf, client):
    shelf.batch(posts=1, hold=1)
    inspection = shelf.post("crash.md")
    shelf.put(
        "check_results", inspection_id=inspection, check="repeated-passage", error="ZeroDivisionError: <b>division</b>"
    )
    shelf.publish()
    text = client().get("/posts/posts/crash.md").text
    assert "The check repeated-passage crashed on this post." in text
    assert "&lt;b&gt;division" in text


def test_a_missing_snapshot_is_a_clear_page(client):
    answer = client().get("/")
    assert answer.status_code == 200
    assert "No post has been checked yet" in answer.text
    assert client().get("/api/v1/posts").status_code == 503


def test_an_empty_store_is_a_clear_page(shelf, client):
    shelf.publish()
    for path in ("/", "/posts", "/batches", "/checks", "/posts.csv", "/posts.json", *API[:4]):
        assert client().get(path).status_code == 200, path
    assert "No post has been checked yet" in client().get("/").text


def test_an_unknown_schema_is_a_clear_page(shelf, client):
    shelf.version = 99
    shelf.publish()
    answer = client().get("/posts")
    assert answer.status_code == 503
    assert "another version" in answer.text


def test_a_damaged_snapshot_is_a_clear_page(workspace, client):
    workspace.published.parent.mkdir(parents=True)
    workspace.published.write_bytes(b"not a database " * 1000)
    answer = client().get("/")
    assert answer.status_code == 503
    assert "cannot be read" in answer.text


def test_a_damaged_copy_of_a_post_shows_its_findings_without_the_text(filled, client, workspace):
    for path in workspace.snapshots.rglob("*"):
        if path.is_file():
            path.write_bytes(b"tampered")
    text = client().get(HELD).text
    assert "missing or damaged" in text
    assert "Lines 9–9 repeat lines 5–5." in text
    assert "tampered" not in text


def test_a_new_snapshot_is_seen_at_once(filled, client):
    dashboard = client()
    assert "3 checked" in dashboard.get("/").text
    filled.batch("b2", posts=7, clear=7, created_at=filled.rows[0][1]["created_at"] + timedelta(days=5))
    filled.publish()
    assert "7 checked" in dashboard.get("/").text


def test_what_changed_since_the_last_version_is_shown(filled, client):
    text = client().get(HELD).text
    assert "what changed" in text
    changed = client().get(f"{HELD}?batch=b1&since=b0").text
    assert "1 line added" in changed or "removed" in changed
    assert "<del>An older end.</del>" in changed


def test_the_desk_speaks_the_readers_language(filled, client):
    assert '<html lang="ja">' in client().get("/", headers={"accept-language": "ja,en;q=0.5"}).text
    assert "公開停止" in client().get("/?lang=ja").text
    assert '<html lang="en">' in client().get("/", headers={"accept-language": "fr"}).text


def test_every_static_file_has_something_in_it(client):
    for name, content in rendering.static_files().items():
        assert len(content) > 100, name


def test_today_counts_each_post_once_as_it_was_decided_last(filled, client):
    """The held post of the fixture came in twice; the day's line says three posts, not four."""
    text = client().get("/").text
    assert "Today · 2 batches" in text
    assert "3 checked, 1 held, 1 to review" in text
    later = client(clock=lambda: NOW + timedelta(days=1)).get("/").text
    assert "Newest batch" in later


def test_a_failed_run_and_a_batch_that_waits_are_said_loudly(filled, client):
    failed = Run("gate_posts", "manual__1+2", "failed", NOW - timedelta(seconds=90), NOW)
    dashboard = client(commands=Recorded(runs=(failed,)), airflow_url="")
    text = dashboard.get("/").text
    assert text.index("The last run of Deciding failed.") < text.index("3 checked, 1 held")
    assert 'href="/dags/gate_posts/runs/manual__1%2B2"' in text
    assert "1 min 30 s" in text
    filled.batch("b9", created_at=NOW - timedelta(hours=2), decided_at=None, loaded_at=None, posts=4)
    filled.publish()
    assert "A batch has been waiting for its decision since 2026-11-20 07:00." in dashboard.get("/").text
    assert (
        "has waited"
        not in client(commands=Recorded(), clock=lambda: NOW - timedelta(hours=1, minutes=30)).get("/").text
    )


def test_charts_are_tables_first(filled, client):
    filled.batch("b2", created_at=NOW - timedelta(days=3), decided_at=NOW - timedelta(days=3), posts=4, hold=2, clear=2)
    filled.publish()
    text = client().get("/").text
    assert (
        '<tr data-start="2026-11-17"><th scope="row"><a href="/batches?since=2026-11-17&amp;until=2026-11-18">2026-11-17</a></th>'
        in text
    )
    assert text.count('<figure class="chart') == 4
    assert '<tr data-start="2026-11-18" hidden>' in text, "a day without a batch is drawn, and not read out"
    assert client().get("/?days=all").status_code == client().get("/?days=x").status_code == 200
    assert "2026-11-17" in client().get("/batches?since=2026-11-17&until=2026-11-18").text
    assert "1 batch so far" in client().get("/batches?since=2026-11-17&until=2026-11-18").text


def test_a_site_of_one_batch_has_no_charts(shelf, client):
    shelf.batch(posts=1, clear=1)
    shelf.post("one.md", "clear")
    shelf.publish()
    assert "<figure" not in client().get("/").text


def test_a_batch_shows_how_long_each_stage_took(filled, client):
    stages = (
        Stage("inspect.inspect_shard", NOW, NOW + timedelta(seconds=4), "success", 2),
        Stage("judge.validate", NOW + timedelta(seconds=4), NOW + timedelta(seconds=75), "failed"),
    )
    text = client(commands=Recorded(stages=stages)).get("/batches/b1").text
    assert "Inspect every post" in text
    assert "4.0 s" in text
    assert "1 min 11 s" in text
    assert "failed" in text
    stored = client().get("/batches/b1").text
    assert "Inspected and loaded" in stored, "without Airflow the store says what it knows"


def test_a_task_leads_to_its_post_or_its_batch(filled, client):
    for about, page in (
        (Subject(post_id="posts/clear.md"), "/posts/posts/clear.md"),
        (Subject(batch_id="b0"), "/batches/b0"),
    ):
        dashboard = client(commands=Recorded(about=about))
        answer = dashboard.get(
            "/runs",
            params={"dag_id": "ingest_posts", "run_id": "other", "task_id": "t", "map_index": "-1"},
            follow_redirects=False,
        )
        assert (answer.status_code, answer.headers["location"]) == (303, page)
    unknown = client(commands=Recorded(about=Subject(post_id="posts/never.md")))
    assert "No batch of this run" in unknown.get("/runs?dag_id=x&run_id=other").text


def test_everybody_sees_who_answers_for_a_held_post(filled, client):
    alerts = Alerts(
        editors=("desk@example.org",), recipients=(Recipient(to="minato@example.org", authors=("佐伯みなと",)),)
    )
    text = client(alerts=alerts).get("/").text
    assert "Responsible for this post: minato@example.org" in text
    assert client(alerts=alerts).get(f"/api/v1{HELD}").json()["owners"] == "minato@example.org"


def test_the_api_describes_what_it_answers(client):
    description = client().get("/openapi.json").json()
    assert description["info"]["version"] == "1"
    for path, methods in description["paths"].items():
        assert path.startswith("/api/v1/"), path
        answer = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert "$ref" in answer, f"{path} says nothing about its answer"
    assert len(description["paths"]) == 10


def test_times_of_the_api_name_their_zone(filled, client):
    answer = client().get("/api/v1/batches/b1").json()
    assert answer["batch"]["decided_at"] == "2026-11-20T09:00:00Z"
    assert answer["posts"][0]["first_finding"]["related"][0]["role"] == "kept"
    assert client().get(f"/api/v1{HELD}?source=true").json()["source"].startswith("---")
    assert client().get(f"/api/v1/compare?{PAIR}&finding=1&place=7").status_code == 404
