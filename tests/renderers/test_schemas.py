"""Reports for programs keep the schemas that those programs publish: of the samples, of fixes, and of hostile words."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import xmlschema

from content_quality.cli import main
from content_quality.renderers import RENDERERS, RenderOptions
from tests.conftest import ROOT
from tests.renderers.test_renderers import finding, hostile, report

SCHEMAS = ROOT / "tests" / "fixtures" / "schemas"
SARIF = jsonschema.Draft4Validator(
    json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text("utf-8")),
    format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER,
)
RDJSON = jsonschema.Draft7Validator(json.loads((SCHEMAS / "rdformat.schema.json").read_text("utf-8")))
PLACE = {
    "type": "object",
    "required": ["line"],
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
GITLAB = jsonschema.Draft7Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "positions"],
                    "properties": {
                        "path": {"type": "string", "minLength": 1},
                        "positions": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": PLACE, "end": PLACE},
                        },
                    },
                },
            },
        },
    }
)
JSON_FORMATS = {"sarif": SARIF, "rdjson": RDJSON, "gitlab": GITLAB}
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")
REPORTS = {
    "nothing found": report,
    "hostile words": hostile,
    "a fix": lambda: report(finding(fix={"edits": [{"start": 0, "end": 1, "replacement": "x"}]})),
    "a crashed check": lambda: report(finding(4, "warning"), error="a check crashed"),
    "a waived finding": lambda: report(finding(4, waived={"reason": "a refrain", "by": "mika", "until": "2027-01-01"})),
}


@pytest.mark.parametrize("made", REPORTS)
@pytest.mark.parametrize("name", JSON_FORMATS)
def test_a_report_as_json_keeps_the_schema_of_its_readers(name: str, made: str):
    shown = RENDERERS[name](REPORTS[made](), RenderOptions(version="1.2.3", text=lambda path: "the words of a post\n"))
    JSON_FORMATS[name].validate(json.loads(shown.encode("utf-8", "replace")))


@pytest.mark.parametrize("made", REPORTS)
def test_a_report_as_junit_keeps_the_schema_of_its_readers(made: str):
    JUNIT.validate(RENDERERS["junit"](REPORTS[made](), RenderOptions()).encode("utf-8", "replace").decode())


def test_the_reports_of_a_whole_site_keep_their_schemas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(ROOT / "samples" / "site")
    files = {name: tmp_path / name for name in ("sarif", "rdjson", "gitlab", "junit")}
    outputs = [word for name, path in files.items() for word in ("--output", f"{name}={path}")]
    assert main(["check", *outputs, "."]) == 1
    capsys.readouterr()
    for name, validator in JSON_FORMATS.items():
        validator.validate(json.loads(files[name].read_text("utf-8")))
    JUNIT.validate(files["junit"].read_text("utf-8"))
    run = json.loads(files["sarif"].read_text("utf-8"))["runs"][0]
    assert len(run["results"]) > 20
    assert all(rule["help"]["markdown"] for rule in run["tool"]["driver"]["rules"] if rule["id"] != "title-used-twice")
    suggested = [one for one in json.loads(files["rdjson"].read_text("utf-8"))["diagnostics"] if "suggestions" in one]
    assert suggested


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        ("ab\ncd\n", [(3, 4, "x")], ((2, 1), (2, 2), "x")),
        ("雨だ\r\ncd\r\n", [(1, 1, "の")], ((1, 4), (1, 4), "の")),
        ("ab\ncd\nef\n", [(7, 8, "E"), (1, 2, "B")], ((1, 2), (3, 3), "B\ncd\neE")),
        ("ab\n", [(3, 3, "```\n")], ((2, 1), (2, 1), "```\n")),
    ],
)
def test_a_fix_is_one_suggestion_of_reviewdog_with_columns_in_bytes(text: str, edits: list, expected: tuple):
    fix = {"edits": [{"start": start, "end": end, "replacement": words} for start, end, words in edits]}
    shown = RENDERERS["rdjson"](report(finding(fix=fix)), RenderOptions(text=lambda path: text))
    (suggestion,) = json.loads(shown)["diagnostics"][0]["suggestions"]
    places = [suggestion["range"][end] for end in ("start", "end")]
    (*ends, words) = expected
    assert [(place["line"], place["column"]) for place in places] == ends
    assert suggestion["text"] == words


def test_a_fix_that_drops_a_byte_order_mark_is_no_suggestion():
    fix = {"edits": [{"start": 0, "end": 1, "replacement": "x"}], "drops_byte_order_mark": True}
    shown = RENDERERS["rdjson"](report(finding(fix=fix)), RenderOptions(text=lambda path: "ab\n"))
    assert "suggestions" not in json.loads(shown)["diagnostics"][0]
