"""An editor answers about a post on its page: in one step, with a reason, about the version they saw, and sees it at once."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from content_quality.core.settings import WaiverRules
from content_quality.dashboard.runs import AcceptedPassage, Dialogue, Given, Reply
from tests.dashboard.conftest import NOW
from tests.dashboard.test_commands import OWN, POST, QUESTION, Recorded

HELD = f"/posts/{quote(POST)}"
REVIEWED = "posts/review.md"


def shown(client, address: str = HELD, **about) -> dict[str, str]:
    """Return the hidden fields of the form on a post's page."""
    text = client.get(address).text
    return {name: re.search(rf'name="{name}" value="([^"]*)"', text)[1] for name in ("post", "sha256")} | about


def send(client, address: str, form: dict[str, str], **headers: str):
    return client.post(address, data=form, headers=OWN | headers, follow_redirects=False)


@pytest.mark.parametrize("outcome", ["approved", "rejected", "author-asked"])
def test_one_step_answers_about_exactly_the_version_that_was_seen(filled, client, outcome):
    commands = Recorded()
    dashboard = client(commands=commands)
    form = shown(dashboard, outcome=outcome, reason="  The copy is a refrain.  ")
    answer = send(dashboard, "/answer", form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HELD}?asked=answer")
    assert commands.replies == [Reply(outcome, "The copy is a refrain.", {POST: form["sha256"]})]


@pytest.mark.parametrize("reason", ["", "  ", "…", "\u200b", "\u200b\ufeff …", "?!", "x" * 1_001])
@pytest.mark.parametrize("address", ["/answer", "/waive"])
def test_an_answer_without_a_reason_in_words_is_refused_and_leads_back(filled, client, reason, address):
    commands = Recorded()
    dashboard = client(commands=commands)
    about = {"outcome": "approved", "check": "repeated-passage", "fingerprint": "0" * 16, "days": "30"}
    answer = send(dashboard, address, shown(dashboard, reason=reason, **about))
    assert answer.status_code == 422
    assert "A reason is needed" in answer.text
    assert f'href="{HELD}"' in answer.text
    assert commands.replies == []


@pytest.mark.parametrize("reason", ["ok", "意図的", "Née en 1921"])
def test_words_of_any_language_are_a_reason(filled, client, reason):
    commands = Recorded()
    dashboard = client(commands=commands)
    assert send(dashboard, "/answer", shown(dashboard, outcome="approved", reason=reason)).status_code == 303


def test_an_answer_about_a_version_that_was_replaced_is_refused(filled, client):
    commands = Recorded()
    dashboard = client(commands=commands)
    form = shown(dashboard, outcome="approved", reason="fine", sha256="a" * 64)
    answer = send(dashboard, "/answer", form)
    assert answer.status_code == 409
    assert "A newer version has come" in answer.text
    assert commands.replies == []


def test_a_post_that_needs_no_answer_gets_none(filled, client):
    commands = Recorded()
    dashboard = client(commands=commands)
    form = {"post": "posts/clear.md", "sha256": "a" * 64, "outcome": "approved", "reason": "fine"}
    assert send(dashboard, "/answer", form).status_code == 409
    assert send(dashboard, "/answer", shown(dashboard, outcome="settled", reason="fine")).status_code == 409
    assert 'action="/answer"' not in dashboard.get("/posts/posts/clear.md").text
    assert commands.replies == []


def test_seen_fine_takes_one_click_and_no_reason(filled, client):
    commands = Recorded()
    dashboard = client(commands=commands)
    address = f"/posts/{REVIEWED}"
    assert "Seen, fine" in dashboard.get(address).text
    form = shown(dashboard, address, outcome="approved", reason="")
    assert send(dashboard, "/answer", form).status_code == 303
    assert commands.replies == [Reply("approved", "Seen, fine.", {REVIEWED: form["sha256"]})]
    assert send(dashboard, "/answer", form | {"outcome": "rejected", "reason": "no"}).status_code == 409


def test_a_passage_is_accepted_for_some_days(filled, client):
    commands = Recorded()
    dashboard = client(commands=commands, waivers=WaiverRules(most_days=90))
    form = shown(dashboard, reason="a refrain", check="repeated-passage", fingerprint="0" * 16, days="30")
    assert send(dashboard, "/waive", form).status_code == 303
    passage = AcceptedPassage("repeated-passage", "0" * 16, 30)
    assert commands.replies == [Reply("waived", "a refrain", {POST: form["sha256"]}, passage)]
    for days in ("0", "91", "-1", "soon", "", "٣"):
        assert send(dashboard, "/waive", form | {"days": days}).status_code == 409
    assert len(commands.replies) == 1


def test_who_may_not_answer_is_refused_and_offered_nothing(filled, client):
    viewer = client(commands=Recorded(allowed=False))
    form = shown(client(commands=Recorded()), outcome="approved", reason="fine", check="x", fingerprint="0", days="1")
    for address in ("/answer", "/waive"):
        assert send(viewer, address, form).status_code == 403
        assert f'action="{address}"' not in viewer.get(HELD).text
        assert f'action="{address}"' not in client().get(HELD).text


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "none"}, {"origin": "null"}])
@pytest.mark.parametrize("address", ["/answer", "/waive"])
def test_another_site_answers_nothing(filled, client, headers, address):
    commands = Recorded()
    dashboard = client(commands=commands)
    form = shown(dashboard, outcome="approved", reason="fine", check="x", fingerprint="0", days="1")
    assert dashboard.post(address, data=form, headers=headers).status_code == 403
    assert commands.replies == []


def test_an_answer_is_shown_at_once_and_once(filled, client):
    given = Given("approved", "a <b>refrain</b>", "mika", NOW)
    dashboard = client(commands=Recorded(said=Dialogue("", (given,))))
    text = dashboard.get(HELD).text
    assert "a &lt;b&gt;refrain&lt;/b&gt;" in text
    assert "The gate decides this version again, then publishes it." in text
    form = shown(dashboard)
    filled.put(
        "reviews", answer_id="1", batch_id="b1", post_id=POST, sha256=form["sha256"], policy="p", run_id="r",
        outcome="approved", reason=given.reason, answered_by="mika", answered_at=NOW,
    )  # fmt: skip
    filled.publish()
    assert dashboard.get(HELD).text.count("a &lt;b&gt;refrain&lt;/b&gt;") == 1


def test_the_page_says_where_the_question_stands_in_airflow(filled, client):
    text = client(commands=Recorded(said=Dialogue(QUESTION)), airflow_url="/airflow").get(HELD).text
    assert f'href="/airflow{QUESTION}"' in text
    assert f'<code class="copy framed-only airflow-address" data-path="/airflow{QUESTION}">' in text


def test_the_page_leads_to_the_question_about_posts_with_the_same_cause(filled, client):
    said = Dialogue(QUESTION, together=21)
    text = client(commands=Recorded(said=said), airflow_url="/airflow").get(HELD).text
    assert "An open question in Airflow is about 21 posts with the same cause, and this post is one of them." in text
    assert f'href="/airflow{QUESTION}">Answer about all of them</a>' in text
    assert "The question is open in Airflow, too:" not in text  # that would be a question about this post alone
