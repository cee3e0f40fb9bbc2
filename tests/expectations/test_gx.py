"""The suites with Great Expectations itself, tolerances that a person adds, and Data Docs of a batch."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from content_quality.adapters import suites
from content_quality.cli import main
from content_quality.pipeline.gate.data_docs import NothingToShow, write_data_docs
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, write_post
from tests.pipeline.steps import gate

FOLDER = Path(__file__).resolve().parents[2] / "expectations"
HOSTILE = "<script>alert(1)</script>"
TOO_SHORT = {
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "words", "min_value": 5000},
    "severity": "critical",
    "meta": {
        "finding": "too-short-for-us",
        "category": "inspection",
        "place": "body",
        "says": "This site publishes long posts only; this one has {value} words.",
        "instead": "Write more.",
    },
}


@pytest.fixture
def own(project: Project) -> Project:
    """A site with suites of its own, which its people may edit."""
    shutil.copytree(FOLDER, project.root / "expectations")
    return replace(project, expectations=project.root / "expectations")


def add(project: Project, expectation: dict) -> None:
    path = project.expectations / "site_tolerances.json"
    suite = json.loads(path.read_text())
    suite["expectations"].append(expectation)
    path.write_text(json.dumps(suite))


def with_condition(condition: str) -> dict:
    return TOO_SHORT | {"kwargs": {**TOO_SHORT["kwargs"], "row_condition": condition, "condition_parser": "pandas"}}


def test_a_tolerance_that_a_person_adds_in_json_is_judged_without_code(own: Project):
    add(own, TOO_SHORT)
    write_post(own, "2026-11-02-a.md", CLEAN.format(title="A"))
    (decision,) = gate(own).values()
    assert "too-short-for-us" in decision.reasons
    assert [finding.check for finding in decision.added] == ["too-short-for-us"]


@pytest.mark.parametrize(
    ("condition", "held"),
    [('folder == "_posts"', ["a", "b"]), ('language == "xx"', []), ('title == "B"', ["b"]), ("words > 1", ["a", "b"])],
)
def test_a_tolerance_with_a_condition_judges_the_rows_that_it_names(own: Project, condition: str, held: list[str]):
    add(own, with_condition(condition))
    for name in ("a", "b"):
        write_post(own, f"2026-11-02-{name}.md", CLEAN.format(title=name.upper()))
    decisions = gate(own)
    found = sorted(post_id[-4] for post_id, one in decisions.items() if "too-short-for-us" in one.reasons)
    assert found == held
    assert {post_id[-4] for post_id, one in decisions.items() if not one.released} == set(held)


def test_a_condition_that_cannot_be_evaluated_holds_every_post(own: Project):
    add(own, with_condition('nowhere == "x"'))
    write_post(own, "2026-11-02-a.md", CLEAN.format(title="A"))
    (decision,) = gate(own).values()
    assert not decision.released


def test_a_suite_opens_in_great_expectations_itself(tmp_path: Path):
    import great_expectations as gx

    context = gx.get_context(mode="file", project_root_dir=tmp_path)
    for path in sorted(FOLDER.glob("*.json")):
        context.suites.add(gx.ExpectationSuite(**json.loads(path.read_text())))
    again = gx.get_context(mode="file", project_root_dir=tmp_path)
    for suite in suites.read_suites(FOLDER):
        opened = again.suites.get(suite.name)
        assert len(opened.expectations) == len(suite.expectations)
        assert opened.meta["about"] == suite.about
        assert {one.severity for one in opened.expectations} == {one["severity"] for one in suite.expectations}


def test_data_docs_of_a_batch_are_a_project_of_great_expectations(own: Project, tmp_path: Path):
    import great_expectations as gx

    add(
        own,
        {
            **TOO_SHORT,
            "type": "expect_column_values_to_not_match_regex",
            "kwargs": {"column": "title", "regex": "script"},
        },
    )
    write_post(own, "2026-11-02-a.md", CLEAN.format(title=HOSTILE))
    gate(own)
    batch_id, page = write_data_docs(own, None, tmp_path / "docs")
    assert page.is_file()
    assert (own.workspace.batches / batch_id).is_dir()
    context = gx.get_context(mode="file", project_root_dir=tmp_path / "docs")
    assert {one.name for one in context.checkpoints.all()} >= {"batch_contract", "site_tolerances"}
    assert [action.name for action in context.checkpoints.get("site_tolerances").actions] == ["data_docs"]
    results = list((tmp_path / "docs" / "gx" / "uncommitted" / "validations").rglob("*.json"))
    assert {json.loads(path.read_text())["suite_name"] for path in results} >= {"batch_contract", "site_tolerances"}
    pages = "".join(path.read_text() for path in page.parent.rglob("*.html"))
    assert "alert(1)" in pages  # the value is shown
    assert HOSTILE not in pages  # and does nothing
    write_data_docs(own, batch_id, tmp_path / "docs")  # the next batch goes into the same folder
    results = list((tmp_path / "docs" / "gx" / "uncommitted" / "validations").rglob("*.json"))
    assert len(results) == 2 * len({json.loads(path.read_text())["suite_name"] for path in results})
    with pytest.raises(NothingToShow):
        write_data_docs(own, "20200101T000000000Z-00000000", tmp_path / "other")


def test_the_command_says_where_the_docs_are(project: Project, tmp_path: Path, monkeypatch, capsys):
    (project.root / "content-quality.toml").write_text('[[sources]]\nname = "posts"\npath = "posts"\n')
    monkeypatch.setenv("CONTENT_QUALITY_STATE", str(project.workspace.root))
    arguments = ["expectations", "docs", "--config", str(project.root / "content-quality.toml")]
    assert main([*arguments, "--output", str(tmp_path / "docs")]) == 2
    assert "No batch has been judged yet." in capsys.readouterr().err
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    gate(project)
    assert main([*arguments, "--output", str(tmp_path / "docs")]) == 0
    assert capsys.readouterr().out.strip().endswith("index.html")


def test_a_condition_in_another_form_is_refused_with_a_reason(own: Project):
    add(own, TOO_SHORT | {"kwargs": {**TOO_SHORT["kwargs"], "row_condition": {"column": {"name": "words"}}}})
    with pytest.raises(suites.SuiteUnreadable, match="a row_condition must be text"):
        suites.read_suites(own.expectations)
