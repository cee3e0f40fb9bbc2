"""A real WordPress: read, judged, published and taken back, by its own REST interface. LONG=1, and Debian's packages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from content_quality.adapters.site import wordpress_api
from content_quality.adapters.site.edit_pages import page_to_edit
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.ingest.source_listing import look
from content_quality.pipeline.project import Project, project_of
from tests.adapters.site.wordpress_debian import Debian, installed
from tests.pipeline.steps import gate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("LONG" not in os.environ, reason="Starts a database and a web server; LONG=1"),
]

GOOD = """<!-- wp:paragraph -->
<p>The tide turns at {} o'clock, and the boats leave the harbour one after the other before the wind rises.</p>
<!-- /wp:paragraph -->"""
BAD = (
    GOOD
    + """
<!-- wp:paragraph -->
<p>As an AI language model, I cannot continue this text. Please provide more details about the harbour.</p>
<!-- /wp:paragraph -->"""
)


@pytest.fixture(scope="module")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Debian]:
    with installed(tmp_path_factory.mktemp("wordpress")) as found:
        yield found


@pytest.fixture
def project(wordpress: Debian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    path = tmp_path / "content-quality.toml"
    path.write_text(
        f'[site]\nname = "Tidemark"\n[[sources]]\nname = "blog"\nkind = "wordpress"\nurl = "{wordpress.url}"\n'
        '[release]\npolicy = "wordpress"\n'
    )
    login(monkeypatch, "editor", wordpress.passwords["editor"])
    monkeypatch.setattr(wordpress_api, "PAUSE_SECONDS", 0.0)
    return project_of(path)


def login(monkeypatch: pytest.MonkeyPatch, user: str, password: str) -> None:
    monkeypatch.setenv("CONTENT_QUALITY_SOURCE_BLOG_USER", user)
    monkeypatch.setenv("CONTENT_QUALITY_SOURCE_BLOG_PASSWORD", password)


def test_posts_are_published_and_taken_back_by_their_verdicts(wordpress: Debian, project: Project):
    soon = (datetime.now(UTC) + timedelta(days=3)).isoformat(timespec="seconds")
    wanted = {
        "good": (GOOD, {"status": "pending"}, "publish"),
        "bad": (BAD, {"status": "pending"}, "pending"),
        "draft": (GOOD, {"status": "draft"}, "draft"),
        "good and scheduled": (GOOD, {"status": "future", "date_gmt": soon[:19]}, "future"),
        "bad and scheduled": (BAD, {"status": "future", "date_gmt": soon[:19]}, "pending"),
        "bad and live": (BAD, {"status": "publish"}, "publish"),
    }
    posts = {
        name: wordpress.put(title=f"Tides {name}", content=text.format(name), **about)
        for name, (text, about, _) in wanted.items()
    }
    now = datetime.now(UTC) + timedelta(minutes=1)
    decisions = gate(project, now)
    held = {name for name, number in posts.items() if not decisions[f"blog/post/{number}.md"].released}
    assert held == {"bad", "bad and scheduled", "bad and live"}
    states = {name: after for name, (*_, after) in wanted.items()}
    assert {name: wordpress.status_of(number) for name, number in posts.items()} == states
    gate(project, now + timedelta(minutes=1))  # what was published has a day and an address now
    assert {name: wordpress.status_of(number) for name, number in posts.items()} == states
    assert ingest(project, Request(), now + timedelta(minutes=2)).batch_id is None
    wordpress.trash(posts["draft"])
    assert ingest(project, Request(), now + timedelta(minutes=3)).removed == 1


def test_a_post_is_markdown_that_names_its_id(wordpress: Debian, project: Project):
    number = wordpress.put(
        title="One & “two”", content=GOOD.format("six"), status="publish", date="2026-11-02T09:00:00"
    )
    source = project.open_source(project.settings.sources[0])
    assert f"post/{number}.md" in {file.path for file in source.files((".md",))}
    text = source.read(f"post/{number}.md", 1_000_000).decode()
    assert text == (
        "---\ntitle: One & “two”\ndate: 2026-11-02 09:00:00\nauthor: editor\nslug: one-two\ncategories:\n- Uncategorized\n"
        f"wordpress_id: {number}\n---\n\n"
        "The tide turns at six o'clock, and the boats leave the harbour one after the other before the wind rises.\n"
    )


def test_the_link_to_a_post_leads_to_the_editor_of_wordpress(wordpress: Debian, project: Project):
    number = wordpress.put(title="Tides to edit", content=GOOD.format("six"), status="draft")
    answer = httpx.get(page_to_edit(project.settings, f"blog/post/{number}.md", ""), follow_redirects=False)
    assert answer.status_code == 302  # to the login, and from there to the page
    assert f"post.php?post={number}&action=edit" in unquote(answer.headers["location"])


def test_a_post_that_cannot_be_converted_is_asked_for_once(wordpress: Debian, project: Project):
    wordpress.put(title="Tides of signs", content="<![x[" * 10, status="draft")
    now = datetime.now(UTC) + timedelta(minutes=5)
    assert "cannot be read as a post" in str([one.findings for one in gate(project, now).values() if not one.released])
    assert ingest(project, Request(), now + timedelta(minutes=1)).batch_id is None


@pytest.mark.parametrize(("user", "words"), [("wrong", "does not accept the login"), ("author", "shows 0 of")])
def test_a_login_that_may_not_read_the_posts_is_at_fault(
    wordpress: Debian, project: Project, monkeypatch: pytest.MonkeyPatch, user: str, words: str
):
    login(monkeypatch, user, wordpress.passwords.get(user, "wrong"))
    (fault,) = look(project).faults
    assert words in fault.why
