"""A machine without the state folder shows what the dashboard would show beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_quality.adapters.exchange.exchange import Exchange, ExchangeDamaged
from content_quality.adapters.exchange.objects import SharedFolder
from content_quality.adapters.state.snapshots import Snapshots
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store.site_posts import current_versions
from content_quality.cli import main
from content_quality.pipeline.cluster import mirror
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, write_post
from tests.pipeline.steps import gate


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return Exchange(SharedFolder(tmp_path / "exchange"))


@pytest.fixture
def copy(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "copy")


@pytest.fixture
def decided(project: Project) -> Project:
    write_post(project, "2026-11-02-sound.md", CLEAN.format(title="Sound"))
    write_post(project, "2026-11-03-broken.md", b"---\ntitle: x\n---\n\xff\xfe\n")
    gate(project)
    return project


def sent(project: Project, exchange: Exchange) -> None:
    exchange.send_posts(project.snapshots, [path.name for path in project.workspace.snapshots.glob("*/*")])
    mirror.publish(project, exchange)


def test_the_copy_holds_the_published_store_and_the_bytes_of_its_posts(decided, exchange, copy):
    sent(decided, exchange)
    assert mirror.mirror(copy, exchange)
    assert copy.published.read_bytes() == decided.workspace.published.read_bytes()
    posts = list(current_versions(copy.published))
    assert len(posts) == 2
    assert all(Snapshots(copy.snapshots).read(post.sha256) for post in posts)


def test_what_has_not_changed_is_not_brought_again(decided, exchange, copy):
    sent(decided, exchange)
    assert mirror.mirror(copy, exchange)
    assert not mirror.mirror(copy, exchange)
    write_post(decided, "2026-11-04-next.md", CLEAN.format(title="Next"))
    gate(decided)
    sent(decided, exchange)
    assert mirror.mirror(copy, exchange)
    assert copy.published.read_bytes() == decided.workspace.published.read_bytes()


def test_nothing_was_published_yet(exchange, copy):
    assert not mirror.mirror(copy, exchange)
    assert not copy.published.exists()


def test_a_damaged_store_leaves_the_copy_as_it_was(decided, exchange, copy, tmp_path):
    sent(decided, exchange)
    mirror.mirror(copy, exchange)
    before = copy.published.read_bytes()
    write_post(decided, "2026-11-04-next.md", CLEAN.format(title="Next"))
    gate(decided)
    sent(decided, exchange)
    newest = max((tmp_path / "exchange/published/store").glob("*/*"), key=lambda path: path.stat().st_mtime_ns)
    newest.write_bytes(newest.read_bytes()[:-1])
    with pytest.raises(ExchangeDamaged):
        mirror.mirror(copy, exchange)
    assert copy.published.read_bytes() == before


def test_stores_that_no_reader_needs_any_more_go(decided, exchange, tmp_path):
    for number in range(4):
        write_post(decided, f"2026-11-1{number}-next.md", CLEAN.format(title=f"Next {number}"))
        gate(decided)
        sent(decided, exchange)
    assert len(list((tmp_path / "exchange/published/store").glob("*/*"))) == mirror.STORES_KEPT


def test_the_command_brings_the_copy_and_says_when_there_is_no_exchange(
    decided, exchange, tmp_path, monkeypatch, capsys
):
    sent(decided, exchange)
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    settings = '[[sources]]\nname = "posts"\npath = "_posts"\n'
    (other / "content-quality.toml").write_text(settings)
    assert main(["mirror"]) == 2
    assert "no cluster.exchange" in capsys.readouterr().err
    (other / "content-quality.toml").write_text(f'{settings}[cluster]\nexchange = "file://{tmp_path}/exchange"\n')
    assert main(["mirror"]) == 0
    assert (other / "var/published/metrics.duckdb").exists()


def test_the_command_finds_the_settings_that_the_environment_names(tmp_path: Path, monkeypatch, capsys):
    settings = tmp_path / "site" / "content-quality.toml"
    settings.parent.mkdir()
    settings.write_text(f'[cluster]\nexchange = "file://{tmp_path}/exchange"\nqueue = "a"\nheavy_queue = "b"\n')
    monkeypatch.chdir(tmp_path)  # as beside an API server, whose folder is not that of the site
    monkeypatch.setenv("CONTENT_QUALITY_CONFIG", str(settings))
    monkeypatch.setenv("CONTENT_QUALITY_STATE", str(tmp_path / "copy"))
    (tmp_path / "exchange").mkdir()
    assert main(["mirror"]) == 0
    assert "Nothing has changed." in capsys.readouterr().out
