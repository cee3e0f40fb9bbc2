"""What comparing the posts of a batch with all others came to, and how it joins their inspections as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from content_quality.core.check import CheckResult
from content_quality.core.cross_post.copied_passages import NAME, VERSION
from content_quality.core.findings import Finding, SiteFinding
from content_quality.core.inspection import Inspection
from content_quality.core.site.site_findings import softened


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which versions were compared with all others, what was found in them, and what is to be said about the site."""

    compared: frozenset[tuple[str, str]]  # post_id and sha256
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)  # by post_id
    site_findings: tuple[SiteFinding, ...] = ()
    constant_minutes: float | None = None  # the reading time that the site declares whatever the length


def merged(inspection: Inspection, comparison: Comparison | None) -> Inspection:
    """Return `inspection` with what the comparison found.

    Without a comparison the result is missing, and the gate holds.
    """
    if comparison is None or (inspection.post_id, inspection.sha256) not in comparison.compared:
        return inspection
    declared = inspection.facts.reading_time_declared if inspection.facts else None
    results = tuple(_softened(result, declared, comparison.constant_minutes) for result in inspection.results)
    return replace(
        inspection, results=(*results, CheckResult(NAME, VERSION, comparison.findings.get(inspection.post_id, ())))
    )


def _softened(result: CheckResult, declared: float | None, constant: float | None) -> CheckResult:
    if constant is None or not result.findings:
        return result
    return replace(result, findings=tuple(softened(finding, declared, constant) for finding in result.findings))
