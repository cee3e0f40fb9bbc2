"""What is said once about the site instead of once per post."""

from __future__ import annotations

import json

from content_quality.core.document.profiles import schema_errors
from content_quality.core.document.profiles.schema_inference import infer
from content_quality.core.findings import SiteFinding
from content_quality.core.site.site_findings import SitePost, title_suffix
from content_quality.core.site.site_patterns import (
    PostTime,
    constant_reading_time,
    near_identical_tags,
    shared_excerpts,
)


def times(*declared_and_computed: tuple[float, int]) -> SiteFinding | None:
    return constant_reading_time(
        [PostTime(f"{n}.md", declared, computed) for n, (declared, computed) in enumerate(declared_and_computed)]
    )


def test_a_cap_is_one_finding_that_names_it() -> None:
    finding = times(*[(20, 35)] * 30, *[(minutes, minutes) for minutes in range(3, 19)])
    assert finding is not None
    assert str(finding.message) == "30 of 46 posts give 20 min, and no post gives more: the site's formula stops there."
    assert finding.count == 30


def test_a_constant_is_told_from_a_cap() -> None:
    finding = times(*[(8, 30)] * 30, (25, 25))
    assert finding is not None
    assert str(finding.message) == "30 of 31 posts give 8 min, whatever their length."


def test_short_posts_may_well_take_the_same_minute() -> None:
    assert times(*[(1, 1)] * 40) is None
    assert times(*[(20, 40)] * 5) is None


def test_spellings_of_one_tag_are_grouped_and_the_commonest_is_kept() -> None:
    posts = [(f"{n}.md", ["Robotics", "AI"]) for n in range(6)] + [
        ("a.md", ["robotics", "ＡＩ"]),
        ("b.md", ["Robitics"]),
        ("c.md", ["生成AI", "生成 AI"]),
    ]
    messages = sorted(str(finding.message) for finding in near_identical_tags(posts))
    assert messages == [
        "The tags Robitics, robotics are other spellings of Robotics. Write Robotics, as most posts do.",
        "The tags 生成AI are other spellings of 生成 AI. Write 生成 AI, as most posts do.",
        "The tags ＡＩ are other spellings of AI. Write AI, as most posts do.",
    ]


def test_two_words_in_steady_use_stay_two_words() -> None:
    posts = [(f"{n}.md", ["casting", "coasting", "C", "C++", "horse", "house"]) for n in range(4)]
    assert not near_identical_tags(posts)


def test_an_excerpt_that_many_posts_share_is_said_once() -> None:
    (finding,) = shared_excerpts(
        [
            ("a.md", "Read more on our site."),
            ("b.md", "Read more on our site"),
            ("c.md", "Read  more on our site."),
            ("d.md", "Boats."),
            ("e.md", None),
        ]
    )
    assert finding.count == 3
    assert finding.examples == ("a.md", "b.md", "c.md")


def test_a_schema_is_proposed_with_what_it_rests_on() -> None:
    posts = [
        {"title": f"Post {n}", "section": "news" if n % 2 else "essays", "tags": ["a"], "weight": n} for n in range(199)
    ] + [{"title": "x", "section": "news", "tags": "a"}]
    proposal = infer(posts)
    schema = proposal.schema
    assert schema["required"] == ["section", "tags", "title", "weight"]
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert properties["section"] == {"enum": ["essays", "news"]}
    assert properties["tags"] == {"type": "array", "items": {"type": "string"}}
    tags = next(covers for covers in proposal.coverage if covers.key == "tags")
    assert (tags.posts, tags.fitting) == (200, 0.995)
    text = json.dumps(schema)
    schema_errors.check_schema(text)
    refused = [post for post in posts if list(schema_errors.errors(text, post))]
    assert refused == [posts[-1]]


def test_few_posts_propose_no_requirement() -> None:
    assert infer([{"title": "x", "section": "news"}] * 3).schema["required"] == []


def test_the_longest_ending_that_most_titles_share_is_said_once() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    posts = [SitePost(f"{letter}.md", f"Boats of {letter * 3} | The Small Hours") for letter in letters]
    (found,) = title_suffix([*posts, SitePost("x-1.md", "Nothing of the kind"), SitePost("x-2.md", None)])
    assert str(found.message) == "26 of 27 titles end in “| The Small Hours”."
    assert not list(title_suffix(posts[:3]))
    assert not list(title_suffix([SitePost(f"{letter}.md", f"Boats of {letter * 5}") for letter in letters]))
    (dots,) = title_suffix([SitePost(f"{letter}.md", f"Boats of {letter * 3} again .....") for letter in letters])
    assert str(dots.message) == "26 of 26 titles end in “again .....”."


def test_groups_of_tags_are_reported_in_the_order_of_their_names():
    posts = [(f"{n}.md", [f"tag{letter}{n % 2}word", f"TAG{letter}{n % 2}word"]) for n, letter in enumerate("zyxwvuts")]
    messages = [str(finding.message) for finding in near_identical_tags(posts)]
    assert len(messages) == 8
    assert messages == sorted(messages)


def test_keys_left_empty_propose_nothing_and_entries_without_a_value_are_null() -> None:
    properties = infer([{"title": "x", "mood": "", "tags": [None, "a"]}] * 9).schema["properties"]
    assert isinstance(properties, dict)
    assert "mood" not in properties
    assert set(properties["tags"]["items"]["type"]) == {"null", "string"}
