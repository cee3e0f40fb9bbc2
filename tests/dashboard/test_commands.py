"""Checking a post again: through Airflow, by those who may, and never because another site said so."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fastapi import HTTPException

from content_quality.dashboard.runs import AirflowProcess, Command, Dialogue, RepairOrder, Reply, Run, Stage, Subject

POST = "posts/2026/朝 の#通信?.md"
NOTHING = Subject()
SILENCE = Dialogue()
OWN = {"sec-fetch-site": "same-origin"}


QUESTION = "/dags/review_held_posts/runs/manual__1/tasks/each_post.review/mapped/0/required_actions"


class Recorded:
    """Commands that only note what was asked."""

    def __init__(
        self,
        *,
        allowed: bool = True,
        runs: tuple[Run, ...] = (),
        stages: tuple[Stage, ...] = (),
        about: Subject = NOTHING,
        said: Dialogue = SILENCE,
        questions: frozenset[str] = frozenset(),
        processes: tuple[AirflowProcess, ...] = (),
        paused: tuple[str, ...] = (),
    ) -> None:
        self._allowed, self._runs, self._stages, self._about = allowed, runs, stages, about
        self._said, self._questions, self._processes, self._paused = said, questions, processes, paused
        self.asked: list[tuple[str, ...]] = []
        self.replies: list[Reply] = []
        self.orders: list[RepairOrder] = []

    def allowed(self, request, command: Command) -> bool:
        return self._allowed

    async def recheck(self, request, source: str, pattern: str) -> None:
        self._permit()
        self.asked.append((source, pattern))

    async def answer(self, request, reply: Reply) -> None:
        self._permit()
        self.replies.append(reply)

    async def repair(self, request, order: RepairOrder) -> str:
        self._permit()
        self.orders.append(order)
        return "/dags/send_repair/runs/manual__1"

    async def dialogue(self, request, post_id: str, sha256: str) -> Dialogue:
        return self._said

    async def open_questions(self, request) -> frozenset[str]:
        return self._questions

    def _permit(self) -> None:
        if not self._allowed:
            raise HTTPException(403, "no")

    async def try_again(self, request, dag_id: str, run_id: str) -> None:
        self._permit()
        self.asked.append((dag_id, run_id))

    async def processes(self, request) -> list[AirflowProcess]:
        return list(self._processes)

    async def paused(self, request) -> list[str]:
        return list(self._paused)

    async def runs(self, request) -> list[Run]:
        return list(self._runs)

    async def stages(self, request, run_id: str) -> list[Stage]:
        return list(self._stages)

    async def subject(self, request, dag_id: str, run_id: str, task_id: str, map_index: int) -> Subject:
        return self._about


def test_a_post_is_checked_again_by_its_own_name_and_no_other(filled, client):
    commands = Recorded()
    answer = client(commands=commands).post("/recheck", data={"post": POST}, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/posts/{quote(POST)}?asked=recheck"
    assert commands.asked == [("posts", "2026/朝 の#通信[?].md")], "a name is no pattern"


def test_the_page_offers_it_to_those_who_may(filled, client):
    address = f"/posts/{quote(POST)}"
    assert "Check again now" in client(commands=Recorded()).get(address).text
    assert "Check again now" not in client(commands=Recorded(allowed=False)).get(address).text
    assert "Check again now" not in client().get(address).text
    assert "This post is being checked again." in client(commands=Recorded()).get(f"{address}?asked=recheck").text


def test_who_may_not_is_refused_also_without_the_button(filled, client):
    assert (
        client(commands=Recorded(allowed=False)).post("/recheck", data={"post": POST}, headers=OWN).status_code == 403
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_request_from_another_site_starts_nothing(filled, client, headers):
    commands = Recorded()
    answer = client(commands=commands).post("/recheck", data={"post": POST}, headers=headers)
    assert answer.status_code == 403
    assert commands.asked == []


def test_an_older_browser_and_a_caller_with_a_token_are_let_through(filled, client):
    for headers in ({"origin": "http://testserver"}, {"authorization": "Bearer x", "sec-fetch-site": "cross-site"}):
        commands = Recorded()
        assert (
            client(commands=commands)
            .post("/recheck", data={"post": POST}, headers=headers, follow_redirects=False)
            .status_code
            == 303
        )
        assert commands.asked


def test_what_is_no_post_is_not_checked(filled, client):
    commands = Recorded()
    dashboard = client(commands=commands)
    assert dashboard.post("/recheck", data={"post": "posts/*"}, headers=OWN).status_code == 404
    assert dashboard.post("/recheck", content=b"\xff\x00", headers=OWN).status_code == 404
    assert dashboard.post("/recheck", data={"post": "x" * 30_000}, headers=OWN).status_code == 413
    assert commands.asked == []
    assert client().post("/recheck", data={"post": POST}, headers=OWN).status_code == 404
