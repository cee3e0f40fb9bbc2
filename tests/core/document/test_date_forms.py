"""Which forms of a date each generator reads; the builds behind it are recorded in tests/generators."""

from __future__ import annotations

import pytest

from content_quality.core.document.generators import load, profiles
from content_quality.core.document.profiles import date_forms


@pytest.mark.parametrize(
    ("typed", "readers"),
    [
        ("2026-03-02", "astro docusaurus eleventy hugo jekyll zenn zola"),
        ("2026-03-02T10:30:00Z", "astro docusaurus eleventy hugo jekyll zola"),
        ("2026-03-02 10:30:00 +0900", "astro docusaurus hugo jekyll"),
        ("2026-03-02 10:30", "astro docusaurus jekyll zenn"),
        ("2026/03/02", "astro docusaurus jekyll"),
        ("March 2, 2026", "astro docusaurus jekyll"),
        ("02 Mar 2026", "astro docusaurus hugo jekyll"),
        ("22/03/2026", "jekyll"),
        ("03/22/2026", "astro docusaurus"),
        ("2026-03-02 10:30:00 JST", "jekyll"),
        ("2026年3月2日", ""),
        ("soon", ""),
    ],
)
def test_a_form_is_read_by_these_generators(typed: str, readers: str) -> None:
    assert sorted(profile.name for profile in profiles() if date_forms.reads(profile, typed)) == readers.split()


def test_a_generator_that_is_not_known_reads_nobody_knows_what() -> None:
    assert date_forms.reads(load("generic"), "2026-03-02") is None


def test_hugo_reads_keys_in_any_case() -> None:
    assert date_forms.stops_at(load("hugo"), "PublishDate")
    assert not date_forms.stops_at(load("jekyll"), "Date")
