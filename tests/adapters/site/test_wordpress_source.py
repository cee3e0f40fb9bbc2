"""A WordPress that runs: what is read of it, what is asked again, and what it says when it does not answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from content_quality.adapters.site import wordpress_api
from content_quality.adapters.site.edit_pages import page_to_edit
from content_quality.adapters.site.source_place import Credentials, EnvironmentAccess, SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, Unreachable
from content_quality.adapters.site.wordpress_source import WordPressSource
from content_quality.core.gate.decide import Verdict
from content_quality.core.settings import Limits, Settings, Source
from content_quality.core.settings.notifications import DeskLinks
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.ingest.source_listing import SourceVanished
from content_quality.pipeline.project import Project, project_of
from tests.adapters.site.wordpress_server import FIRST, PASSWORD, USER, WordPress, served
from tests.conftest import NOW
from tests.pipeline.steps import gate

pytest.importorskip("markdownify", reason="markdownify is not installed")

MANY = 10_000_000
BLOCKS = "<!-- wp:paragraph -->\n<p>The tide turns at <strong>noon</strong>.</p>\n<!-- /wp:paragraph -->"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpress_api, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(wordpress_api, "FIRST_WAIT", 0.001)
    monkeypatch.setenv("CONTENT_QUALITY_SOURCE_BLOG_USER", USER)
    monkeypatch.setenv("CONTENT_QUALITY_SOURCE_BLOG_PASSWORD", PASSWORD)


@pytest.fixture
def wordpress() -> Iterator[WordPress]:
    with served() as found:
        yield found


def opened(wordpress: WordPress, tmp_path: Path, oldest_look: float = 0.0) -> WordPressSource:
    source = Source("blog", kind="wordpress", url=wordpress.url)
    return WordPressSource(SourcePlace(source, tmp_path, tmp_path / "state", EnvironmentAccess(), oldest_look))


def listed(source: WordPressSource) -> dict[str, SourceFile]:
    return {file.path: file for file in source.files((".md",))}


def test_posts_and_pages_are_listed_by_their_id_and_read_as_markdown(wordpress: WordPress, tmp_path: Path):
    wordpress.put(12, BLOCKS)
    wordpress.put(7, "One.\n\nTwo.", kind="page", title="About")
    source = opened(wordpress, tmp_path)
    files = listed(source)
    assert list(files) == ["page/7.md", "post/12.md"]
    assert files["post/12.md"].author == "mira"
    assert source.read("post/12.md", MANY).decode() == (
        f"---\ntitle: Tides\ndate: {FIRST + timedelta(minutes=1)}\nauthor: mira\nslug: tides-12\ncategories:\n- Sea\ntags:\n- Moon\n"
        "wordpress_id: 12\n---\n\nThe tide turns at **noon**.\n"
    )
    assert source.read("page/7.md", MANY).endswith(b"One.\n\nTwo.\n")


def test_every_state_is_read_but_the_trash_and_what_is_private(wordpress: WordPress, tmp_path: Path):
    for number, status in enumerate(("publish", "future", "draft", "pending", "trash", "private"), start=1):
        wordpress.put(number, "x", status)
    source = opened(wordpress, tmp_path)
    assert list(listed(source)) == [f"post/{number}.md" for number in (1, 2, 3, 4)]
    assert [b"draft: true" in source.read(f"post/{number}.md", MANY) for number in (1, 2, 3, 4)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_name_stays_when_a_draft_gets_its_slug(wordpress: WordPress, tmp_path: Path):
    wordpress.put(3, "x", "draft")
    before = listed(opened(wordpress, tmp_path))
    wordpress.put(3, "x", "publish")
    after = listed(opened(wordpress, tmp_path))
    assert list(before) == list(after) == ["post/3.md"]
    assert before["post/3.md"].revision != after["post/3.md"].revision


def test_a_second_look_asks_for_what_changed_and_how_many_there_are(wordpress: WordPress, tmp_path: Path):
    for number in range(1, 200):
        wordpress.put(number, f"text {number}")
    before = listed(opened(wordpress, tmp_path))
    wordpress.put(5, "another text")
    wordpress.put(300, "new")
    wordpress.asked.clear()
    after = listed(opened(wordpress, tmp_path))
    assert {path for path in before if after[path].revision != before[path].revision} == {"post/5.md"}
    assert "post/300.md" in after
    of_posts = [wanted for _, wanted in wordpress.asked if wanted["rest_route"] == "/wp/v2/posts"]
    assert all(wanted["per_page"] == "1" or "modified_after" in wanted for wanted in of_posts)


def test_two_changes_in_one_second_are_two_revisions(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, "one")
    before = listed(opened(wordpress, tmp_path))
    wordpress.posts["post", 1]["content"]["raw"] = "two"
    assert listed(opened(wordpress, tmp_path))["post/1.md"].revision != before["post/1.md"].revision


def test_a_change_is_seen_beside_a_post_that_is_scheduled(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, "one")
    wordpress.put(2, "x", "future")
    before = listed(opened(wordpress, tmp_path))
    wordpress.put(1, "two")
    assert listed(opened(wordpress, tmp_path))["post/1.md"].revision != before["post/1.md"].revision


def test_a_deleted_post_is_noticed_although_nothing_changed(wordpress: WordPress, tmp_path: Path):
    for number in (1, 2, 3):
        wordpress.put(number, "x")
    listed(opened(wordpress, tmp_path))
    wordpress.posts["post", 2]["status"] = "trash"
    assert list(listed(opened(wordpress, tmp_path))) == ["post/1.md", "post/3.md"]


def test_a_first_reading_asks_for_many_posts_at_once_and_a_change_for_one(wordpress: WordPress, tmp_path: Path):
    for number in range(1, 121):
        wordpress.put(number, f"text {number}")
    source = opened(wordpress, tmp_path)
    names = list(listed(source))
    wordpress.asked.clear()
    assert all(f"text {name.split('/')[1][:-3]}".encode() in source.read(name, MANY) for name in names)
    assert len(wordpress.asked) == 8  # 1, 2, 4, 8, 16, 32, 50 and the rest
    wordpress.asked.clear()
    source.read("post/50.md", MANY)
    assert [wanted["include"] for _, wanted in wordpress.asked] == ["50"]


def test_a_post_that_changes_while_it_is_read_is_refused(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, "one")
    source = opened(wordpress, tmp_path)
    listed(source)
    wordpress.put(1, "two")
    with pytest.raises(Refused, match="changed while it was read"):
        source.read("post/1.md", MANY)


def test_a_post_that_has_gone_or_is_too_long_is_refused(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, "x" * 100)
    source = opened(wordpress, tmp_path)
    listed(source)
    with pytest.raises(Refused, match="100 bytes; the limit is 10 bytes"):
        source.read("post/1.md", 10)
    del wordpress.posts["post", 1]
    with pytest.raises(Unreachable, match="does not hold this post"):
        source.read("post/1.md", MANY)


def test_a_post_that_is_too_long_is_held_and_told_once(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, "word " * 3_000)
    wordpress.put(2, "short")
    project = site(wordpress, tmp_path)
    project = dataclasses.replace(
        project, settings=dataclasses.replace(project.settings, limits=Limits(max_bytes=10_000))
    )
    assert gate(project)["blog/post/1.md"].verdict == Verdict.HOLD
    wordpress.asked.clear()
    assert ingest(project, Request(), NOW + timedelta(hours=1)).batch_id is None
    assert not [wanted for _, wanted in wordpress.asked if "include" in wanted]


@pytest.mark.parametrize("status", [429, 503, 500])
def test_a_busy_server_is_asked_again(wordpress: WordPress, tmp_path: Path, status: int):
    wordpress.put(1, "x")
    wordpress.busy = [status, status]
    assert list(listed(opened(wordpress, tmp_path))) == ["post/1.md"]


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "does not accept the login"), (403, "forbids it"), (404, "does not know it"), (400, "refuses the request")],
)
def test_a_server_that_refuses_is_asked_once_and_says_what_to_do(
    wordpress: WordPress, tmp_path: Path, status: int, words: str
):
    wordpress.refuses = status
    with pytest.raises(SourceUnusable, match=words) as raised:
        listed(opened(wordpress, tmp_path))
    assert raised.value.instead
    assert len(wordpress.asked) == 1


def test_a_server_that_stays_busy_is_at_fault(wordpress: WordPress, tmp_path: Path):
    wordpress.busy = [503] * 99
    with pytest.raises(SourceUnusable, match="does not answer: the server answers 503"):
        listed(opened(wordpress, tmp_path))
    assert len(wordpress.asked) == 4


def test_a_wrong_password_is_at_fault_and_is_not_shown(wordpress: WordPress, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("CONTENT_QUALITY_SOURCE_BLOG_PASSWORD", "very secret")
    with pytest.raises(SourceUnusable, match="login") as raised:
        listed(opened(wordpress, tmp_path))
    assert "very secret" not in f"{raised.value} {raised.value.instead}"


def test_what_the_user_may_not_edit_is_told_and_stops_nothing(wordpress: WordPress, tmp_path: Path):
    for number in (1, 2, 3):
        wordpress.put(number, "x")
    wordpress.hidden.add(2)  # such as the page about privacy, which only administrators edit
    source = opened(wordpress, tmp_path)
    assert list(listed(source)) == ["post/1.md", "post/3.md"]
    assert source.notices == ["1 posts are not read: the user may not edit them."]
    wordpress.asked.clear()
    assert list(listed(opened(wordpress, tmp_path))) == ["post/1.md", "post/3.md"]
    assert not [
        wanted
        for _, wanted in wordpress.asked
        if wanted["per_page"] == "50" and "modified_after" not in wanted and wanted["rest_route"] == "/wp/v2/posts"
    ]


def test_a_user_who_sees_no_posts_or_fewer_than_before_is_at_fault(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, "x")
    wordpress.put(2, "x")
    listed(opened(wordpress, tmp_path))
    wordpress.put(3, "x")
    wordpress.hidden |= {2, 3}
    with pytest.raises(SourceUnusable, match="shows 1 of 3 posts to the user"):
        listed(opened(wordpress, tmp_path))
    wordpress.hidden |= {1}
    with pytest.raises(SourceUnusable, match="shows 0 of 3 posts to the user"):
        listed(opened(wordpress, tmp_path / "first"))


@pytest.mark.parametrize(
    "rows", [b"<html>Not WordPress</html>", {"code": "x"}, [{"id": 1}], [7], [{"id": 1, "content": {"rendered": "x"}}]]
)
def test_an_answer_that_is_not_that_of_wordpress_is_at_fault(
    wordpress: WordPress, tmp_path: Path, monkeypatch, rows: Any
):
    monkeypatch.setattr(WordPress, "answer", lambda *_: (200, {"X-WP-Total": "1", "X-WP-TotalPages": "1"}, rows))
    with pytest.raises(SourceUnusable, match="answer"):
        listed(opened(wordpress, tmp_path))


@pytest.mark.parametrize("url", ["", "ftp://x.example", "https://u:p@x.example", "https://x.example/?a=b"])
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(SourceUnusable, match="not the address"):
        wordpress_api.WordPressApi(url)


def test_a_password_is_sent_over_https_or_to_this_machine_only():
    login = Credentials(USER, PASSWORD)
    with pytest.raises(SourceUnusable, match="without encryption"):
        wordpress_api.WordPressApi("http://blog.example", login)
    for url in ("https://blog.example", "http://127.0.0.1:8000", "http://localhost"):
        wordpress_api.WordPressApi(url, login)


def site(wordpress: WordPress, tmp_path: Path) -> Project:
    path = tmp_path / "content-quality.toml"
    path.write_text(f'[site]\nname = "T"\n[[sources]]\nname = "blog"\nkind = "wordpress"\nurl = "{wordpress.url}"\n')
    return project_of(path)


def test_an_ingestion_reads_only_what_changed_and_an_emptied_site_is_at_fault(wordpress: WordPress, tmp_path: Path):
    for number in (1, 2, 3):
        wordpress.put(number, f"text {number}")
    project = site(wordpress, tmp_path)
    assert ingest(project, Request(), NOW).fresh == 3
    wordpress.put(2, "another text")
    wordpress.asked.clear()
    assert ingest(project, Request(force=True), NOW).fresh == 3
    assert [wanted["include"] for _, wanted in wordpress.asked if "include" in wanted] == ["2"]
    wordpress.posts.clear()
    with pytest.raises(SourceVanished, match="had posts and now lists none"):
        ingest(project, Request(), NOW)


def test_a_post_that_cannot_be_converted_is_asked_for_once(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, "<![x[" * 10)
    wordpress.put(2, "short")
    project = site(wordpress, tmp_path)
    assert gate(project)["blog/post/1.md"].verdict == Verdict.HOLD
    wordpress.asked.clear()
    assert ingest(project, Request(), NOW + timedelta(hours=1)).batch_id is None
    assert not [wanted for _, wanted in wordpress.asked if "include" in wanted]
    wordpress.put(1, "mended")
    assert ingest(project, Request(), NOW + timedelta(hours=2)).fresh == 1


def test_posts_and_faults_name_the_wordpress_and_no_folder(wordpress: WordPress, tmp_path: Path):
    wordpress.put(12, BLOCKS)
    project = site(wordpress, tmp_path)
    assert gate(project)["blog/post/12.md"].path == "blog/post/12.md"
    wordpress.posts.clear()
    with pytest.raises(SourceVanished) as raised:
        ingest(project, Request(), NOW + timedelta(hours=1))
    assert f"The source blog ({wordpress.url}) had posts" in str(raised.value)
    assert "_posts" not in str(raised.value)


def test_a_post_is_edited_in_wordpress_whatever_the_settings_say_of_other_posts(wordpress: WordPress):
    source = Source("blog", kind="wordpress", url="https://t.example/news/")
    settings = Settings(sources=(Source(), source), desk=DeskLinks("https://git.example/{path}"))
    page = page_to_edit(settings, "blog/page/7.md", "blog/page/7.md")
    assert page == "https://t.example/news/wp-admin/post.php?post=7&action=edit"
    assert page_to_edit(settings, "posts/a.md", "_posts/a.md") == "https://git.example/_posts/a.md"
    assert page_to_edit(settings, "gone/a.md", "_posts/a.md") == "https://git.example/_posts/a.md"
