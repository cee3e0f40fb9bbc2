"""Checking a post again: through Airflow, by those who may, and never because another site said so."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi import HTTPException

POST = "posts/2026/朝 の#通信?.md"
OWN = {"sec-fetch-site": "same-origin"}


class Recorded:
    """Commands that only note what was asked."""

    def __init__(self, *, allowed: bool = True) -> None:
        self._allowed = allowed
        self.asked: list[tuple[str, str]] = []

    def allowed(self, request) -> bool:
        return self._allowed

    async def recheck(self, request, source: str, pattern: str) -> None:
        if not self._allowed:
            raise HTTPException(403, "no")
        self.asked.append((source, pattern))


def test_a_post_is_checked_again_by_its_own_name_and_no_other(filled, client):
    commands = Recorded()
    answer = client(commands=commands).post("/recheck", data={"post": POST}, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/posts/{quote(POST)}?asked=yes"
    assert commands.asked == [("posts", "2026/朝 の#通信[?].md")], "a name is no pattern"


def test_the_page_offers_it_to_those_who_may(filled, client):
    address = f"/posts/{quote(POST)}"
    assert "Check again now" in client(commands=Recorded()).get(address).text
    assert "Check again now" not in client(commands=Recorded(allowed=False)).get(address).text
    assert "Check again now" not in client().get(address).text
    assert "It is being checked again." in client(commands=Recorded()).get(f"{address}?asked=yes").text


def test_who_may_not_is_refused_also_without_the_button(filled, client):
    assert client(commands=Recorded(allowed=False)).post("/recheck", data={"post": POST}, headers=OWN).status_code == 403


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"}]
)
def test_a_request_from_another_site_starts_nothing(filled, client, headers):
    commands = Recorded()
    answer = client(commands=commands).post("/recheck", data={"post": POST}, headers=headers)
    assert answer.status_code == 403
    assert commands.asked == []


def test_an_older_browser_and_a_caller_with_a_token_are_let_through(filled, client):
    for headers in ({"origin": "http://testserver"}, {"authorization": "Bearer x", "sec-fetch-site": "cross-site"}):
        commands = Recorded()
        assert client(commands=commands).post("/recheck", data={"post": POST}, headers=headers, follow_redirects=False).status_code == 303
        assert commands.asked


def test_what_is_no_post_is_not_checked(filled, client):
    commands = Recorded()
    desk = client(commands=commands)
    assert desk.post("/recheck", data={"post": "posts/*"}, headers=OWN).status_code == 404
    assert desk.post("/recheck", content=b"\xff\x00", headers=OWN).status_code == 404
    assert desk.post("/recheck", data={"post": "x" * 30_000}, headers=OWN).status_code == 413
    assert commands.asked == []
    assert client().post("/recheck", data={"post": POST}, headers=OWN).status_code == 404
