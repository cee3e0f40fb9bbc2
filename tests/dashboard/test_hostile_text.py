"""Text of posts is hostile: a script in every field stays text on every page and in every export."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest

from content_quality.dashboard.export import cell
from content_quality.dashboard.runs import Run, Stage
from tests.dashboard.conftest import NOW
from tests.dashboard.test_commands import Recorded

SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}${7*7}{percent}"
PAGES = (
    "/",
    "/posts",
    "/posts?q=" + "%3Cscript%3Ealert(1)%3C/script%3E",
    "/batches",
    "/batches/b1",
    "/checks",
    "/runs?run_id=%3Cscript%3E&dag_id=%3Cimg%20src=x%3E",
)


@pytest.fixture
def hostile(shelf):
    """A store that holds the script wherever it holds text."""
    path = f"{SCRIPT}/a\nb.md"
    shelf.batch(posts=1, hold=1, reason=SCRIPT, policy=SCRIPT, run_id=SCRIPT, broken=[SCRIPT])
    inspection = shelf.post(
        path,
        text=f"---\ntitle: {SCRIPT}\n---\n\n{SCRIPT} \u202e\x00\u200b {SCRIPT}\n",
        title=SCRIPT,
        author=SCRIPT,
        section=SCRIPT,
        language=SCRIPT,
        date=SCRIPT,
    )
    message = {"template": "Look: {words}", "values": {"words": SCRIPT}}
    shelf.finding(
        inspection, path, check=SCRIPT, place=(5, 1, 5, 40), message=message, suggestion={"template": SCRIPT, "values": {"words": SCRIPT}},
        excerpt=SCRIPT, fingerprint=SCRIPT, related=[{"line": 2, "column": 1, "end_line": 2, "end_column": 9, "role": "copy", "path": SCRIPT}],
    )  # fmt: skip
    shelf.finding(
        inspection,
        path,
        ordinal=2,
        place=(2, 1, 2, 9),
        waived={"reason": SCRIPT, "by": SCRIPT, "until": SCRIPT},
        message=message,
    )
    shelf.put("check_results", inspection_id=inspection, check=SCRIPT, error=SCRIPT)
    shelf.put(
        "expectation_results",
        batch_id="b1",
        suite=SCRIPT,
        expectation=SCRIPT,
        columns=SCRIPT,
        success=False,
        description=SCRIPT,
        severity=SCRIPT,
        error=SCRIPT,
    )
    shelf.put("alerts", alert_id="a", batch_id="b1", recipient=SCRIPT, subject=SCRIPT, state=SCRIPT, error=SCRIPT)
    shelf.put("loads", load_id="l", batch_id="b1", kind=SCRIPT, digest=SCRIPT)
    shelf.finding(
        inspection, path, check="x", ordinal=3, place=(5, 1, 5, 9), message=message, excerpt=SCRIPT, fingerprint="f"
    )
    accepted = {
        "batch_id": "b1",
        "inspection_id": inspection,
        "post_id": f"posts/{path}",
        "check": "x",
        "fingerprint": "f",
    }
    shelf.put("set_aside", **accepted, reason=SCRIPT, granted_by=SCRIPT, until=SCRIPT)
    shelf.put(
        "reviews",
        answer_id="r",
        batch_id="b1",
        post_id=f"posts/{path}",
        outcome=SCRIPT,
        reason=SCRIPT,
        answered_by=SCRIPT,
        answered_at=NOW,
    )
    pattern = {"category": "residue", "severity": "info", "count": 1, "share": 0.1, "examples": [SCRIPT]}
    shelf.put("site_findings", batch_id="b1", ordinal=1, check=SCRIPT, message=message, **pattern)
    shelf.batch("b0", created_at=NOW - timedelta(days=2), decided_at=NOW - timedelta(days=2), posts=1, hold=1)
    shelf.put("batch_posts", batch_id="b0", post_id=f"posts/{path}", path=path, sha256="", inspection_id=inspection)
    shelf.publish()
    return shelf


def escaped(text: str) -> None:
    assert "<script>alert" not in text
    assert "<img src" not in text


def test_a_script_in_every_field_stays_text_on_every_page(hostile, client):
    told = Recorded(
        runs=(Run(SCRIPT, SCRIPT, "failed", NOW, NOW), Run("x", "y", SCRIPT, NOW, None)),
        stages=(Stage(SCRIPT, NOW, NOW, SCRIPT),),
    )
    dashboard = client(
        documentation={SCRIPT: SCRIPT, "x": f"{SCRIPT}\n\nExample: {SCRIPT}"},
        commands=told,
        airflow_url="/airflow",
        site=SCRIPT,
    )
    address = "/posts/" + hostile_address()
    for page in (*PAGES, address, f"{address}?compare=1-0", "/checks/x"):
        answer = dashboard.get(page)
        assert answer.status_code in (200, 404), page
        escaped(answer.text)
    shown = dashboard.get(address).text
    assert "&lt;script&gt;alert(1)" in shown
    assert "U+202E" in shown, "a character that turns text around is named, not obeyed"
    assert "\u202e" not in shown
    assert "\x00" not in shown


def hostile_address() -> str:
    from urllib.parse import quote

    return quote(f"posts/{SCRIPT}/a\nb.md")


def test_a_script_in_the_address_stays_text(hostile, client):
    for path in (
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/posts/%3Cscript%3Ealert(1)%3C/script%3E",
        "/batches/%3Cscript%3E",
        "/posts?verdict=%3Cscript%3Ealert(1)",
    ):
        escaped(client().get(path).text)


def test_the_api_answers_json_whatever_the_text(hostile, client):
    answer = client().get("/api/v1/posts/" + hostile_address())
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["findings"][0]["message"] in (f"Look: {SCRIPT}", "Look: {words}")


@pytest.mark.parametrize(
    "value", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "　＝1", "＝1", "＠x"]
)
def test_no_cell_of_an_export_is_a_formula(value):
    assert str(cell(value)).startswith("'")


def test_exports_hold_the_list_as_it_is_filtered(filled, client):
    rows = list(csv.DictReader(io.StringIO(client().get("/posts.csv?verdict=hold").text.removeprefix("\ufeff"))))
    assert [row["title"] for row in rows] == ["朝の通信"]
    assert rows[0]["first_message"] == "Lines 9–9 repeat lines 5–5."
    assert [row["verdict"] for row in json.loads(client().get("/posts.json").text)] == ["hold", "review", "clear"]


def test_a_title_that_is_a_formula_is_harmless_in_a_spreadsheet(shelf, client):
    shelf.batch()
    shelf.post("f.md", title='=HYPERLINK("http://x","y")')
    shelf.publish()
    assert "'=HYPERLINK" in client().get("/posts.csv").text
