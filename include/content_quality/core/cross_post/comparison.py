"""What comparing the posts of a batch with all others came to, and how it joins their inspections as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from content_quality.core.check import CheckResult
from content_quality.core.cross_post.copied_passages import NAME, VERSION
from content_quality.core.findings import Finding, SiteFinding
from content_quality.core.inspection import Inspection
from content_quality.core.records import dataclass
from content_quality.core.site.site_findings import softened


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which versions were compared with all others, what was found in them, and what is to be said about the site."""

    compared: frozenset[tuple[str, str]]  # post_id and sha256
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)  # by post_id
    site_findings: tuple[SiteFinding, ...] = ()
    explained: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # fingerprints that the site's patterns explain
    version: int = VERSION  # of the comparison that made it


def merged(inspection: Inspection, comparison: Comparison | None) -> Inspection:
    """Return `inspection` with what the comparison found.

    Without a comparison the result is missing, and the gate holds.
    """
    if comparison is None or (inspection.post_id, inspection.sha256) not in comparison.compared:
        return inspection
    names = comparison.explained.get(inspection.post_id, frozenset())
    results = tuple(_softened(result, names) for result in inspection.results)
    return replace(
        inspection,
        results=(*results, CheckResult(NAME, comparison.version, comparison.findings.get(inspection.post_id, ()))),
    )


def _softened(result: CheckResult, names: frozenset[str]) -> CheckResult:
    return replace(result, findings=tuple(softened(finding, names) for finding in result.findings)) if names else result
