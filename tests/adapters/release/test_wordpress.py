"""Release into WordPress: only bytes that were cleared are published, and only what waits; what is live stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseIncomplete
from content_quality.adapters.site import wordpress_api
from content_quality.core.gate.decide import Verdict
from content_quality.pipeline.gate.release_batch import release_batch
from content_quality.pipeline.project import Project, project_of
from tests.adapters.site.wordpress_server import PASSWORD, USER, WordPress, served
from tests.conftest import NOW
from tests.pipeline.steps import gate

pytest.importorskip("markdownify", reason="markdownify is not installed")

GOOD = """<!-- wp:paragraph -->
<p>The tide turns at noon, and the boats leave the harbour one after the other before the wind rises.</p>
<!-- /wp:paragraph -->"""
BAD = (
    GOOD
    + """
<!-- wp:paragraph -->
<p>As an AI language model, I cannot continue this text. Please provide more details about the harbour.</p>
<!-- /wp:paragraph -->"""
)


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


def site(wordpress: WordPress, tmp_path: Path, policy: str = "wordpress") -> Project:
    path = tmp_path / "content-quality.toml"
    path.write_text(
        f'[site]\nname = "T"\n[[sources]]\nname = "blog"\nkind = "wordpress"\nurl = "{wordpress.url}"\n'
        f'[release]\npolicy = "{policy}"\n'
    )
    return project_of(path)


def changes(wordpress: WordPress) -> list[str]:
    return [wanted["rest_route"] for method, wanted in wordpress.asked if method == "POST"]


def test_a_cleared_post_that_waits_is_published_and_a_draft_is_not(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, GOOD, "pending")
    wordpress.put(2, GOOD.replace("noon", "dawn"), "draft", title="Dawn")
    decisions = gate(site(wordpress, tmp_path))
    assert {one.released for one in decisions.values()} == {True}
    assert (wordpress.status_of(1), wordpress.status_of(2)) == ("publish", "draft")


def test_nothing_is_changed_in_wordpress_unless_the_settings_say_so(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, GOOD, "pending")
    wordpress.put(2, BAD, "future", title="Bad")
    gate(site(wordpress, tmp_path, "manifest"))
    assert changes(wordpress) == []


def test_a_held_post_that_is_scheduled_waits_and_one_that_is_live_or_waits_stays(wordpress: WordPress, tmp_path: Path):
    for number, status in enumerate(("future", "publish", "pending", "draft"), start=1):
        wordpress.put(number, BAD.replace("noon", f"noon {number}"), status, title=f"Bad {number}")
    decisions = gate(site(wordpress, tmp_path))
    assert {one.verdict for one in decisions.values()} == {Verdict.HOLD}
    assert [wordpress.status_of(number) for number in (1, 2, 3, 4)] == ["pending", "publish", "pending", "draft"]
    assert changes(wordpress) == ["/wp/v2/posts/1"]


def test_a_post_that_changed_since_its_verdict_is_not_published(wordpress: WordPress, tmp_path: Path, monkeypatch):
    wordpress.put(1, GOOD, "pending")
    project = site(wordpress, tmp_path, "manifest")
    gate(project)
    wordpress.put(1, BAD, "pending")
    wordpress.put(2, BAD, "future")
    project = site(wordpress, tmp_path)
    batch_id = max(path.name for path in project.workspace.batches.iterdir())
    release_batch(project, batch_id, NOW + timedelta(minutes=1))
    assert (wordpress.status_of(1), wordpress.status_of(2)) == ("pending", "future")
    assert changes(wordpress) == []


def test_a_change_in_the_very_moment_is_taken_back_and_told(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, GOOD, "pending")

    def somebody_writes(post) -> None:
        post["content"]["raw"] = BAD

    wordpress.on_change = somebody_writes
    with pytest.raises(ReleaseIncomplete, match="was changed by somebody in this moment"):
        gate(site(wordpress, tmp_path))
    assert wordpress.status_of(1) == "pending"


def test_a_post_that_is_held_today_is_not_published_because_it_was_cleared_once(wordpress: WordPress, tmp_path: Path):
    wordpress.put(1, GOOD, "pending")
    gate(site(wordpress, tmp_path, "manifest"))
    path = tmp_path / "content-quality.toml"
    project = site(wordpress, tmp_path)
    path.write_text(path.read_text() + "[limits]\nmax_bytes = 10\n")
    wordpress.asked.clear()
    gate(project_of(path), NOW + timedelta(hours=1), force=True)
    assert project.policy != project_of(path).policy
    assert wordpress.status_of(1) == "pending"


@pytest.mark.parametrize("status", [401, 403, 503])
def test_a_server_that_refuses_the_change_makes_the_release_incomplete(
    wordpress: WordPress, tmp_path: Path, status: int
):
    wordpress.put(1, GOOD, "pending")
    wordpress.on_change = lambda _: setattr(wordpress, "refuses", status)
    original = wordpress._change

    def refused(*about: object):
        return status, {}, {}

    wordpress._change = refused  # type: ignore[method-assign]
    project = site(wordpress, tmp_path)
    with pytest.raises(ReleaseIncomplete, match=str(status)):
        gate(project)
    assert wordpress.status_of(1) == "pending"
    wordpress._change = original  # type: ignore[method-assign]
    wordpress.on_change = lambda _: None
    batch_id = max(path.name for path in project.workspace.batches.iterdir())
    release_batch(project, batch_id, NOW + timedelta(minutes=1))  # a retry completes it
    assert wordpress.status_of(1) == "publish"


def test_a_site_without_wordpress_cannot_release_to_it(project: Project):
    import dataclasses

    from content_quality.core.settings import Release
    from tests.conftest import CLEAN, write_post

    chosen = dataclasses.replace(
        project, settings=dataclasses.replace(project.settings, release=Release(policy="wordpress"))
    )
    write_post(chosen, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    with pytest.raises(ReleaseIncomplete, match="no source of the kind wordpress"):
        gate(chosen)
