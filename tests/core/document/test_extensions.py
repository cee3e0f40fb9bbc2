"""What a generator renders is read, whatever its name ends in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from content_quality.adapters.site import sources
from content_quality.core.document import profiles


@pytest.mark.parametrize("name", [*profiles.generators(), "auto"])
def test_what_was_read_once_stays_read(name: str):
    assert {".md", ".mdx", ".markdown"} <= set(profiles.extensions(name)) <= set(profiles.extensions("auto"))


def test_without_a_generator_the_files_of_any_generator_are_read():
    assert set(profiles.extensions("auto")) == {".md", ".mdx", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown"}


def test_jekylls_markdown_has_five_endings():
    assert {".mkd", ".mkdn", ".mkdown"} <= set(profiles.extensions("jekyll"))
    assert profiles.extensions("zola") == (".md", ".mdx", ".markdown")


def test_a_subfolder_that_has_gone_since_the_listing_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("a/one.md", "b/two.mkd"):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text("x")
    listed = sources.walk(tmp_path)
    assert next(listed).path == "a/one.md"
    shutil.rmtree(tmp_path / "b")
    assert list(listed) == []
    shutil.rmtree(tmp_path)
    with pytest.raises(FileNotFoundError):
        list(sources.walk(tmp_path))
