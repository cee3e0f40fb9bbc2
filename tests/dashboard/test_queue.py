"""The queue of an editor: what readers see first, since when, by whom; from post to post; one answer about a whole list."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from content_quality.adapters.store import listing
from content_quality.adapters.store.neighbours import neighbours
from content_quality.adapters.store.reader import Reader
from content_quality.core.gate.answers import name_of
from content_quality.dashboard.runs import Reply
from tests.dashboard.conftest import NOW
from tests.dashboard.test_commands import OWN, Recorded

LONG_AGO = NOW - timedelta(days=300)


@pytest.fixture
def queue(shelf):
    """Held posts: a draft, one planned for far away, one that readers see, and one that they saw until lately."""
    shelf.batch("b1", posts=4, hold=4)
    for path, columns in {
        "draft.md": {"draft": True, "due": LONG_AGO},
        "planned.md": {"draft": False, "due": NOW + timedelta(days=400)},
        "live.md": {"draft": False, "due": LONG_AGO},
        "newer.md": {"draft": False, "due": LONG_AGO + timedelta(days=1)},
    }.items():
        shelf.finding(shelf.post(path, "hold", **columns), path)
    shelf.publish()
    return shelf


def paths(shelf, order: str = "urgency") -> list[str]:
    with Reader(shelf.workspace.published).session() as session:
        return [post.path for post in listing.page(session, listing.Filter(verdict="hold"), order, limit=9)]


def test_what_readers_see_comes_first_and_then_the_date(queue, client):
    assert paths(queue) == ["newer.md", "live.md", "planned.md", "draft.md"]


def test_drafts_and_planned_posts_are_marked(queue, client):
    text = client().get("/posts").text
    assert text.count(">Draft<") == 1
    assert "Planned for 2027-12-25" in text


def test_a_decision_about_the_same_bytes_changes_neither_since_when_nor_the_change(shelf, client):
    first = NOW - timedelta(days=3, hours=1)
    shelf.batch("b0", created_at=first, decided_at=first)
    shelf.post("a.md", "hold", batch_id="b0", newest=False)
    shelf.rows[-1][1]["decided_at"] = first
    shelf.rows = [
        (table, row) for table, row in shelf.rows if table != "post_facts"
    ]  # one inspection of the same bytes
    shelf.batch("b1")
    shelf.finding(shelf.post("a.md", "hold"), "a.md")
    shelf.publish()
    assert "held for 3 days" in client().get("/").text
    assert "held for 3 days" in client().get("/posts").text
    assert "held for 3 days" in client().get("/posts/posts/a.md").text


def test_a_post_that_was_clear_in_between_is_held_since_its_new_hold(shelf, client):
    for number, (days, verdict) in enumerate([(9, "hold"), (5, "clear"), (2, "hold")]):
        at = NOW - timedelta(days=days, hours=1)
        shelf.batch(f"b{number}", created_at=at, decided_at=at)
        shelf.post("a.md", verdict, batch_id=f"b{number}", newest=number == 2, text=f"version {number}\n")
        shelf.rows[-1][1]["decided_at"] = at
    shelf.publish()
    assert "held for 2 days" in client().get("/posts").text


def approve(shelf, path: str = "a.md", verdict: str = "clear") -> None:
    shelf.batch("b1", clear=1)
    inspection = shelf.post(path, verdict)
    shelf.finding(inspection, path)
    sha256 = next(row["sha256"] for table, row in shelf.rows if table == "posts")
    shelf.put("set_aside", batch_id="b1", inspection_id=inspection, post_id=f"posts/{path}", check="repeated-passage",
              fingerprint="0" * 16, reason="a refrain", granted_by="mika", until="")  # fmt: skip
    shelf.put("reviews", answer_id="1", batch_id="b1", post_id=f"posts/{path}", sha256=sha256, policy="p", run_id="r",
              outcome="approved", reason="a refrain", answered_by="mika", answered_at=NOW)  # fmt: skip
    shelf.publish()


def test_an_approved_post_says_by_whom_when_and_until_when(shelf, client):
    approve(shelf)
    text = client().get("/posts/posts/a.md").text
    assert "mika approved exactly this version on 2026-11-20 09:00." in text
    assert "The approval ends with the next edit of the post." in text
    assert "Accepted by mika until the next edit: a refrain" in text
    assert 'class="verdict clear"' not in text.partition("</section>")[0]
    assert 'class="severity blocker"' not in text
    listed = client().get("/posts?verdict=approved").text
    assert "approved by mika" in listed
    assert 'class="verdict approved"' in listed
    assert client().get("/api/v1/posts?verdict=approved").json()["total"] == 1
    assert client().get("/api/v1/posts?verdict=clear").json()["posts"][0]["approved_by"] == "mika"


def test_a_post_that_is_held_again_is_no_approved_one(shelf, client):
    approve(shelf, verdict="hold")
    assert client().get("/api/v1/posts?verdict=approved").json()["total"] == 0


def test_an_open_question_is_marked(queue, client):
    with Reader(queue.workspace.published).session() as session:
        post = listing.one(session, "posts/live.md")
    commands = Recorded(questions=frozenset({name_of(post.post_id, post.sha256)}))
    for address in ("/", "/posts"):
        assert client(commands=commands).get(address).text.count("question open") == 1


def test_a_post_leads_to_its_neighbours_in_the_list(queue, client):
    with Reader(queue.workspace.published).session() as session:
        found = neighbours(session, "posts/live.md", listing.Filter(verdict="hold"), "urgency")
        assert (found.place, found.total) == (2, 4)
        assert (found.previous, found.following) == ("posts/newer.md", "posts/planned.md")
        assert neighbours(session, "posts/live.md", listing.Filter(verdict="clear"), "urgency") is None
    text = client().get("/posts/posts/live.md?check=repeated-passage&sort=path").text
    assert 'rel="prev" href="/posts/posts/draft.md?check=repeated-passage&amp;sort=path"' in text
    assert 'rel="next" href="/posts/posts/newer.md?check=repeated-passage&amp;sort=path"' in text


def test_one_answer_about_a_list_is_about_exactly_the_versions_of_that_list(queue, client):
    commands = Recorded()
    dashboard = client(commands=commands)
    address = re.search(r'action="(/answer-all[^"]*)"', dashboard.get("/posts?verdict=hold&q=e.md").text)[1]
    name = re.search(r'name="list" value="([^"]*)"', dashboard.get("/posts?verdict=hold&q=e.md").text)[1]
    form = {"list": name, "outcome": "rejected", "reason": "all of these are copies"}
    address = address.replace("&amp;", "&")
    answer = dashboard.post(address, data=form, headers=OWN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/posts?q=e.md&verdict=hold&answered=1")
    assert "Airflow has taken the answer about 1 post." in dashboard.get(answer.headers["location"]).text
    (reply,) = commands.replies
    assert (reply.outcome, set(reply.versions)) == ("rejected", {"posts/live.md"})
    queue.post("late.md", "hold")
    queue.publish()
    assert dashboard.post(address, data=form, headers=OWN).status_code == 409, "the list has changed"
    assert dashboard.post(address, data=form | {"reason": "…"}, headers=OWN).status_code == 409
    assert len(commands.replies) == 1


def test_a_list_is_answered_only_where_somebody_can_look_at_all_of_it(shelf, client):
    shelf.batch("b1")
    for number in range(101):
        shelf.post(f"{number}.md", "hold")
    shelf.publish()
    dashboard = client(commands=Recorded())
    assert "/answer-all" not in dashboard.get("/posts?verdict=hold").text
    assert "/answer-all" in dashboard.get("/posts?verdict=hold&q=99").text
    assert "/answer-all" not in dashboard.get("/posts?q=99").text, "posts of every state have no common answer"
    assert "/answer-all" not in client(commands=Recorded(allowed=False)).get("/posts?verdict=hold&q=99").text


def test_a_reason_is_needed_for_a_list_too(queue, client):
    commands = Recorded()
    dashboard = client(commands=commands)
    name = re.search(r'name="list" value="([^"]*)"', dashboard.get("/posts?verdict=hold").text)[1]
    form = {"list": name, "outcome": "approved", "reason": "\u200b"}
    assert dashboard.post("/answer-all?verdict=hold", data=form, headers=OWN).status_code == 422
    assert dashboard.post("/answer-all?verdict=hold", data=form | {"reason": "x"}).status_code == 403
    form |= {"reason": "a house style"}
    assert dashboard.post("/answer-all?verdict=hold", data=form, headers=OWN, follow_redirects=False).status_code == 303
    assert len(commands.replies[0].versions) == 4
    assert isinstance(commands.replies[0], Reply)
