"""A site with one source can have its posts released at the site's own paths."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from content_quality import cli
from content_quality.adapters.release import manifest
from content_quality.adapters.release.attestation import Head, Untrusted, from_head, to_head
from content_quality.adapters.release.bundles import PLACES
from content_quality.adapters.site import settings_file
from content_quality.core.settings import Release, SettingsError
from content_quality.pipeline.project import Project
from tests.pipeline.gate.test_release_bundles import LATER, PICTURE, WORDS, releasing, site, write
from tests.pipeline.steps import gate

__all__ = ["site"]  # the fixture


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def verified(project: Project, folder: Path, *more: str) -> int:
    return cli.main(["gate", str(folder), "--manifest", str(project.workspace.release / "manifest.jsonl"), *more])


def test_posts_and_their_files_lie_at_the_sites_own_paths_and_are_verified_there(site: Project):
    site = releasing(site, paths="source")
    gate(site)
    posts = site.workspace.release / "posts"
    assert names(posts) == {
        "content/blog/chairs/index.md", "content/blog/chairs/cover.png", "content/blog/chairs/data/chairs.csv",
    }  # fmt: skip
    assert verified(site, posts) == 0
    assert verified(site, site.root / "content", "--root", str(site.root)) == 0
    (posts / "content" / PICTURE).write_bytes(b"a pictura")
    assert verified(site, posts) == 1
    gate(site, LATER, force=True)  # a release puts right what was changed
    assert verified(site, posts) == 0
    (site.root / "content" / PICTURE).unlink()
    gate(site, LATER)
    assert "content/blog/chairs/cover.png" not in names(posts)


def test_a_release_at_the_sites_paths_may_lie_in_a_folder_of_its_own(site: Project):
    site = releasing(site, paths="source", folder="deploy")
    gate(site)
    assert "content/blog/chairs/index.md" in names(site.root / "deploy")
    assert verified(site, site.root / "deploy", "--root", str(site.root / "deploy"), "--released") == 0


def test_the_two_kinds_of_paths_are_not_taken_for_each_other(site: Project):
    gate(site)
    posts = site.workspace.release / "posts"
    assert verified(site, posts) == 0
    gate(releasing(site, paths="source"), LATER, force=True)
    assert verified(site, posts / "content") == 0
    assert verified(site, posts) == 1  # the old copies are named no more


def test_the_end_of_the_manifest_says_which_paths_hold():
    for paths in PLACES:
        head = Head(1, "a" * 64, ("*.png",), paths)
        assert from_head(json.loads(json.dumps(to_head(head, None))), None) == head
    assert "paths" not in str(to_head(Head(1, "a" * 64, ()), None))
    with pytest.raises(Untrusted):
        from_head(to_head(Head(1, "a" * 64, (), "elsewhere"), None), None)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('paths = "elsewhere"\n', "release.paths must be one of release, source"),
        ('paths = "source"\n[[sources]]\nname = "b"\npath = "b"\n', "is for a site with one source; this site has 2"),
    ],
)
def test_paths_that_two_posts_could_share_are_refused(tmp_path: Path, more: str, said: str):
    path = tmp_path / "content-quality.toml"
    path.write_text(f'[[sources]]\nname = "a"\npath = "a"\n[release]\n{more}')
    with pytest.raises(SettingsError, match=said):
        settings_file.load(path)


def test_a_site_that_is_only_looked_at_does_not_count_as_a_source(tmp_path: Path):
    path = tmp_path / "content-quality.toml"
    live = '[[sources]]\nname = "live"\nkind = "live-site"\nurl = "https://example.org/feed.xml"\n'
    path.write_text(f'[release]\npaths = "source"\n[[sources]]\nname = "a"\npath = "a"\n{live}')
    assert settings_file.load(path).release == dataclasses.replace(Release(), paths="source")


def test_a_renamed_source_takes_over_its_paths(site: Project):
    site = releasing(site, paths="source")
    gate(site)
    (source,) = site.settings.sources
    renamed = dataclasses.replace(site.settings, sources=(dataclasses.replace(source, name="articles"),))
    write(site, "blog/chairs/index.md", WORDS.format(title="Stools"), LATER)
    gate(dataclasses.replace(site, settings=renamed), LATER)
    newest = manifest.read(site.workspace.release / "manifest.jsonl", None).newest()
    assert [entry.path for entry in newest.values()] == ["content/blog/chairs/index.md"]
    assert verified(site, site.workspace.release / "posts") == 0
