"""What a site's posts have in common is said once, and no longer in each post."""

from __future__ import annotations

from dataclasses import replace

from content_quality.core.findings import WHOLE_POST, message
from content_quality.core.inspection import unreadable
from content_quality.core.site.site_findings import survey_site
from content_quality.core.site.site_patterns import near_identical_tags
from content_quality.core.site.site_post import Observation, SitePost, site_post

TOO_SHORT = Observation("reading-time", "f" * 16, message("The post takes 30 min to read, not 8."))


def test_a_reading_time_that_most_posts_give_is_explained_in_each_of_them():
    posts = [SitePost(f"{n}.md", f"Boat {n}", declared=8, computed=30, observed=(TOO_SHORT,)) for n in range(40)]
    own = SitePost("own.md", "The pier", declared=3, computed=30, observed=(replace(TOO_SHORT, fingerprint="e" * 16),))
    survey = survey_site([*posts, own])
    assert [str(one.message) for one in survey.findings if one.check == "constant-reading-time"] == [
        "40 of 41 posts give 8 min, and no post gives more: the site's formula stops there."
    ]
    assert survey.explained["0.md"] == {"f" * 16}
    assert "own.md" not in survey.explained


def test_a_post_that_cannot_be_read_counts_for_nothing_but_its_path():
    inspection = unreadable("posts/a.md", "a.md", "", message("Broken."), WHOLE_POST)
    assert site_post(inspection) == SitePost("a.md")


def test_a_plural_is_another_spelling_of_its_tag_and_two_slips_away_is_another_word():
    posts = [(f"{n}.md", ["ferry", "harbour"]) for n in range(6)] + [("a.md", ["harbours", "fairly"])]
    assert [str(finding.message) for finding in near_identical_tags(posts)] == [
        "The tags harbours are other spellings of harbour. Write harbour, as most posts do."
    ]
