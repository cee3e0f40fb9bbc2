"""Which files belong to a post that is the index of a folder of its own."""

from __future__ import annotations

import pytest

from content_quality.core.document.bundles import files_by_post
from content_quality.core.document.generators import bundle_rules


def owned(generator: str, posts: list[str], *others: str) -> dict[str, tuple[str, ...]]:
    return dict(files_by_post(posts, others, bundle_rules(generator)))


@pytest.mark.parametrize("generator", ["hugo", "zola", "astro", "docusaurus", "auto"])
def test_the_index_of_a_folder_owns_the_files_in_the_folder_and_below(generator: str):
    files = "blog/a/cover.png", "blog/a/data/table.csv"
    assert owned(generator, ["blog/a/index.md", "blog/b.md"], *files, "blog/b.png") == {"blog/a/index.md": files}


def test_translations_share_their_files():
    posts = ["a/index.md", "a/index.fr.md", "a/index.pt-br.md"]
    assert owned("hugo", posts, "a/x.png") == dict.fromkeys(posts, ("a/x.png",))


def test_a_file_belongs_to_the_nearest_folder_with_posts():
    posts = ["a/index.md", "a/b/index.md", "a/c/words.md"]
    found = owned("hugo", posts, "a/x.png", "a/b/x.png", "a/b/d/x.png", "a/c/x.png")
    assert found == {"a/index.md": ("a/x.png",), "a/b/index.md": ("a/b/d/x.png", "a/b/x.png")}


@pytest.mark.parametrize("name", ["index.md", "a/_index.md", "a/words.md", "a/index-of-terms.md", "a/reindex.md"])
def test_neither_the_home_page_nor_a_section_nor_another_name_owns_its_folder(name: str):
    assert owned("hugo", [name], "x.png", "a/x.png") == {}


def test_an_index_beside_other_posts_is_the_page_of_a_section_except_where_the_generator_makes_a_bundle_of_it():
    posts = ["guide/index.md", "guide/first-steps.md"]
    assert owned("docusaurus", posts, "guide/x.png") == {}
    assert owned("auto", posts, "guide/x.png") == {}
    assert owned("hugo", posts, "guide/x.png") == {"guide/index.md": ("guide/x.png",)}


@pytest.mark.parametrize("generator", ["jekyll", "zenn", "eleventy", "generic"])
def test_a_generator_without_bundles_has_none(generator: str):
    assert owned(generator, ["a/index.md"], "a/x.png") == {}
