"""Reading a folder that others write to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from content_quality.adapters.site.sources import Refused, read, walk


def test_walking_lists_markdown_in_order_without_hidden_and_built_folders(tmp_path: Path):
    for name in ("b.md", "a.markdown", "deep/c.mdx", ".git/d.md", "node_modules/e.md", "f.txt", ".hidden.md", "G.MD"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [file.path for file in walk(tmp_path)] == ["G.MD", "a.markdown", "b.md", "deep/c.mdx"]
    assert [file.path for file in walk(tmp_path, "**/*.md")] == ["b.md"]


def test_links_are_listed_and_never_read(tmp_path: Path):
    (tmp_path / "secret.txt").write_text("password")
    source = tmp_path / "posts"
    source.mkdir()
    (source / "a.md").symlink_to(tmp_path / "secret.txt")
    (source / "folder").symlink_to(tmp_path)
    assert [(file.path, file.size) for file in walk(source)] == [("a.md", -1)]
    with pytest.raises(Refused, match="symbolic link"):
        read(source / "a.md", 100)


def test_a_fifo_does_not_block(tmp_path: Path):
    os.mkfifo(tmp_path / "a.md")
    with pytest.raises(Refused, match="not a regular file"):
        read(tmp_path / "a.md", 100)


def test_a_file_beyond_the_limit_is_refused_with_both_sizes(tmp_path: Path):
    (tmp_path / "a.md").write_bytes(b"x" * 101)
    with pytest.raises(Refused, match=r"101 bytes.*100"):
        read(tmp_path / "a.md", 100)


def test_a_folder_that_cannot_be_listed_is_no_empty_folder(tmp_path: Path):
    with pytest.raises(OSError, match="missing"):
        list(walk(tmp_path / "missing"))


def test_a_file_that_goes_while_its_folder_is_listed_is_no_fault_of_the_folder(tmp_path: Path):
    for name in "abc":
        (tmp_path / f"{name}.md").write_text(name)
    listed = walk(tmp_path)
    assert next(listed).path == "a.md"
    (tmp_path / "b.md").unlink()
    assert [file.path for file in listed] == ["c.md"]
