"""The page of the debt: accept the present state with a reason, see what is owed and how it shrinks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient

from content_quality.adapters.store.debt import DebtDay, debt
from content_quality.adapters.store.reader import Reader
from content_quality.dashboard.app import create_app
from content_quality.dashboard.context import UTC_ZONE, DashboardContext
from content_quality.dashboard.routes.debt import burn_down
from content_quality.dashboard.runs import Command, Run
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.archive.test_accept_state import accept
from tests.pipeline.archive.test_first_look import archive, cut, damaged
from tests.pipeline.steps import gate

__all__ = ["archive"]
OWN = {"sec-fetch-site": "same-origin"}
REASON = "Published before the checks were there."


class Accepting:
    """Commands that note the reason they are given."""

    def __init__(self, *, allowed: bool = True) -> None:
        self._allowed = allowed
        self.reasons: list[str] = []

    def allowed(self, request, command: Command) -> bool:
        return self._allowed

    async def accept_state(self, request, reason: str) -> None:
        if not self._allowed:
            raise HTTPException(403, "no")
        self.reasons.append(reason)

    async def open_questions(self, request) -> frozenset[str]:
        return frozenset()

    async def processes(self, request) -> list:
        return []

    async def paused(self, request) -> list[str]:
        return []

    async def runs(self, request) -> list[Run]:
        return []


def dashboard(project: Project, commands: Accepting | None = None) -> TestClient:
    context = DashboardContext(
        project.workspace, commands=commands, clock=lambda: NOW, archive=project.settings.archive
    )
    return TestClient(create_app(context, login=[]), base_url="http://desk")


@pytest.fixture
def looked(archive: Project) -> Project:
    """An archive after its first look."""
    damaged(archive)
    write_post(archive, "2026-11-02-draft.md", cut(8, "published: false\n"))
    write_post(archive, "2026-11-02-clear.md", CLEAN.format(title="The chairs"))
    gate(archive)
    return archive


def test_one_banner_leads_to_the_count_by_check_and_a_form(looked: Project):
    client = dashboard(looked, Accepting())
    page = client.get("/").text
    assert page.count("First look at the archive: 4 posts that readers already see are held.") == 1
    assert 'href="/debt#reason"' in page
    page = client.get("/debt").text
    assert "conflict-marker" in page
    assert "Accept 4 posts as they are" in page
    assert "1 post that readers do not see yet is left out." in page
    assert "未解決" in client.get("/debt?lang=ja").text


def test_a_reason_in_words_starts_the_run(looked: Project):
    commands = Accepting()
    client = dashboard(looked, commands)
    for reason in ("", "…", " . "):
        refused = client.post("/accept", data={"reason": reason}, headers=OWN, follow_redirects=False)
        assert refused.status_code == 422
        assert "An ellipsis is not a reason." in refused.text
    answer = client.post("/accept", data={"reason": REASON}, headers=OWN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/debt?asked=accept")
    assert commands.reasons == [REASON]
    assert "Airflow accepts the present state now." in client.get("/debt?asked=accept").text


def test_another_site_and_whoever_may_not_start_nothing(looked: Project):
    commands = Accepting(allowed=False)
    client = dashboard(looked, commands)
    assert client.post("/accept", data={"reason": REASON}).status_code == 403
    assert client.post("/accept", data={"reason": REASON}, headers=OWN).status_code == 403
    assert "<form" not in client.get("/debt").text
    assert dashboard(looked).post("/accept", data={"reason": REASON}, headers=OWN).status_code == 404
    assert commands.reasons == []


def test_what_is_owed_is_shown_with_its_posts_and_never_called_clear(looked: Project):
    accept(looked)
    client = dashboard(looked)
    page = client.get("/").text
    assert "First look at the archive" not in page
    assert "4 accepted findings are left" in page
    assert "Published with debt" in page
    page = client.get("/debt").text
    assert "Posts that owe most" in page
    assert "Chair 1" in page
    assert page.count("Published with debt") == 4
    assert "Chair 1" in client.get("/posts?verdict=debt").text
    assert "Chair 1" not in client.get("/posts?verdict=clear").text
    assert client.get("/api/v1/posts?verdict=debt").json()["total"] == 4


def test_the_debt_shrinks_when_posts_are_fixed_and_worst_posts_come_first(looked: Project):
    accept(looked)
    write_post(looked, "2026-11-02-1.md", CLEAN.format(title="Chair 1"))
    gate(looked, NOW + timedelta(days=1))
    with Reader(looked.workspace.published).session() as session:
        found = debt(session, UTC_ZONE, NOW + timedelta(days=1))
    assert (found.findings, found.most, found.settled) == (3, 4, 1)
    assert [day.findings for day in found.days] == [4, 3]
    owed = [(post.blockers, post.warnings) for post in found.posts]
    assert owed == sorted(owed, reverse=True)
    assert [(one.check, one.findings) for one in found.checks] == [("conflict-marker", 3)]


def test_a_site_without_first_looks_shows_no_banner_and_owes_nothing(archive: Project):
    write_post(archive, "2026-11-02-clear.md", CLEAN.format(title="The chairs"))
    gate(archive)
    assert "This site owes nothing." in dashboard(archive).get("/debt").text


def test_the_line_goes_from_the_first_day_to_the_last():
    days = [DebtDay(date(2026, 11, 1), 10), DebtDay(date(2026, 11, 3), 5)]
    assert burn_down(days) == "0.0,0.0 0.0,0.0 300.0,0.0 300.0,30.0 300,30.0"
    assert burn_down([]) == ""
