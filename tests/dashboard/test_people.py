"""What people said, and where the dashboard leads: answers, waivers, patterns of the site, the source."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.dashboard.conftest import NOW
from tests.dashboard.test_commands import Recorded
from tests.dashboard.test_every_route import HELD
from tests.dashboard.test_hostile_text import SCRIPT

POST = "posts/2026/朝 の#通信?.md"


def answer(shelf, outcome: str, reason: str, **columns) -> None:
    about = {
        "batch_id": "b1",
        "post_id": POST,
        "sha256": "a" * 64,
        "policy": "p" * 16,
        "run_id": "r",
        "answered_at": NOW,
    }
    shelf.put(
        "reviews",
        answer_id=f"{outcome}{reason}",
        outcome=outcome,
        reason=reason,
        **(about | {"answered_by": "mika"} | columns),
    )


def test_a_post_shows_what_people_answered_about_it(filled, client):
    answer(filled, "rejected", "the second copy is newer")
    answer(filled, "timed-out", "", answered_by="", answered_at=NOW - timedelta(days=7))
    filled.publish()
    text = client().get(HELD).text
    assert text.index("Rejected") < text.index("No answer in time")
    assert "the second copy is newer" in text
    assert "mika" in text


def test_a_pattern_of_the_site_is_said_once_on_the_overview(filled, client):
    pattern = {
        "check": "reading-time",
        "category": "reading-time",
        "severity": "warning",
        "count": 3,
        "share": 1.0,
        "examples": ["a.md"],
    }
    filled.put(
        "site_findings",
        batch_id="b1",
        ordinal=1,
        message={"template": "All posts say {n} minutes.", "values": {"n": 20}},
        **pattern,
    )
    filled.put(
        "site_findings", batch_id="b0", ordinal=1, message={"template": "This has gone.", "values": {}}, **pattern
    )
    filled.publish()
    text = client().get("/").text
    assert "All posts say 20 minutes." in text
    assert "This has gone." not in text


def test_a_check_says_how_often_people_overruled_it(filled, client):
    (inspection,) = {row["inspection_id"] for table, row in filled.rows if table == "posts" and row["post_id"] == POST}
    place = {
        "batch_id": "b1",
        "inspection_id": inspection,
        "post_id": POST,
        "check": "repeated-passage",
        "fingerprint": "0" * 16,
    }
    filled.put("set_aside", **place, reason="a refrain", granted_by="mika", until="2026-12-24")
    filled.publish()
    text = client().get("/checks/repeated-passage").text
    assert "Overruled by people" in text
    assert "1 of 1" in text
    assert "100%" in text


def test_what_the_baseline_set_aside_is_no_false_alarm(filled, client):
    (inspection,) = {row["inspection_id"] for table, row in filled.rows if table == "posts" and row["post_id"] == POST}
    place = {
        "batch_id": "b1",
        "inspection_id": inspection,
        "post_id": POST,
        "check": "repeated-passage",
        "fingerprint": "0" * 16,
    }
    filled.put("set_aside", **place, reason="in the baseline of 2026-11-01", granted_by="mika", until="")
    filled.publish()
    assert "0 of 1" in client().get("/checks/repeated-passage").text


def test_the_command_that_accepts_a_passage_is_shown_to_those_who_may_and_quoted_for_a_shell(filled, client):
    text = client(commands=Recorded()).get(HELD).text
    assert "content-quality waive --check repeated-passage --fingerprint 0000000000000000" in text
    assert "-- &#39;2026/朝 の#通信?.md&#39;" in text
    assert "content-quality waive" not in client(commands=Recorded(allowed=False)).get(HELD).text
    assert "content-quality waive" not in client().get(HELD).text


def test_the_source_is_offered_where_the_site_says_where_it_is(filled, client):
    text = client(source_url="https://git.example.org/edit/main/{path}").get(HELD).text
    address = "https://git.example.org/edit/main/2026/%E6%9C%9D%20%E3%81%AE%23%E9%80%9A%E4%BF%A1%3F.md"
    assert f'own-only" href="{address}"' in text
    assert f'<code class="copy">{address}</code>' in text
    assert "Open the source" not in client().get(HELD).text


@pytest.mark.parametrize("template", ["javascript:alert('{path}')", "data:text/html,{path}", "//elsewhere/{path}"])
def test_the_source_is_a_web_address_or_nothing(filled, client, template: str):
    assert "Open the source" not in client(source_url=template).get(HELD).text


def test_what_people_wrote_stays_text(filled, client):
    answer(filled, "rejected", SCRIPT, answered_by=SCRIPT)
    filled.put(
        "site_findings", batch_id="b1", ordinal=1, check=SCRIPT, category="residue", severity="info",
        message={"template": "{words}", "values": {"words": SCRIPT}}, count=1, share=0.1, examples=[SCRIPT],
    )  # fmt: skip
    filled.publish()
    for path in ("/", HELD):
        text = client(source_url='https://git.example.org/"><script>alert(1)</script>/{path}').get(path).text
        assert "<script>alert" not in text
        assert "<img" not in text
