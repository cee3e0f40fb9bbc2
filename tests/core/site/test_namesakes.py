"""Posts with one title, slug or permalink, and which of them readers cannot tell apart."""

from __future__ import annotations

from datetime import date

from content_quality.core.site.namesakes import Namesake, confusable
from content_quality.core.site.translations import without_language


def posts(*named: tuple[str, str] | tuple[str, str, str]) -> list[Namesake]:
    return [Namesake(path, date.fromisoformat(day) if day else None, *permalink) for path, day, *permalink in named]


def test_a_weekly_column_keeps_its_title():
    assert not confusable("title", posts(("a.md", "2026-01-02"), ("b.md", "2026-01-09"), ("c.md", "2026-03-01")))


def test_one_title_on_two_days_in_a_row_is_a_mistake():
    named = posts(("a.md", "2026-01-02"), ("b.md", "2026-01-03"), ("c.md", "2026-03-01"))
    assert confusable("title", named) == {"a.md", "b.md"}


def test_posts_without_a_date_are_no_series():
    assert confusable("title", posts(("a.md", ""), ("b.md", ""), ("c.md", ""), ("d.md", ""))) == {
        "a.md",
        "b.md",
        "c.md",
        "d.md",
    }


def test_translations_of_a_page_share_its_title_and_slug():
    named = posts(("p/quay.md", ""), ("p/quay.en.md", ""), ("p/quay.zh-TW.md", ""))
    assert not confusable("title", named)
    assert not confusable("slug", named)
    other = posts(("p/quay.md", ""), ("p/quay.en.md", ""), ("p/ferry.md", ""))
    assert confusable("title", other) == {"p/quay.md", "p/quay.en.md", "p/ferry.md"}


def test_a_slug_under_another_date_or_permalink_is_another_address():
    assert not confusable("slug", posts(("2026-01-02-a.md", "2026-01-02"), ("2026-01-03-a.md", "2026-01-03")))
    assert not confusable("slug", posts(("a.md", "", "/x/a/"), ("b.md", "", "/y/a/")))
    assert confusable("slug", posts(("a.md", "2026-01-02"), ("b.md", "2026-01-02"))) == {"a.md", "b.md"}


def test_one_permalink_in_two_files_is_a_conflict_whatever_the_dates():
    assert confusable("permalink", posts(("a.md", "2026-01-02"), ("b.md", "2026-05-02"))) == {"a.md", "b.md"}
    assert not confusable("permalink", posts(("a.md", ""), ("en/a.md", "")))


def test_a_path_without_its_language_names_the_page():
    same = {
        without_language(path)
        for path in ("blog/index.md", "blog/index.zh-CN.md", "blog/ja/index.md", "pt_BR/blog/index.md")
    }
    assert same == {"blog/index"}
    assert without_language("release/v1.2.md") == "release/v1.2"
    assert without_language("docs/api/go.md") == "docs/api/go"
    assert without_language("kettle/README_en-US.md") == without_language("kettle/README_zh-CN.md") == "kettle/README"
    assert without_language("posts/how-to-do.md") == "posts/how-to-do"
