"""The repair of a held post, side by side: what is shown, what a person may leave out, and how it is sent."""

from __future__ import annotations

import hashlib
import re
from html import unescape

import pytest

from benchmarks.repair import repaired
from content_quality.adapters.state import repairs
from content_quality.core.document.source_text import SourceText
from content_quality.core.repair.patches import KEEP_OTHER, LEAVE
from content_quality.core.repair.repair_facts import RepairFacts, facts_of, repaired_file
from content_quality.dashboard.repair_view import side_by_side
from content_quality.dashboard.runs import RepairOrder
from tests.core.repair.test_mended_places import CUT, REST
from tests.core.repair.test_proposals import FIRST, HEAD, SECOND, THIRD
from tests.dashboard.test_commands import OWN, Recorded

DAMAGED = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n"
POST = "posts/tools.md"
ADDRESS = f"/repair?post={POST}"


def facts_for(text: str) -> RepairFacts:
    proposal = repaired(text)
    return facts_of(POST, "checks", proposal, proposal.after.encode())


@pytest.fixture
def shown(shelf, client):
    """Publish a damaged post with its repair; return its sha256 and a client."""

    def make(text: str = DAMAGED, **dashboard):
        shelf.batch()
        shelf.post("tools.md", "hold", text=text, title="A shelf for tools")
        shelf.publish()
        repairs.keep(shelf.workspace.repairs, facts_for(text))
        return hashlib.sha256(text.encode()).hexdigest(), client(**dashboard)

    return make


def cells(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html[html.index('class="sides"') :]))


def test_the_post_page_leads_to_the_repair_and_says_what_it_brings(shown):
    _, dashboard = shown()
    text = dashboard.get(f"/posts/{POST}").text
    assert f'href="/repair?post={POST.replace("/", "%2F")}"' in text
    assert "findings gone" in text


def test_a_post_without_a_repair_leads_to_none(filled, client):
    assert "Look at the repair" not in client().get("/posts/posts/clear.md").text
    assert client().get("/repair?post=posts/clear.md").status_code == 404
    assert client().get("/repair?post=posts/none.md").status_code == 404
    assert client().get("/repair").status_code == 422


def test_deletions_stand_beside_the_repaired_text_and_lead_to_their_choice(shown):
    _, dashboard = shown()
    text = dashboard.get(ADDRESS).text
    assert f'<del><a href="#c0">{SECOND}</a></del>' in text
    assert f'<del><a href="#c1">{FIRST}</a></del>' in text
    assert cells(text).count(SECOND) == 3, "the one that is kept is on both sides, the copy on one"
    assert 'id="b0"' in text
    assert 'href="#b0"' in text
    assert 'id="c0"' in text


def test_each_choice_shows_the_finding_and_its_evidence(shown):
    _, dashboard = shown()
    text = dashboard.get(ADDRESS).text
    choice = text[text.index('id="c0"') : text.index('id="c1"')]
    assert "Delete a copy" in choice
    assert 'href="/checks/repeated-passage"' in choice
    assert "verbatim" in choice


def test_a_choice_that_is_left_out_stays_in_the_result(shown):
    _, dashboard = shown()
    text = dashboard.get(f"{ADDRESS}&edit-0=leave&edit-1=x&edit-99=leave").text
    assert '<mark class="kin"><a href="#c0">' in text
    assert '<del><a href="#c0">' not in text
    assert '<del><a href="#c1">' in text
    assert 'name="edit-0" value="leave" checked' in text
    assert cells(text).count(SECOND) == 2, "the copy stands on both sides"


def test_a_moved_continuation_is_marked_on_both_sides(shown):
    _, dashboard = shown(f"{HEAD}{FIRST}\n\n{CUT}\n\n{SECOND}\n\n{CUT} {REST}\n")
    text = dashboard.get(ADDRESS).text
    assert re.search(rf"<del>(<a[^>]*>)[^<]*{re.escape(REST)}", text)
    assert re.search(rf"<ins>(<a[^>]*>) ?{re.escape(REST)}", text)


def test_what_remains_is_listed_with_its_line(shown):
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n## Repairs\n\n{THIRD}\n\n## Repairs\n\n{SECOND[:90]} paint.\n"
    _, dashboard = shown(text)
    page = dashboard.get(ADDRESS).text
    assert "the two sections differ" in page or "What remains" in page


HOSTILE = (
    f"{HEAD}<script>alert(1)</script> {FIRST}\n\n{SECOND}\u202e\n\n{SECOND}\u202e\n\n{THIRD}\n\n<img src=x onerror=y>\n"
)


def test_hostile_words_are_text(shown):
    _, dashboard = shown(HOSTILE)
    text = dashboard.get(ADDRESS).text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "\u202e" not in text


def test_a_repair_is_sent_by_its_version_and_the_numbers_of_what_is_left_out(shown):
    commands = Recorded()
    sha256, dashboard = shown(commands=commands, airflow_url="/airflow")
    assert "Send as a new version" in dashboard.get(ADDRESS).text
    data = {"post": POST, "sha256": sha256, "edit-1": "leave", "edit-7": "leave", "edit-0": "<x>", "text": "forged"}
    answer = dashboard.post("/repair", data=data, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    assert commands.orders == [RepairOrder(POST, sha256, {1: LEAVE})]
    page = dashboard.get(answer.headers["location"]).text
    assert 'href="/airflow/dags/send_repair/runs/manual__1"' in page


def test_an_address_cannot_lead_elsewhere(shown):
    _, dashboard = shown(commands=Recorded(), airflow_url="/airflow")
    for sent in ("//evil.example", "/dags/send_repair/../x", "/dags/send_repair/ x", "/dags/gate_posts/runs/1"):
        assert "Open the run" not in dashboard.get(ADDRESS, params={"post": POST, "sent": sent}).text


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_another_site_sends_nothing(shown, headers):
    commands = Recorded()
    sha256, dashboard = shown(commands=commands)
    assert dashboard.post("/repair", data={"post": POST, "sha256": sha256}, headers=headers).status_code == 403
    assert commands.orders == []


def test_who_may_not_send_is_offered_nothing_and_refused(shown):
    sha256, dashboard = shown(commands=Recorded(allowed=False))
    assert "Send as a new version" not in dashboard.get(ADDRESS).text
    assert dashboard.post("/repair", data={"post": POST, "sha256": sha256}, headers=OWN).status_code == 403


def test_a_repair_of_another_version_has_ended(shown):
    commands = Recorded()
    sha256, dashboard = shown(commands=commands)
    assert dashboard.post("/repair", data={"post": POST, "sha256": "0" * 64}, headers=OWN).status_code == 409
    assert dashboard.post("/repair", data={"post": POST}, headers=OWN).status_code == 409
    everything = {"post": POST, "sha256": sha256, "edit-0": "leave", "edit-1": "leave"}
    assert dashboard.post("/repair", data=everything, headers=OWN).status_code == 409
    assert commands.orders == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "options", [{}, {0: LEAVE}, {1: LEAVE}, {0: LEAVE, 1: LEAVE}, {0: KEEP_OTHER}, {1: KEEP_OTHER}]
)
def test_each_line_of_both_sides_is_shown_or_counted(options, end):
    text = DAMAGED.replace("\n", end)
    facts, source = facts_for(text), SourceText(text)
    result = SourceText(repaired_file(source, facts, options).decode())
    rows = side_by_side(source, result, facts, options).rows
    skipped = sum(row.skipped for row in rows)
    changed = [line.number for row in rows for line in row.before]
    assert len(set(changed)) == len(changed)
    assert [line.number for row in rows for line in row.after] == sorted(
        line.number for row in rows for line in row.after
    )
    equal = [(row.before[0], row.after[0]) for row in rows if not row.changed and row.before]
    assert all(source.line(one.number) == result.line(other.number) for one, other in equal)
    shown_words = "".join(piece.text for row in rows for line in row.before for piece in line.pieces)
    assert SECOND in shown_words or skipped


def test_the_other_copy_may_be_kept_and_the_result_shows_it(shown):
    _, dashboard = shown()
    text = dashboard.get(ADDRESS).text
    assert 'name="edit-1" value="other"' in text
    assert "The other copy:" in text
    text = dashboard.get(f"{ADDRESS}&edit-1=other").text
    assert 'name="edit-1" value="other" checked' in text
    assert f'<mark class="kin"><a href="#c1">{FIRST}</a></mark>' in text, "the copy stays"
    assert f'<del><a href="#c1">{FIRST}</a></del>' in text, "the passage that it repeats goes"


def test_copies_that_differ_are_a_choice_of_which_goes(shown):
    near = SECOND.replace("week.", "last week.", 1)
    _, dashboard = shown(f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{near}\n\n{FIRST}\n")
    text = dashboard.get(ADDRESS).text
    assert "Two copies that differ" in text
    number = re.search(r'name="edit-(\d)" value="delete"', text)
    assert number
    assert near not in re.findall(r"<del>(?:<a[^>]*>)?([^<]*)", text)
    chosen = dashboard.get(f"{ADDRESS}&edit-{number[1]}=delete").text
    assert near in re.findall(r"<del>(?:<a[^>]*>)?([^<]*)", chosen)
    chosen = dashboard.get(f"{ADDRESS}&edit-{number[1]}=other").text
    assert SECOND in re.findall(r"<del>(?:<a[^>]*>)?([^<]*)", chosen)


def test_the_repaired_version_is_approved_with_a_reason_where_something_is_left(shown):
    near = SECOND.replace("week.", "last week.", 1)
    commands = Recorded()
    sha256, dashboard = shown(f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{near}\n\n{FIRST}\n", commands=commands)
    assert "Approve the repaired version" in dashboard.get(ADDRESS).text
    data = {"post": POST, "sha256": sha256, "reason": "Both are meant."}
    assert dashboard.post("/repair", data=data, headers=OWN, follow_redirects=False).status_code == 303
    assert commands.orders == [RepairOrder(POST, sha256, {}, "Both are meant.")]
    assert dashboard.post("/repair", data={**data, "reason": "?"}, headers=OWN).status_code == 422
    assert len(commands.orders) == 1


def test_a_repair_that_leaves_nothing_needs_no_approval(shown):
    _, dashboard = shown(commands=Recorded())
    assert "Approve the repaired version" not in dashboard.get(ADDRESS).text


def test_the_form_of_a_held_post_names_the_repair_and_sends_it_in_one_step(shown):
    sha256, dashboard = shown(commands=Recorded())
    text = dashboard.get(f"/posts/{POST}").text
    form = text[text.index('class="proposed"') : text.index('name="reason"')]
    assert "A repair is proposed:" in form
    assert 'href="/repair?post=posts%2Ftools.md"' in form
    assert "Send the repair as a new version" in text
    assert f'name="sha256" value="{sha256}"' in text


def test_who_may_not_send_is_not_offered_the_one_step(shown):
    _, dashboard = shown(commands=Recorded(allowed=False))
    assert "Send the repair as a new version" not in dashboard.get(f"/posts/{POST}").text
