"""How loud a site makes what a check finds."""

from __future__ import annotations

import pytest

from content_quality.core.findings import Category, Finding, Severity, Span, message
from content_quality.core.settings.severity_overrides import apply_severity_override

FOUND = Finding("first", Category.TRUNCATION, Severity.WARNING, Span(3, 1, 3, 9), message("It stops."))


@pytest.mark.parametrize(
    ("level", "worst", "severity"),
    [
        ("default", Severity.BLOCKER, Severity.WARNING),
        ("blocker", Severity.WARNING, Severity.BLOCKER),
        ("blocker", Severity.BLOCKER, Severity.WARNING),  # a lesser doubt of the check stays one
        ("info", Severity.BLOCKER, Severity.INFO),
    ],
)
def test_what_a_check_is_sure_of_gets_the_level_of_the_site_and_lesser_doubts_at_most_that(level, worst, severity):
    leveled = apply_severity_override(FOUND, worst, level)
    assert leveled is not None
    assert leveled.severity is severity


def test_a_check_that_is_off_finds_nothing_and_one_that_only_reports_holds_nothing():
    assert apply_severity_override(FOUND, Severity.WARNING, "off") is None
    reported = apply_severity_override(FOUND, Severity.WARNING, "report-only")
    assert reported is not None
    assert reported.waived is not None


def test_a_severity_has_three_names():
    with pytest.raises(ValueError, match="'loud' is not one of info, warning, blocker"):
        Severity.from_label("loud")
