"""What a person accepted stays visible, faded, in the text and on the map; and a post with debt takes an answer."""

from __future__ import annotations

import pytest

from tests.dashboard.test_commands import OWN, Recorded

ACCEPTED = {"reason": "old", "by": "mika", "until": None}
POST = "posts/owes.md"


@pytest.fixture
def owing(shelf):
    """A post that is published with debt: one finding, accepted."""
    shelf.batch("b1")
    inspection = shelf.post("owes.md", "debt")
    shelf.finding(inspection, "owes.md", waived=ACCEPTED, related=[])
    shelf.publish()
    return shelf


def test_accepted_marks_stay_in_the_text_and_on_the_map_and_shout_less(owing, client):
    text = client().get(f"/posts/{POST}").text
    assert '<mark class="accepted m1">' in text
    assert 'class="area accepted"' in text or "area accepted" in text
    assert "at-accepted" in text
    assert "at-blocker" not in text


def test_a_post_with_debt_takes_an_answer(owing, client):
    commands = Recorded()
    dashboard = client(commands=commands)
    page = dashboard.get(f"/posts/{POST}").text
    assert "Seen, fine" in page
    sha256 = page.split('name="sha256" value="')[1].split('"')[0]
    form = {"post": POST, "sha256": sha256, "outcome": "author-asked", "reason": "When will this be mended?"}
    assert dashboard.post("/answer", data=form, headers=OWN, follow_redirects=False).status_code == 303
    assert commands.replies[0].outcome == "author-asked"
