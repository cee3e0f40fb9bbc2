"""The suites: every cell that breaks is seen by exactly the expectation that watches it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from content_quality.adapters import suites
from content_quality.adapters.suites import ExpectationOutcome, SuiteUnreadable

FOLDER = Path(__file__).resolve().parents[2] / "expectations"
SUITES = {suite.name: suite for suite in suites.read_suites(FOLDER)}

POSTS = ["posts/a.md", "posts/b.md", "posts/c.md"]
CONTRACT = pd.DataFrame(
    {"post_id": POSTS, "inspections": [1, 1, 1], "missing_checks": [0, 0, 0], "not_a_number": [0, 0, 0]}
)
TOLERANCES = pd.DataFrame(
    {
        "post_id": ["posts/a.md", "posts/b.md", "posts/c.md"],
        "repeated_share": [0.0, 0.1, 0.2],
        "characters": [40.0, 900.0, 15_000.0],
        "title": ["A", "B", None],
        "title_characters": [1.0, 200.0, float("nan")],
        "days_ahead": [-300.0, 366.0, float("nan")],
        "folder": ["_posts", "_posts", "_posts"],
        "slug": ["a", "b", "c"],
        "language": ["en", "en", "en"],
        "permalink": ["/a/", None, None],
    }
)
DRIFT = pd.DataFrame(
    {
        "post_id": ["site", "site, quiet", "site, grown"],
        "length_ratio": [1.0, 0.4, 2.5],
        "blocked_change": [0.0, -1.0, 0.3],
        "missing_change": [0.0, -1.0, 0.5],
        "language_change": [0.0, 0.1, 0.4],
    }
)
FRAMES = {"batch_contract": CONTRACT, "site_tolerances": TOLERANCES, "site_drift": DRIFT}

# suite, column, row, value, the expectation that fails: its type and column
BROKEN_CELLS = [
    ("batch_contract", "post_id", 1, None, ("expect_column_values_to_not_be_null", "post_id")),
    ("batch_contract", "post_id", 1, "posts/a.md", ("expect_column_values_to_be_unique", "post_id")),
    ("batch_contract", "inspections", 0, 0, ("expect_column_values_to_be_between", "inspections")),
    ("batch_contract", "inspections", 0, 2, ("expect_column_values_to_be_between", "inspections")),
    ("batch_contract", "missing_checks", 2, 1, ("expect_column_values_to_be_between", "missing_checks")),
    ("batch_contract", "not_a_number", 2, 1, ("expect_column_values_to_be_between", "not_a_number")),
    ("site_tolerances", "repeated_share", 0, 0.21, ("expect_column_values_to_be_between", "repeated_share")),
    ("site_tolerances", "characters", 0, 39.0, ("expect_column_values_to_be_between", "characters")),
    ("site_tolerances", "title_characters", 0, 201.0, ("expect_column_values_to_be_between", "title_characters")),
    ("site_tolerances", "days_ahead", 0, 367.0, ("expect_column_values_to_be_between", "days_ahead")),
    ("site_tolerances", "days_ahead", 0, -20_001.0, ("expect_column_values_to_be_between", "days_ahead")),
    ("site_tolerances", "title", 0, "B", ("expect_compound_columns_to_be_unique", "folder, title")),
    ("site_tolerances", "slug", 0, "b", ("expect_compound_columns_to_be_unique", "folder, slug")),
    ("site_drift", "length_ratio", 0, 0.39, ("expect_column_values_to_be_between", "length_ratio")),
    ("site_drift", "length_ratio", 0, 2.6, ("expect_column_values_to_be_between", "length_ratio")),
    ("site_drift", "blocked_change", 0, 0.31, ("expect_column_values_to_be_between", "blocked_change")),
    ("site_drift", "missing_change", 0, 0.51, ("expect_column_values_to_be_between", "missing_change")),
    ("site_drift", "language_change", 0, 0.41, ("expect_column_values_to_be_between", "language_change")),
    ("site_tolerances", "permalink", 1, "/a/", ("expect_compound_columns_to_be_unique", "language, permalink")),
]


def failed(outcomes: list[ExpectationOutcome]) -> list[tuple[str, str]]:
    return [(outcome.expectation, ", ".join(outcome.columns)) for outcome in outcomes if not outcome.success]


@pytest.mark.parametrize("name", SUITES)
def test_a_whole_batch_meets_every_expectation(name: str):
    outcomes = suites.validate(SUITES[name], FRAMES[name])
    assert failed(outcomes) == []
    assert len(outcomes) == len(SUITES[name].expectations)
    assert {(outcome.rows, outcome.error) for outcome in outcomes} == {(3, None)}


@pytest.mark.parametrize(("name", "column", "row", "value", "expected"), BROKEN_CELLS)
def test_a_broken_cell_fails_exactly_the_expectation_that_watches_it(
    name: str, column: str, row: int, value: object, expected: tuple[str, str]
):
    frame = FRAMES[name].copy().astype({column: object})
    frame.loc[row, column] = value
    outcomes = suites.validate(SUITES[name], frame)
    assert failed(outcomes) == [expected]
    (outcome,) = [one for one in outcomes if not one.success]
    assert outcome.unexpected


def test_every_expectation_is_watched_by_a_broken_cell():
    watched = {expected for *_, expected in BROKEN_CELLS}
    for suite in SUITES.values():
        for expectation in suite.expectations:
            columns = expectation["kwargs"].get("column_list") or [expectation["kwargs"]["column"]]
            assert (expectation["type"], ", ".join(columns)) in watched


def test_every_tolerance_has_words_for_the_editor():
    for expectation in SUITES["site_tolerances"].expectations:
        assert {"finding", "category", "place", "says", "instead"} <= expectation["meta"].keys()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "expectations")
    return tmp_path / "expectations"


def rewrite(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_unusable_suites_are_refused_with_a_reason(folder: Path):
    path = folder / "site_tolerances.json"
    good = path.read_text()
    for text, says in (
        ("{", "cannot be read"),
        ('{"name": "site_tolerances", "meta": {"about": ""}, "expectations": []}', "holds no expectation"),
        (good.replace("{value} characters of text", "{vaule} characters"), "names vaule"),
        (good.replace('"name": "site_tolerances"', '"name": "other"'), "named otherwise"),
    ):
        path.write_text(text)
        with pytest.raises(SuiteUnreadable, match=says):
            suites.read_suites(folder)
    path.unlink()
    with pytest.raises(SuiteUnreadable, match="missing"):
        suites.read_suites(folder)


def test_an_unknown_expectation_and_an_unknown_column_are_no_success(folder: Path):
    path = folder / "batch_contract.json"
    rewrite(
        path, expectations=[{"type": "expect_the_unexpected", "kwargs": {"column": "post_id"}, "severity": "critical"}]
    )
    with pytest.raises(SuiteUnreadable, match="0 of 1 expectations were evaluated"):
        suites.validate(suites.read_suites(folder)[0], CONTRACT)
    rewrite(
        path,
        expectations=[
            {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "nowhere"}, "severity": "critical"}
        ],
    )
    (outcome,) = suites.validate(suites.read_suites(folder)[0], CONTRACT)
    assert not outcome.success
    assert outcome.error


def test_uniqueness_asked_without_great_expectations_is_answered_as_it_answers():
    columns: dict[str, list[str | None]] = {
        "folder": ["x", "x", "y", "x", "x", "y"],
        "title": ["A", "A", "A", "B", None, None],
        "slug": ["a", "b", "c", "d", "a", "b"],
        "language": ["en", "en", "en", "en", "en", "de"],
        "permalink": ["/a/", None, "/a/", "/b/", None, "/b/"],
        "post_id": [f"posts/{number}.md" for number in range(6)],
    }
    others = {name: pd.concat([TOLERANCES[name]] * 2, ignore_index=True) for name in TOLERANCES if name not in columns}
    suite = SUITES["site_tolerances"]
    asked = suites.used_twice(
        [suite], [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    )
    answered = [
        outcome
        for outcome in suites.validate(suite, pd.DataFrame({**others, **columns}))
        if outcome.expectation in suites.UNIQUE
    ]
    assert [outcome.columns for outcome in asked] == [
        ("folder", "title"),
        ("folder", "slug"),
        ("language", "permalink"),
    ]
    assert [in_order(outcome) for outcome in asked] == [in_order(outcome) for outcome in answered]


def in_order(outcome: ExpectationOutcome) -> ExpectationOutcome:
    return dataclasses.replace(outcome, unexpected=tuple(sorted(outcome.unexpected, key=lambda row: row.post_id)))


def test_an_empty_frame_is_no_success():
    outcomes = suites.validate(SUITES["batch_contract"], CONTRACT.iloc[:0])
    assert all(outcome.rows == 0 for outcome in outcomes)
