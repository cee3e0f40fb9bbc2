"""Front matter: values, places and problems, whatever the text is."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content_quality.core.document.front_matter import FrontMatter, read
from content_quality.core.document.source_text import SourceText

FRAGMENTS = st.sampled_from(
    ["---\n", "+++\n", "{", "}", "[", "]", ": ", ":", "- ", '"', "'", "#", "\t", "\n", "\r\n", "\r", "  ", "title", "date", "&a ", "*a", "!!int ", "!!bool ",
     "!!timestamp ", "2026-02-30", "0x1F", ".nan", "1e999", "no", "|", ">", "...", "`", "=", '"""', "\x00", "\u2028", "港", "：", "\ufeff", "<<: ", "? ", "\\"]
)  # fmt: skip


def parsed(text: str) -> FrontMatter:
    return read(SourceText(text))


def kinds(text: str) -> list[str]:
    return [problem.kind for problem in parsed(text).problems]


@given(
    st.one_of(st.text(), st.lists(FRAGMENTS, max_size=30).map("".join)).flatmap(
        lambda inner: st.sampled_from([inner, f"---\n{inner}\n---\n", f"+++\n{inner}\n+++\n", f'{{"{inner}}}'])
    )
)
@example("---\n!!int x: 1\n---\n")
@example("---\n? [a]\n: b\n---\n")
@example('{"a": 1' + "0" * 5_000 + "}")
@example("+++\na = 0x" + "f" * 5_000 + "\n+++\n")
@settings(deadline=None)
def test_reading_never_raises_and_every_place_lies_inside_the_file(text: str) -> None:
    front_matter = parsed(text)
    assert 0 <= front_matter.start <= front_matter.end <= len(text)
    for problem in front_matter.problems:
        assert 0 <= problem.start <= problem.end <= max(1, len(text))
        assert str(problem.message)
        assert problem.suggestion is None or str(problem.suggestion)
    for place in front_matter.places.values():
        assert 0 <= place.key_start <= place.key_end <= len(text)
        assert 0 <= place.value_start <= place.value_end <= len(text)


def test_each_key_has_its_place_at_any_depth() -> None:
    text = "---\ntitle: The ferry\ntags: [one, two]\nauthor:\n  name: Ines\n---\n"
    places = parsed(text).places
    assert text[places["title"].value_start : places["title"].value_end] == "The ferry"
    assert text[places["tags.1"].value_start : places["tags.1"].value_end] == "two"
    assert text[places["author.name"].key_start : places["author.name"].key_end] == "name"


def test_toml_and_json_have_places_too() -> None:
    toml = '+++\ntitle = "The ferry"\n[extra]\nmap = [\n  1,\n  2,\n]\n+++\n'
    place = parsed(toml).places["extra.map"]
    assert toml[place.value_start : place.value_end] == "[\n  1,\n  2,\n]"
    json = '{"title": "The ferry", "author": {"name": "Ines"}}\n'
    place = parsed(json).places["author.name"]
    assert json[place.value_start : place.value_end] == '"Ines"'


def test_values_are_what_python_frontmatter_reads() -> None:
    assert parsed("---\ncontent: a\nself: b\nhandler: c\n---\n").values == {"content": "a", "self": "b", "handler": "c"}
    assert parsed("---\n  title: indented as a whole\n  draft: true\n---\n").values == {
        "title": "indented as a whole",
        "draft": True,
    }


def test_an_impossible_date_stays_text_for_the_check_to_name() -> None:
    assert parsed("---\ndate: 2026-02-30\n---\n").values == {"date": "2026-02-30"}


@pytest.mark.parametrize(
    "text",
    [
        "---\na: " + "[" * 60_000 + "\n---\n",
        '{"a": ' + "[" * 60_000,
        "+++\na = " + "[" * 60_000 + "\n+++\n",
        "+++\n" + "a." * 30_000 + "a = 1\n+++\n",
    ],
)
def test_deep_nesting_is_refused_before_a_parser_sees_it(text: str) -> None:
    assert set(kinds(text)) <= {"too-deep", "unclosed-fence"}
    assert kinds(text)


def test_a_billion_laughs_are_refused() -> None:
    lines = ["a: &a0 [x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 6)}]" for n in range(1, 9)]
    assert kinds("---\n" + "\n".join(lines) + "\n---\n") == ["alias"]
    assert kinds("---\na: &a " + "x" * 3_000 + "\nb: [" + "*a, " * 50 + "]\n---\n") == ["alias"]


def test_aliases_do_not_nest_deeper_than_values_may() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 14)]
    assert kinds("---\n" + "\n".join(lines) + "\n---\n") == ["alias"]


@pytest.mark.parametrize("text", ["a: &a\n  b: *a\n", "a: &a [1, [*a]]\n", "&a\nb: *a\n"])
def test_an_alias_of_what_is_around_it_is_refused(text: str) -> None:
    assert kinds(f"---\n{text}---\n") == ["alias"]


def test_aliases_of_lists_and_mappings_are_read() -> None:
    text = "---\nbase: &base\n  tags: &tags [tide, moon]\n  size: 5\npost: *base\nroom:\n  <<: *base\n  size: 6\ntags: *tags\n---\n"
    front_matter = parsed(text)
    assert front_matter.readable
    base = {"tags": ["tide", "moon"], "size": 5}
    assert front_matter.values == {"base": base, "post": base, "room": {**base, "size": 6}, "tags": ["tide", "moon"]}


def test_an_alias_of_one_value_is_read() -> None:
    assert parsed("---\na: &a x\nb: *a\n---\n").values == {"a": "x", "b": "x"}


def test_too_much_front_matter_is_refused() -> None:
    assert kinds("---\na: " + "x" * 70_000 + "\n---\n") == ["too-long"]


def test_a_repeated_key_keeps_the_other_values_readable() -> None:
    front_matter = parsed('+++\ntitle = "a"\ntitle = "b"\nweight = 1\n+++\n')
    assert front_matter.readable
    assert front_matter.values == {"title": "a", "weight": 1}


def test_an_unclosed_fence_ends_the_front_matter_where_the_words_begin() -> None:
    text = "---\ntitle: The ferry\ntags:\n  - one\n\nIt leaves at seven.\n\n---\n\nTimes are local.\n"
    front_matter = parsed(text)
    assert [problem.kind for problem in front_matter.problems] == ["unclosed-fence"]
    assert text[front_matter.end :].lstrip().startswith("It leaves")
    assert "after line 4" in str(front_matter.problems[0].suggestion)


@pytest.mark.parametrize(
    ("line", "typed_instead"),
    [
        ('title: "He said "stop" and left"', "Type: title: 'He said \"stop\" and left'"),
        ("title: 'It's late'", 'Type: title: "It\'s late"'),
        ("title：港の時計台", "Type: title: 港の時計台"),
        ("title:\u3000港の時計台", "Type: title: 港の時計台"),
        ("title: Ferries: a table", "Type: title: 'Ferries: a table'"),
        ("title: [New] ferries", "Type: title: '[New] ferries'"),
        ("title: @ferry is back", "Type: title: '@ferry is back'"),
        ("title: {{ page.name }}", "Type: title: '{{ page.name }}'"),
        ('title: "The ferry', "Type: title: 'The ferry'"),
        ("title:The ferry", "Type: title: The ferry"),
        ("title The ferry", "Type: title: The ferry"),
    ],
)
def test_the_message_says_what_to_type_instead(line: str, typed_instead: str) -> None:
    (problem,) = parsed(f"---\nlayout: post\n{line}\ndate: 2026-03-02\n---\n").problems
    assert str(problem.suggestion) == typed_instead


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind_end_a_fence(end: str) -> None:
    front_matter = parsed(end.join(["---", "title: The ferry", "---", "Words."]))
    assert front_matter.values == {"title": "The ferry"}


def test_a_file_of_line_ends_is_read_in_no_time() -> None:
    assert parsed("\r\n" * 100_000 + "x").format == "none"


@pytest.mark.parametrize(
    "text",
    ["", "Words.\n", "---\n\nWords under a rule.\n", "{% include head.html %}\n", "{{< figure >}}\n", "Words\n---\n"],
)
def test_a_page_without_front_matter_has_no_problem(text: str) -> None:
    assert parsed(text) == FrontMatter()
