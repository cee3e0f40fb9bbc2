"""What JSON Schemas say about front matter, and the short cut that spares most posts the question."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_quality.core.document import profiles
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import schema_errors
from content_quality.core.settings import Settings, Site

KEYS = sorted({key for name in profiles.generators() for key in profiles.load(name).schema["properties"]} | {"other"})
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.dates(),
)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(st.text(max_size=3), SCALARS, max_size=2))


@given(st.sampled_from(profiles.generators()), st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
@settings(deadline=None)  # the first example imports jsonschema
def test_values_that_certainly_fit_have_no_error(generator: str, values: dict[str, object]) -> None:
    schema = profiles.load(generator).schema
    if schema_errors.fits(schema, values):
        assert not list(schema_errors.errors(json.dumps(schema), values))


@pytest.mark.parametrize("name", profiles.generators())
def test_every_profile_is_a_schema_that_forbids_no_key(name: str) -> None:
    profile = profiles.load(name)
    schema_errors.check_schema(json.dumps(profile.schema))
    assert not list(
        schema_errors.errors(
            json.dumps({**profile.schema, "required": []}), {"mood": ["calm", {"level": 3}], "berths": 2}
        )
    )
    assert set(profile.absent) <= set(profile.schema["properties"])


def test_errors_name_the_key_and_what_to_type() -> None:
    schema = json.dumps(
        {
            "required": ["section"],
            "properties": {
                "tags": {"items": {"type": "string"}},
                "level": {"enum": ["easy", "hard"]},
                "draft": {"type": "boolean"},
            },
        }
    )
    found = {
        error.path: (str(error.message), str(error.suggestion))
        for error in schema_errors.errors(schema, {"tags": ["a", 2], "level": "soft", "draft": "yes"})
    }
    assert found["section"] == ("section is missing.", "Add a line for section.")
    assert found["tags.1"] == ("tags.1 must be text; it is a whole number.", "Put the value into quotation marks.")
    assert found["level"] == ("level is soft, which is not an allowed value.", "Type one of: easy, hard.")
    assert found["draft"][1] == "Type true or false, without quotation marks."


def test_a_broken_schema_is_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="type"):
        schema_errors.check_schema('{"properties": {"title": {"type": "sentence"}}}')


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ('{"properties": {"title": {"pattern": "("}}}', "regex"),
        ('{"patternProperties": {"[": {}}}', "regex"),
        ('{"properties": {"title": {"$ref": "https://schemas.example/title.json"}}}', "another document"),
        ('{"properties": {"title": {"$ref": "#/$defs/titel"}}, "$defs": {"title": {}}}', "leads nowhere"),
    ],
)
def test_a_schema_that_would_fail_on_every_post_is_refused(schema: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        schema_errors.check_schema(schema)


def test_a_schema_may_refer_to_itself_and_have_keys_called_like_rules() -> None:
    schema = {
        "properties": {"series": {"$ref": "#/$defs/name"}, "pattern": {"type": "string"}},
        "$defs": {"name": {"minLength": 2}},
    }
    schema_errors.check_schema(json.dumps(schema))
    assert [error.path for error in schema_errors.errors(json.dumps(schema), {"series": "x", "pattern": "("})] == [
        "series"
    ]


def test_each_key_that_does_not_exist_is_named_and_formats_are_checked() -> None:
    author = {"properties": {"name": {}}, "patternProperties": {"^x-": {}}, "additionalProperties": False}
    schema = json.dumps({"properties": {"author": author, "mail": {"format": "email"}, "tags": {"uniqueItems": True}}})
    values = {"author": {"nam": 1, "mial": 2, "x-y": 3}, "mail": "ines", "tags": ["a", "a"]}
    found = [(error.path, str(error.message)) for error in schema_errors.errors(schema, values)]
    assert found == [
        ("author.nam", "The key author.nam is not allowed here."),
        ("author.mial", "The key author.mial is not allowed here."),
        ("mail", "mail must be a valid email; found ines."),
        ("tags", "tags contains the same entry twice."),
    ]


def test_dates_are_text_for_a_schema() -> None:
    assert schema_errors.plain({"date": date(2026, 3, 2), 1: [date(2026, 3, 2)]}) == {
        "date": "2026-03-02",
        "1": ["2026-03-02"],
    }


@pytest.mark.parametrize(
    ("path", "front", "generator"),
    [
        ("_posts/2026-03-02-ferry.md", "---\ntitle: x\n---\n", "jekyll"),
        ("2026-03-02-ferry.md", "---\nlayout: post\ntitle: x\n---\n", "jekyll"),
        ("content/posts/ferry.md", "---\ntitle: x\ndraft: true\n---\n", "hugo"),
        ("ferry.md", "+++\ntitle = 'x'\n[extra]\na = 1\n+++\n", "zola"),
        ("ferry.md", "+++\ntitle = 'x'\n+++\n", "hugo"),
        ("src/content/blog/ferry.md", "---\ntitle: x\n---\n", "astro"),
        ("docs/ferry.mdx", "---\nsidebar_label: x\n---\n", "docusaurus"),
        ("ferry.md", "---\nlayout: base.njk\n---\n", "eleventy"),
        ("articles/0123456789ab.md", "---\ntitle: x\nemoji: ⛴\ntype: tech\ntopics: []\npublished: true\n---\n", "zenn"),
        ("ferry.md", "---\ntitle: x\nmood: calm\n---\n", "generic"),
    ],
)
def test_the_generator_is_told_by_keys_and_path(path: str, front: str, generator: str) -> None:
    assert profiles.profile_of(Post.read(front.encode(), path), Settings()).name == generator


def test_a_site_names_its_generator() -> None:
    post = Post.read(b"---\ntitle: x\n---\n", "ferry.md")
    assert profiles.profile_of(post, Settings(site=Site(generator="zola"))).name == "zola"


def test_a_number_typed_as_text_is_to_be_typed_without_quotation_marks() -> None:
    (error,) = schema_errors.errors('{"properties": {"berths": {"type": "integer"}}}', {"berths": "two"})
    assert str(error.suggestion) == "Type a number, without quotation marks."


def test_a_rule_without_words_of_its_own_is_named_with_what_it_wants() -> None:
    (error,) = schema_errors.errors('{"properties": {"berths": {"multipleOf": 4}}}', {"berths": 6})
    assert str(error.message) == "berths does not have the form that the schema requires (multipleOf: 4)."


def test_a_value_of_no_kind_that_json_has_is_named_as_something_else() -> None:
    (error,) = schema_errors.errors('{"properties": {"crew": {"type": "string"}}}', {"crew": None})
    assert "crew must be text" in str(error.message)


def test_references_to_the_schema_itself_and_into_its_lists_are_followed() -> None:
    sizes = [{}, {"type": "integer"}]
    schema = {"properties": {"part": {"$ref": "#"}, "size": {"$ref": "#/anyOf/1"}}, "anyOf": sizes}
    schema_errors.check_schema(json.dumps(schema))
    assert [error.path for error in schema_errors.errors(json.dumps(schema), {"part": {"size": "a"}})] == ["part.size"]


def test_a_date_is_asked_for_its_form_by_the_schema_itself() -> None:
    schema = {"properties": {"date": {"type": ["string", "null"], "pattern": "^2026"}}}
    assert not schema_errors.fits(schema, {"date": date(2026, 3, 2)})
    assert not list(schema_errors.errors(json.dumps(schema), {"date": date(2026, 3, 2)}))
