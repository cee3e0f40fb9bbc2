"""A translation that bears another date than its original is told apart from a post that was begun earlier."""

from __future__ import annotations

from content_quality.core.site.translation_dates import strays

NAMED = "posts/2026-03-02-boats"


def test_the_translation_with_another_date_is_found_beside_the_original() -> None:
    days = [(f"{NAMED}.md", "2026-03-02T00:00:00+09:00"), (f"{NAMED}.en.md", "2026-03-09T00:00:00+09:00")]
    assert list(strays(days)) == [(f"{NAMED}.en.md", f"{NAMED}.md")]


def test_translations_that_agree_on_another_date_are_left_alone() -> None:
    assert list(strays([(f"{NAMED}.md", "2026-03-09"), (f"{NAMED}.en.md", "2026-03-09")])) == []


def test_a_post_without_a_date_or_without_a_sister_is_left_alone() -> None:
    assert (
        list(strays([(f"{NAMED}.md", None), (f"{NAMED}.en.md", "2026-03-09"), ("posts/boats.md", "2026-03-02")])) == []
    )
