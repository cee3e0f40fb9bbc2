"""Every format holds every finding that counts, and no word of a post becomes markup, a command or a line of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from content_quality.core.report.shape import FindingReport, Report
from content_quality.renderers import RENDERERS, RenderOptions
from content_quality.renderers.github import MOST

HOSTILE = "</script><img src=x onerror=alert(1)>\n::error::x\x1b[31m\x00 `code` [a](b) @all | %0A \udcff & \ufffe"
JAPANESE = "窓の外では雨が降っていた。"


def finding(line: int = 3, severity: str = "blocker", **changed: object) -> FindingReport:
    made = {
        "check": "repeated-passage",
        "category": "duplicates",
        "severity": severity,
        "line": line,
        "column": 4,
        "end_line": line,
        "end_column": 6,
        "message": f"Line {line} repeats line 1.",
        "excerpt": "words",
        "suggestion": "Delete line 3.",
        "fingerprint": "0123456789abcdef",
        "waived": None,
        "related": [{"line": 1, "column": 1, "end_line": 1, "end_column": 2, "role": "kept"}],
    }
    return {**made, **changed}  # type: ignore[typeddict-item, return-value] # a test changes what it likes


def report(*findings: FindingReport, path: str = "a.md", error: str | None = None) -> Report:
    hold = any(one["severity"] == "blocker" and not one["waived"] for one in findings)
    verdict = "hold" if hold or error else "review" if findings else "clear"
    counts = {name: sum(one["severity"] == name for one in findings) for name in ("blocker", "warning", "info")}
    return {
        "schema": "content-quality/report/1",
        "posts": [
            {
                "path": path,
                "sha256": "",
                "language": "en",
                "verdict": verdict,
                "error": error,
                "facts": {},
                "findings": list(findings),
            }
        ],
        "site_findings": [],
        "summary": {"posts": 1, "clear": 0, "review": 0, "hold": 0, verdict: 1, "findings": counts},  # type: ignore[typeddict-item]
    }


def hostile() -> Report:
    waived = {"reason": HOSTILE, "by": HOSTILE, "until": ""}
    bad = finding(message=HOSTILE, excerpt=HOSTILE, suggestion=HOSTILE)
    return report(bad, finding(5, "warning", message=HOSTILE, waived=waived), path=HOSTILE, error=HOSTILE)


@pytest.mark.parametrize("name", RENDERERS)
def test_a_format_names_every_finding_and_survives_hostile_words(name: str):
    shown = RENDERERS[name](report(finding(), finding(7, "warning")), RenderOptions())
    assert "repeated-passage" in shown
    assert "Line 3 repeats line 1." in shown
    assert "7" in shown
    assert RENDERERS[name](hostile(), RenderOptions())
    assert RENDERERS[name](report(), RenderOptions())


def test_text_underlines_the_place_also_where_a_sign_takes_two_columns():
    lines = ["", "", JAPANESE]
    shown = RENDERERS["text"](report(finding()), RenderOptions(source=lambda path: lines)).splitlines()
    at = next(number for number, line in enumerate(shown) if JAPANESE in line)
    assert shown[at + 1] == " " * (6 + 6) + "^" * 6


def test_text_has_colour_only_where_it_is_asked_for():
    assert "\x1b[31mblocker\x1b[0m" in RENDERERS["text"](report(finding()), RenderOptions(colour=True))
    assert "\x1b" not in RENDERERS["text"](hostile(), RenderOptions())


def test_a_long_line_is_cut_to_the_width_of_the_terminal():
    lines = ["", "", "word " * 200]
    one = finding(column=500, end_column=503)
    shown = RENDERERS["text"](report(one), RenderOptions(width=60, source=lambda path: lines))
    assert all(len(line) <= 60 for line in shown.splitlines() if line.startswith("      ") and "→" not in line)
    assert "^^^^" in shown


def test_github_shows_no_more_than_it_takes_and_counts_the_rest():
    many = [finding(number, "warning") for number in range(1, 25)]
    lines = RENDERERS["github"](report(*many), RenderOptions()).splitlines()
    assert sum(line.startswith("::warning") for line in lines) == MOST
    assert f"{24 - MOST + 1} more findings" in lines[-2]
    assert lines[-1] == "1 post: 0 hold, 1 review, 0 clear."
    assert sum(line.startswith("::") for line in RENDERERS["github"](hostile(), RenderOptions()).splitlines()) == 1


def test_gitlab_gives_each_finding_a_name_of_its_own():
    rows = json.loads(RENDERERS["gitlab"](report(finding(), finding(4), finding(5)), RenderOptions()))
    assert len({row["fingerprint"] for row in rows}) == 3


def test_rdjson_counts_columns_in_bytes():
    lines = ["", "", JAPANESE]
    whole = json.loads(RENDERERS["rdjson"](report(finding()), RenderOptions(source=lambda path: lines)))
    assert whole["diagnostics"][0]["location"]["range"] == {
        "start": {"line": 3, "column": 10},
        "end": {"line": 3, "column": 19},
    }


@pytest.mark.parametrize("made", [hostile, lambda: report(finding(), finding(4, "info")), report])
def test_junit_is_xml_in_which_only_a_held_post_fails(made: Callable[[], Report]):
    whole = made()
    suite = ElementTree.fromstring(RENDERERS["junit"](whole, RenderOptions()).encode("utf-8", "replace"))
    case = suite.find(".//testcase")
    assert case is not None
    held = whole["posts"][0]["verdict"] == "hold"
    assert (case.find("failure") is not None or case.find("error") is not None) == held


def test_sarif_has_exclusive_ends_and_suppresses_what_is_waived():
    waived = finding(4, waived={"reason": "a refrain", "by": "mika", "until": ""})
    run = json.loads(RENDERERS["sarif"](report(finding(), waived), RenderOptions()))["runs"][0]
    first, second = run["results"]
    assert first["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3, "startColumn": 4, "endLine": 3, "endColumn": 7,
    }  # fmt: skip
    assert "suppressions" not in first
    assert second["suppressions"][0]["justification"] == "a refrain"
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["repeated-passage"]


def test_sarif_names_the_edits_of_a_fix_by_offset():
    fix = {"edits": [{"start": 4, "end": 6, "replacement": "---"}], "drops_byte_order_mark": True}
    shown = report(finding(fix=fix), finding(4), path="a b.md")
    first, second = json.loads(RENDERERS["sarif"](shown, RenderOptions()))["runs"][0]["results"]
    (change,) = first["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "a%20b.md"}
    assert change["replacements"] == [
        {"deletedRegion": {"byteOffset": 0, "byteLength": 3}},
        {"deletedRegion": {"charOffset": 4, "charLength": 2}, "insertedContent": {"text": "---"}},
    ]
    assert "fixes" not in second


def test_html_asks_for_nothing_outside_and_runs_nothing():
    page = RENDERERS["html"](hostile(), RenderOptions())
    assert "<script" not in page
    assert "<img" not in page
    assert not re.search(r"https?://|url\(|@import", page)


def test_markdown_makes_no_markup_of_words():
    comment = RENDERERS["markdown"](hostile(), RenderOptions())
    assert "<img" not in comment
    assert "[a](b)" not in comment
    assert "\\@all" in comment
    rows = [line for line in comment.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
