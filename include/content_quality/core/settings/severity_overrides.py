"""Levels: how loud a check is on one site."""

from __future__ import annotations

from dataclasses import replace

from content_quality.core.findings import AcceptanceKind, Finding, Severity, Waived
from content_quality.core.settings import REPORT_ONLY

ONLY_REPORTED = Waived("this check only reports", "the site's settings", "", AcceptanceKind.SETTINGS)


def apply_severity_override(finding: Finding, worst: Severity, level: str) -> Finding | None:
    """Return `finding` as loud as the site's `level` makes it; None when the check is off.

    `worst` is the most that its check reports by itself: what the check is sure of gets the level named, be it louder
    or
    quieter, and its lesser doubts get at most that.
    """
    if level == "default":
        return finding
    if level == "off":
        return None
    if level == REPORT_ONLY:
        return replace(finding, waived=ONLY_REPORTED)
    named = Severity.from_label(level)
    return finding.with_severity(named if finding.severity >= worst else min(finding.severity, named))
