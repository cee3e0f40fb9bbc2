"""The gate fails closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from content_quality.core.check import Check, CheckResult
from content_quality.core.facts import PostFacts
from content_quality.core.findings import Category, Finding, Severity, Span, Waived, message
from content_quality.core.gate.batches import BatchPost
from content_quality.core.gate.context import GateContext, Validation
from content_quality.core.gate.decide import Decision, Verdict, decide
from content_quality.core.inspection import Inspection, unreadable
from content_quality.core.outline import Outline

SHA = "a" * 64
CHECKS = (
    Check("first", lambda post, settings: (), Category.TRUNCATION, Severity.BLOCKER, 1),
    Check("second", lambda post, settings: (), Category.RESIDUE, Severity.BLOCKER, 3),
)
FACTS = PostFacts(**dict.fromkeys(PostFacts.__dataclass_fields__))  # type: ignore[arg-type]
INSPECTION = Inspection(
    "posts/a.md", "a.md", SHA, "en", FACTS, (CheckResult("first", 1), CheckResult("second", 3)), Outline()
)
WHOLE = Validation(True, (), {})


def finding(severity: Severity) -> Finding:
    return Finding("first", Category.TRUNCATION, severity, Span(3, 1, 3, 9), message("It stops."))


POST = BatchPost("posts/a.md", "a.md", "posts", SHA, 3)
CONTEXT = GateContext(CHECKS, "policy", datetime(2026, 11, 20, 9, tzinfo=UTC), WHOLE, release_review=True)


def decided(
    inspection: Inspection | None = INSPECTION, validation: Validation | None = WHOLE, *, release_review: bool = True
) -> Decision:
    return decide(POST, inspection, replace(CONTEXT, validation=validation, release_review=release_review))


def with_findings(*findings: Finding) -> Inspection:
    return replace(INSPECTION, results=(CheckResult("first", 1, findings), CheckResult("second", 3)))


def test_a_post_without_findings_is_clear_and_released():
    decision = decided()
    assert (decision.verdict, decision.released, decision.reasons) == (Verdict.CLEAR, True, ())


@pytest.mark.parametrize(
    ("severity", "verdict"),
    [(Severity.INFO, Verdict.CLEAR), (Severity.WARNING, Verdict.REVIEW), (Severity.BLOCKER, Verdict.HOLD)],
)
def test_the_worst_finding_wins(severity: Severity, verdict: Verdict):
    decision = decided(with_findings(finding(Severity.INFO), finding(severity)))
    assert decision.verdict is verdict
    assert decision.released is (verdict is not Verdict.HOLD)


def test_review_is_kept_back_where_the_site_says_so():
    decision = decided(with_findings(finding(Severity.WARNING)), release_review=False)
    assert (decision.verdict, decision.released) == (Verdict.REVIEW, False)


def test_a_waived_finding_stays_and_does_not_count():
    waived = replace(finding(Severity.BLOCKER), waived=Waived("a refrain", "mika", "2027-01-31"))
    decision = decided(with_findings(waived))
    assert decision.verdict is Verdict.CLEAR
    assert decision.findings == (waived,)


MISSING = {
    "no inspection": (None, WHOLE),
    "an inspection of other bytes": (replace(INSPECTION, sha256="b" * 64), WHOLE),
    "an inspection of another post": (replace(INSPECTION, post_id="posts/b.md"), WHOLE),
    "a check that did not run": (replace(INSPECTION, results=INSPECTION.results[:1]), WHOLE),
    "a check of another version": (
        replace(INSPECTION, results=(CheckResult("first", 1), CheckResult("second", 2))),
        WHOLE,
    ),
    "a crashed check": (
        replace(INSPECTION, results=(CheckResult("first", 1, error="ZeroDivisionError"), CheckResult("second", 3))),
        WHOLE,
    ),
    "an inspection without an outline": (replace(INSPECTION, outline=None), WHOLE),
    "no facts": (replace(INSPECTION, facts=None), WHOLE),
    "no validation": (INSPECTION, None),
    "an incomplete validation": (INSPECTION, Validation(False, (), {})),
    "a broken contract": (INSPECTION, Validation(True, ("a post appears twice in the manifest",), {})),
    "a suite's blocker": (INSPECTION, Validation(True, (), {"posts/a.md": (finding(Severity.BLOCKER),)})),
    "an unreadable post": (unreadable("posts/a.md", "a.md", SHA, message("No UTF-8."), Span(1, 1, 1, 1)), WHOLE),
}


@pytest.mark.parametrize(("inspection", "validation"), MISSING.values(), ids=MISSING.keys())
def test_whatever_is_missing_holds_the_post(inspection: Inspection | None, validation: Validation | None):
    decision = decided(inspection, validation)
    assert (decision.verdict, decision.released) == (Verdict.HOLD, False)
    assert decision.reasons


def test_another_posts_finding_does_not_count():
    assert (
        decided(validation=Validation(True, (), {"posts/b.md": (finding(Severity.BLOCKER),)})).verdict is Verdict.CLEAR
    )


def test_what_suites_and_gate_add_is_told_apart_from_the_checks():
    own, added = finding(Severity.WARNING), finding(Severity.INFO)
    decision = decided(with_findings(own), Validation(True, (), {"posts/a.md": (added,)}))
    assert decision.added == (added,)
    assert sorted(one.severity for one in decision.findings) == [Severity.INFO, Severity.WARNING]
