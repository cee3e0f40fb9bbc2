"""One fault is one blocker: a share of repeats holds no post that the repeats hold already, and none for one small repeat."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import pytest

from content_quality.adapters.suites import ExpectationOutcome, Unexpected
from content_quality.core.check import CheckResult
from content_quality.core.facts import COLUMNS, PostFacts
from content_quality.core.findings import WHOLE_POST, Category, Finding, Severity, Waived, message
from content_quality.core.gate.decide import Verdict
from content_quality.core.inspection import Inspection
from content_quality.pipeline.gate.suite_findings import SuitePlace, suite_findings
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, write_post
from tests.pipeline.steps import gate

POST = "posts/a.md"
SHARE = {
    "finding": "repeated-share",
    "category": "duplicates",
    "sums_up": "duplicates",
    "small": 200,
    "says": "{percent} % of this post is repeated text; this site tolerates 20 %.",
}
LONG = (
    "The shelf behind them was built before the river rose, and nobody has moved it since. Those who come early bring "
    "tea, and the librarian pretends not to see the cups. On Fridays a class from the school takes the whole table."
)
REPEAT = Finding(
    "repeated-passage", Category.DUPLICATES, Severity.WARNING, WHOLE_POST, message("Repeats."), fingerprint="a"
)


class OnePost:
    """A post with findings of its own."""

    def __init__(self, findings: Iterable[Finding], longest: int) -> None:
        facts = PostFacts(**{**dict.fromkeys(COLUMNS), "longest_repeat": longest})
        self.found = Inspection(
            POST, "a.md", "a" * 64, "en", facts, (CheckResult("repeated-passage", 4, tuple(findings)),)
        )

    def holds(self, post_id: str) -> bool:
        return True

    def named(self, post_id: str) -> str:
        return post_id

    def inspection(self, post_id: str) -> Inspection:
        return self.found

    def place(self, post_id: str, place: str) -> SuitePlace:
        return SuitePlace(WHOLE_POST)


def share_beside(*findings: Finding, sums_up: bool = True, longest: int = 120) -> Severity:
    meta = SHARE if sums_up else {name: value for name, value in SHARE.items() if name != "sums_up"}
    row = Unexpected(POST, {"repeated_share": 0.4})
    outcome = ExpectationOutcome(
        "site_tolerances",
        0,
        "between",
        ("repeated_share",),
        "critical",
        success=False,
        rows=1,
        unexpected=(row,),
        meta=meta,
    )
    ((_, found),) = suite_findings(outcome, OnePost(findings, longest))
    return found.severity


def test_a_share_is_information_where_a_repeated_passage_holds_the_post():
    blocker = dataclasses.replace(REPEAT, severity=Severity.BLOCKER)
    assert share_beside(blocker, REPEAT) is Severity.INFO


def test_a_share_is_information_where_there_is_one_small_repeat():
    assert share_beside(REPEAT) is Severity.INFO


def test_a_share_holds_where_a_whole_section_is_told_again():
    assert share_beside(REPEAT, longest=700) is Severity.BLOCKER


def test_a_share_holds_where_several_small_repeats_add_up():
    assert share_beside(REPEAT, REPEAT) is Severity.BLOCKER


@pytest.mark.parametrize(
    "quiet",
    [
        dataclasses.replace(REPEAT, severity=Severity.INFO),
        dataclasses.replace(REPEAT, waived=Waived("this check only reports", "the site's settings", "")),
        dataclasses.replace(REPEAT, category=Category.TRUNCATION),
    ],
)
def test_a_share_holds_where_nothing_else_counts(quiet: Finding):
    assert share_beside(quiet) is Severity.BLOCKER


def test_a_suite_that_sums_nothing_up_holds_as_it_says():
    assert share_beside(REPEAT, sums_up=False) is Severity.BLOCKER


def test_a_post_with_a_pasted_passage_has_one_blocker_for_it(project: Project):
    text = CLEAN.format(title="The shelf") + f"\n{LONG}\n\nThe doors close at six.\n\n{LONG}\n"
    decision = gate_one(project, text)
    assert decision.verdict is Verdict.HOLD
    assert decision.reasons == ("repeated-passage",)
    (share,) = [finding for finding in decision.findings if finding.check == "repeated-share"]
    assert share.severity is Severity.INFO


def gate_one(project: Project, text: str):
    write_post(project, "2026-11-02-a.md", text)
    return gate(project)["posts/2026-11-02-a.md"]
