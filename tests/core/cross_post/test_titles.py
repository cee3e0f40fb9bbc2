"""Which titles say the same, and which name two parts of one thing."""

from __future__ import annotations

import pytest

from content_quality.core.cross_post.titles import Title


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Project update — September 2025", "Project update — November 2025", "en"),
        ("Les nouvelles de janvier", "Les nouvelles de février", "fr"),
        ("Was im März geschah", "Was im Mai geschah", "de"),
        ("Ruby 3.4.0-rc1 released", "Ruby 3.4.0-preview1 released", "en"),
        ("2025年9月のまとめ", "2025年10月のまとめ", "ja"),
        ("The kettle, part 1", "The kettle, part 2", "en"),
    ],
)
def test_another_number_month_or_stage_makes_an_instalment(one: str, other: str, language: str):
    title, second = Title.read(one, language), Title.read(other, language)
    assert title.is_instalment(second)
    assert not title.says(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tides and tables", "Tides & tables"),
        ("How we moved the harbour in 2025", "How we moved the harbour in 2025!"),
        ("May I?", "May I"),
    ],
)
def test_the_same_title_again_is_no_instalment(one: str, other: str):
    title, second = Title.read(one, "en"), Title.read(other, "en")
    assert title.says(second)
    assert not title.is_instalment(second)


def test_other_words_are_another_title():
    one, other = Title.read("Ten tips for a winter garden", "en"), Title.read("How to mend a kettle", "en")
    assert not one.says(other)
    assert not one.is_instalment(other)
    assert not Title.read("", "xx").says(Title.read("", "xx"))
