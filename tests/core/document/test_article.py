"""Where the article of a post ends."""

from __future__ import annotations

from dataclasses import replace

from content_quality.core.document.article import article
from content_quality.core.document.post import Post
from content_quality.core.settings import Settings, Truncation

TEXT = "The ferry leaves every hour. In winter it waits for the fog. Bring coins for the machine."


def last_of(body: str, settings: Settings | None = None) -> str:
    post = Post.read(f"---\ntitle: The pier\nlang: en\n---\n\n{body}\n".encode(), "post.md")
    page = article(post, settings or Settings())
    return page.blocks[page.last].text.strip()


def test_lists_of_sources_and_asides_behind_the_text_are_not_its_end():
    assert last_of(f"{TEXT}\n\n## References\n\n- The old boats\n\n---\n\n![](pier.png)") == TEXT
    assert last_of(f"{TEXT}\n\n[The old boats](https://example.org/a)") == TEXT


def test_running_text_below_a_closing_heading_is_the_article_again():
    again = "The boats are old. The lamps are new. The pier is small. The fog is thick. The night is long."
    assert last_of(f"{TEXT}\n\n## References\n\n- The old boats\n\n{again}") == again


def test_a_site_names_what_stands_below_each_of_its_posts():
    body = f"{TEXT}\n\nThe Pier Post comes every month"
    named = replace(Settings(), truncation=Truncation(boilerplate=("^The Pier Post comes",)))
    assert last_of(body) == "The Pier Post comes every month"
    assert last_of(body, named) == TEXT
