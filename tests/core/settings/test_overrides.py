"""Overrides: other settings for the posts that patterns name, and nothing else."""

from __future__ import annotations

import pytest

from content_quality.core.settings import Settings, SettingsError
from content_quality.core.settings.path_patterns import matches
from content_quality.core.settings.post_settings import owner_of, settings_for, without_levels
from content_quality.core.settings.reader import loads

SITE = """
[site]
language = "en"
[[sources]]
name = "posts"
path = "content/blog"
[alerts]
editors = ["desk@example.org", "ja@example.org"]
[checks]
no-text = "info"
[reading_time]
tolerance_minutes = 1
"""
JAPANESE = """
[[overrides]]
match = ["posts/ja/**", "*.ja.md"]
language = "ja"
generator = "hugo"
owner = "ja@example.org"
reading_time = { tolerance_minutes = 4, rates = { ja = 500 } }
[overrides.checks]
broken-link = "off"
"""


def test_an_override_changes_what_it_names_for_the_posts_it_names():
    settings = loads(SITE + JAPANESE)
    one = settings_for(settings, "posts/ja/a.md")
    assert (one.site.language, one.site.generator) == ("ja", "hugo")
    assert (one.reading_time.tolerance_minutes, one.reading_time.rates) == (4, (("ja", 500),))
    assert one.reading_time.tolerance_share == settings.reading_time.tolerance_share
    assert (one.level("broken-link"), one.level("no-text")) == ("off", "info")
    other = settings_for(settings, "posts/en/a.md")
    assert (other.site.language, other.reading_time.tolerance_minutes) == ("en", 1)
    assert other.level("broken-link") == "default"


def test_posts_with_the_same_overrides_share_one_object():
    settings = loads(SITE + JAPANESE)
    assert settings_for(settings, "posts/ja/a.md") is settings_for(settings, "posts/x.ja.md")
    bare = loads(SITE)
    assert settings_for(bare, "posts/ja/a.md") is bare


def test_the_later_override_counts_where_two_set_the_same_key():
    late = '[[overrides]]\nmatch = ["posts/ja/old/**"]\ngenerator = "zola"\nreading_time = { tolerance_share = 0.5 }\n'
    settings = loads(SITE + JAPANESE + late)
    one = settings_for(settings, "posts/ja/old/a.md")
    assert (one.site.generator, one.site.language) == ("zola", "ja")
    assert (one.reading_time.tolerance_minutes, one.reading_time.tolerance_share) == (4, 0.5)


@pytest.mark.parametrize(
    ("pattern", "post_id", "is_named"),
    [
        ("posts/ja/**", "posts/ja/2026/a.md", True),
        ("posts/ja/", "posts/ja/2026/a.md", True),
        ("posts/ja/*.md", "posts/ja/2026/a.md", False),
        ("content/blog/ja/**", "posts/ja/a.md", True),  # the path from the settings file
        ("blog/ja/**", "posts/ja/a.md", False),
        ("ja", "posts/2026/ja/a.md", True),
        ("*.ja.md", "posts/2026/a.ja.md", True),
        ("a.md", "posts/2026/a.md", True),
        ("/posts/a.md", "posts/a.md", True),
        ("docs/**", "docs/a.md", True),  # outside of all sources
        ("**/drafts/**", "posts/x/drafts/y/a.md", True),
        ("posts/[ab].md", "posts/b.md", True),
    ],
)
def test_patterns_are_those_of_gitignore(pattern: str, post_id: str, is_named: bool):
    settings = loads(f'{SITE}[[overrides]]\nmatch = ["{pattern}"]\nlanguage = "fr"\n')
    assert (settings_for(settings, post_id).site.language == "fr") is is_named


def test_an_exclamation_mark_takes_back():
    patterns = ("posts/**", "!posts/keep.md")
    assert matches(patterns, "posts/a.md")
    assert not matches(patterns, "posts/keep.md")


def test_the_owner_is_that_of_the_last_override_that_names_one():
    settings = loads(SITE + JAPANESE + '[[overrides]]\nmatch = ["posts/ja/**"]\nlanguage = "ja"\n')
    assert owner_of(settings, "posts/ja/a.md") == "ja@example.org"
    assert owner_of(settings, "posts/a.md") == ""
    assert owner_of(Settings(), "posts/a.md") == ""


def test_the_policy_digest_changes_with_what_an_override_judges_and_not_with_its_owner():
    bare, whole = loads(SITE), loads(SITE + JAPANESE)
    assert whole.digest() != bare.digest()
    assert loads(SITE + JAPANESE.replace("ja/**", "jp/**")).digest() != whole.digest()
    assert loads(SITE + JAPANESE.replace("= 4", "= 5")).digest() != whole.digest()
    assert loads(SITE + JAPANESE.replace('"off"', '"info"')).digest() != whole.digest()
    assert loads(SITE + JAPANESE.replace('owner = "ja@', 'owner = "desk@')).digest() == whole.digest()
    assert (
        loads(SITE.replace("content/blog", "blog") + JAPANESE).digest() != whole.digest()
    )  # patterns name other posts
    owner = '[[overrides]]\nmatch = ["*"]\nowner = "ja@example.org"\n'
    assert loads(SITE + owner).digest() == bare.digest()
    assert loads(SITE + JAPANESE).deciding_digest() == bare.deciding_digest()


def test_checks_that_a_request_leaves_out_stay_off_whatever_an_override_says():
    settings = without_levels(loads(SITE + JAPANESE), frozenset({"broken-link"}))
    assert settings_for(settings, "posts/ja/a.md").level("broken-link") == "default"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", r"overrides\[0\] needs `match`"),
        ("match = []", r"overrides\[0\] needs `match`"),
        ('match = "posts/**"', r"overrides\[0\]\.match must be a list"),
        ("match = [3]", r"overrides\[0\]\.match\[0\] must be a string"),
        ('match = [""]', r"overrides\[0\]\.match: '' names no path"),
        ('match = ["!"]', r"overrides\[0\]\.match: '!' is not a pattern"),
        ('match = ["a"]\nmath = ["b"]', r"overrides\[0\]\.math cannot be overridden\. Known keys: match, language"),
        ('match = ["a"]\ngate = { release_review = false }', r"overrides\[0\]\.gate cannot be overridden"),
        ('match = ["a"]\nlanguage = "japanese!"', r"overrides\[0\]: site\.language must be a code"),
        ('match = ["a"]\nlanguage = 3', r"overrides\[0\]\.language must be a string"),
        ('match = ["a"]\ngenerator = "jekyl"', r"overrides\[0\]: site\.generator must be one of"),
        ('match = ["a"]\nowner = "nobody@example.org"', r"overrides\[0\]\.owner 'nobody@example\.org' gets no alerts"),
        ('match = ["a"]\nchecks = { no-text = "loud" }', r"overrides\[0\]\.checks\.no-text must be one of"),
        ('match = ["a"]\nchecks = 3', r"overrides\[0\]\.checks must be a table"),
        (
            'match = ["a"]\nreading_time = { tolerance = 1 }',
            r"overrides\[0\]\.reading_time\.tolerance is not a setting",
        ),
        (
            'match = ["a"]\nreading_time = { tolerance_minutes = -1 }',
            r"overrides\[0\]: reading_time\.tolerance_minutes",
        ),
        ('match = ["a"]\nreading_time = { rates = { ja = 0 } }', r"overrides\[0\]: reading_time\.rates"),
        ('match = ["a"]\nreading_time = { rates = [["ja", [1]]] }', r"overrides\[0\]: reading_time\.rates"),
        ('match = ["a"]\nrepeats = 3', r"overrides\[0\]\.repeats must be a table"),
    ],
)
def test_an_override_that_cannot_be_meant_is_refused_by_name(table: str, words: str):
    with pytest.raises(SettingsError, match=words):
        loads(f"{SITE}[[overrides]]\n{table}\n")


@pytest.mark.parametrize("text", ["overrides = 3", "overrides = [3]", "[overrides]\nmatch = ['a']"])
def test_overrides_that_are_no_list_of_tables_are_refused(text: str):
    with pytest.raises(SettingsError, match="overrides"):
        loads(text)
