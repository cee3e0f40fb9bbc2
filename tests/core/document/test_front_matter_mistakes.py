"""What editors mistype in YAML, TOML and JSON: the exact place, and what to type instead."""

from __future__ import annotations

import pytest

from content_quality.core.document.front_matter import read
from content_quality.core.document.source_text import SourceText

BODY = "\n\nThe ferry leaves at seven.\n"


def told(text: str) -> tuple[int, int, str]:
    """Return line, column and suggestion of the only problem of `text`."""
    source = SourceText(text)
    (problem,) = read(source).problems
    return (*source.position(problem.start), str(problem.suggestion))


@pytest.mark.parametrize(
    ("lines", "line", "column", "suggestion"),
    [
        ("title: The ferry\n  date: 2026-03-02", 3, 1, "Type: date: 2026-03-02"),
        ("title: The long\n  table: a guide", 3, 8, "Type: title: 'The long table: a guide'"),
        ("title: A\ntags:\n  - one\n - two", 5, 1, "Begin this line in column 3, like the lines it belongs to."),
        ("author:\n    name: Ines\n  mail: x", 4, 1, "Begin this line in column 5, like the lines it belongs to."),
        ("tags: [#ferry, sea]", 2, 8, "Type: tags: ['#ferry', sea]"),
        ("tags: [ferry, sea\ndate: 2026-03-02", 2, 7, "Type: tags: [ferry, sea]"),
        ('title: "C:\\path"', 2, 11, "Type: title: 'C:\\path'"),
        ("title: - The ferry", 2, 8, "Type: title: '- The ferry'"),
        ("title: A\ntags:\n  - Ferries: a: table", 4, 15, "Type: - Ferries: 'a: table'"),
        ("title: A\nsize: " + "9" * 400, 3, 7, "Put the number into quotation marks."),
    ],
)
def test_yaml(lines: str, line: int, column: int, suggestion: str) -> None:
    assert told(f"---\n{lines}\n---{BODY}") == (line, column, suggestion)


@pytest.mark.parametrize(
    ("lines", "line", "column", "suggestion"),
    [
        ('title: "The ferry"', 2, 6, 'Type: title = "The ferry"'),
        ("title: The ferry", 2, 6, 'Type: title = "The ferry"'),
        ('title ＝ "The ferry"', 2, 7, 'Type: title = "The ferry"'),
        ("title = The ferry", 2, 9, 'Type: title = "The ferry"'),
        ("title = “The ferry”", 2, 9, 'Type: title = "The ferry"'),
        ('title = "The ferry', 2, 9, 'Type: title = "The ferry"'),
        ('title = "He said "stop" and left"', 2, 19, "Type: title = 'He said \"stop\" and left'"),
        ("title = 'It's late'", 2, 13, 'Type: title = "It\'s late"'),
        ('title = "C:\\path"', 2, 12, "Type: title = 'C:\\path'"),
        ('title "The ferry"', 2, 1, 'Type: title = "The ferry"'),
        ("title =", 2, 1, "Type a value after the equals sign, or delete the line."),
        ('title = "A", \ndraft = true', 2, 12, 'Type: title = "A"'),
        ('title = "A" draft = true', 2, 13, "Type a line break before the second key."),
        ("draft = True", 2, 9, "Type: draft = true"),
        ("draft = no", 2, 9, "Type: draft = false"),
        ("date = 2026-02-30T10:00:00Z", 2, 8, "Type the intended date as year-month-day."),
        ("date = 2026/3/2", 2, 8, "Type: date = 2026-03-02"),
        ('tags = ["a" "b"]', 2, 9, 'Type: tags = ["a", "b"]'),
        ("tags = [a, b]", 2, 9, 'Type: tags = ["a", "b"]'),
        ('tags = ["a", "b"', 2, 8, 'Type: tags = ["a", "b"]'),
        ('[taxonomies\ntags = ["a"]', 2, 1, "Type: [taxonomies]"),
        ("[extra]\na = 1\n[extra]\nb = 2", 4, 1, "Move its keys to the first [extra] and delete this line."),
        ("x = {a = 1, a = 2}", 2, 13, "Keep the correct value and delete the other."),
    ],
)
def test_toml(lines: str, line: int, column: int, suggestion: str) -> None:
    assert told(f"+++\n{lines}\n+++{BODY}") == (line, column, suggestion)


@pytest.mark.parametrize(
    ("text", "line", "column", "suggestion"),
    [
        ('{\n  "title": "A",\n}', 2, 15, "Delete the comma."),
        ('{"title": "A" "draft": true}', 1, 15, "Type a comma after the value before it."),
        ('{"title": "He said "stop""}', 1, 20, 'Type a backslash before each quotation mark inside: \\"'),
        ("{'title': 'A'}", 1, 2, 'Type " around every key and every text.'),
        ('{"title": “A”}', 1, 11, 'Type " around every key and every text.'),
        ('{"title"： "A"}', 1, 9, "Type the half-width character."),
        ('{"draft": True}', 1, 11, "Type: true"),
        ('{"title": The ferry}', 1, 11, "Put text into double quotation marks."),
        ('{"title": "C:\\path"}', 1, 14, "Type two backslashes instead of one."),
        ('{"title": "A\tB"}', 1, 13, "Type \\t or \\n, or a space."),
        ('{"title": "NaN", "size": NaN}', 1, 26, "Type another number, or put it into quotation marks."),
        ('{"title": "A", "size": 1e400}', 1, 24, "Type another number, or put it into quotation marks."),
    ],
)
def test_json(text: str, line: int, column: int, suggestion: str) -> None:
    assert told(text + BODY) == (line, column, suggestion)


@pytest.mark.parametrize(
    ("text", "line", "column", "suggestion"),
    [
        ("---\ntitle: A\n----\n", 3, 1, "Type --- on its own line, in the first column."),
        ("---\ntitle: A\n—\n", 3, 1, "Type --- on its own line, in the first column."),
        ("---\ntitle: A\n ---\n", 3, 2, "Type --- on its own line, in the first column."),
        ('+++\ntitle = "A"\n---\n', 3, 1, "Type +++ on its own line, in the first column."),
        ('++++\ntitle = "A"\n++++\n', 1, 1, "Type +++ instead."),
        (
            "---\ntitle: A\nIt leaves at seven, and it waits for nobody.\n",
            1,
            1,
            "Type --- on its own line after line 2.",
        ),
    ],
)
def test_fences(text: str, line: int, column: int, suggestion: str) -> None:
    assert told(text) == (line, column, suggestion)


@pytest.mark.parametrize(
    "words", ["---js\n{ title: 'A' }\n---\n", "{% include head.html %}\n", "{{< figure >}}\n", "{ this is a set }\n"]
)
def test_what_is_no_front_matter_of_ours_has_no_problem(words: str) -> None:
    assert not read(SourceText(words)).problems


def test_a_hopeless_line_far_down_is_found_in_no_time() -> None:
    read(SourceText("---\n" + "a: b\n" * 12_000 + "}{\n---\n"))


@pytest.mark.parametrize(
    ("lines", "line", "column", "suggestion"),
    [
        ("draft: true", 2, 6, "Type: draft = true"),
        ("weight： 3", 2, 7, "Type: weight = 3"),
    ],
)
def test_what_toml_reads_without_quotation_marks_is_suggested_without_them(lines, line, column, suggestion):
    assert told(f"+++\n{lines}\n+++{BODY}") == (line, column, suggestion)


def test_entries_of_a_list_of_tables_may_have_the_same_keys():
    found = read(SourceText('+++\n[[authors]]\nname = "Ines"\n[[authors]]\nname = "Mika"\n+++' + BODY))
    assert not found.problems
    assert found.values["authors"] == [{"name": "Ines"}, {"name": "Mika"}]


@pytest.mark.parametrize(
    "text",
    [
        "+++\nx = " + "[" * 60 + "]" * 60 + "\n+++",
        '{"x": ' + "[" * 60 + "]" * 60 + "}",
    ],
)
def test_values_that_are_nested_too_deep_are_refused(text):
    (problem,) = read(SourceText(text + BODY)).problems
    assert problem.kind == "too-deep"


def test_a_number_with_a_fraction_is_read_from_json():
    assert read(SourceText('{"title": "A", "weight": 2.5}' + BODY)).values["weight"] == 2.5


def test_a_table_that_a_key_has_taken_already_is_a_problem():
    (problem,) = read(SourceText('+++\nextra = "a"\n[extra]\nb = 1\n+++' + BODY)).problems
    assert problem.kind == "syntax"


def test_yaml_whose_fault_has_no_known_cause_still_names_a_line():
    (problem,) = read(SourceText(f"---\n   a long text\n  table: a guide\n---{BODY}")).problems
    assert problem.kind == "syntax"
