"""Which files in a folder of posts are pages and not posts."""

from __future__ import annotations

import pytest

from content_quality.core.document.pages import is_page
from content_quality.core.document.post import Post

POST = b"---\ntitle: The ferry\ndate: 2026-04-07\n---\n\nThe ferry runs every hour.\n"
PAGE = b"---\ntitle: All ferries\n---\n"


@pytest.mark.parametrize(
    "name",
    ["_index.md", "_index.ja.md", "README.md", "readme.md", "README_zh-CN.md", "LICENSE.md", "CODE_OF_CONDUCT.md"],
)
def test_the_head_of_a_list_and_what_is_written_about_the_folder_are_pages(name: str) -> None:
    assert is_page(Post.read(PAGE, f"content/posts/{name}"))


@pytest.mark.parametrize("name", ["index.md", "readme-driven-development.md", "security.md", "license.md", "ferry.md"])
def test_a_file_whose_name_only_resembles_these_is_a_post(name: str) -> None:
    assert not is_page(Post.read(PAGE, f"content/posts/{name}"))


def test_a_readme_with_a_date_is_a_post_and_the_head_of_a_list_is_a_page_even_so() -> None:
    assert not is_page(Post.read(POST, "blog/README.md"))
    assert is_page(Post.read(POST, "content/posts/_index.md"))
