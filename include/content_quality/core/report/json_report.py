"""The JSON report of `content-quality check`, schema `content-quality/report/1`.

The JSON Schema lies beside this file.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypedDict

from content_quality.core.findings import Evidence, Finding, Fix, Related, Severity, SiteFinding
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.inspection import Inspection

SCHEMA = "content-quality/report/1"

Json = dict[str, object]


class PostReport(TypedDict):
    """One post of the report."""

    path: str
    sha256: str
    language: str
    verdict: str
    error: str | None
    facts: Json
    findings: list[Json]


def post_report(inspection: Inspection, decision: Decision) -> PostReport:
    """Return the report of one post: what was found and decided."""
    return {
        "path": inspection.path,
        "sha256": inspection.sha256,
        "language": inspection.language,
        "verdict": decision.verdict.label,
        "error": inspection.error,
        "facts": inspection.facts.row() if inspection.facts else {},
        "findings": [finding_report(finding) for finding in decision.findings],
    }


def finding_report(finding: Finding) -> Json:
    """Return one finding of the report."""
    span = finding.span
    return {
        "check": finding.check,
        "category": finding.category.value,
        "severity": finding.severity.label,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "message": str(finding.message),
        "excerpt": finding.excerpt,
        "suggestion": str(finding.suggestion) if finding.suggestion else None,
        "fingerprint": finding.fingerprint,
        "waived": dataclasses.asdict(finding.waived) if finding.waived else None,
        "related": [_related(related) for related in finding.related],
        **({"evidence": list(map(_evidence, finding.evidence))} if finding.evidence else {}),
        **({"fix": _fix(finding.fix)} if finding.fix else {}),
    }


def _evidence(one: Evidence) -> Json:
    return {"name": one.name, "weight": one.weight}


def _fix(fix: Fix) -> Json:
    edits = [{"start": one.start, "end": one.end, "replacement": one.text} for one in fix.replacements]
    return {"edits": edits, **({"drops_byte_order_mark": True} if fix.drops_bom else {})}


def _related(related: Related) -> Json:
    span = related.span
    place = {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}
    return {**({"path": related.path} if related.path else {}), **place, "role": related.role.value}


def site_finding_report(finding: SiteFinding) -> Json:
    """Return one finding about the site."""
    return {
        "check": finding.check,
        "category": finding.category.value,
        "severity": finding.severity.label,
        "message": str(finding.message),
        "count": finding.count,
        "share": finding.share,
        "examples": list(finding.examples),
    }


UNREADABLE = "The file or folder does not exist, or it cannot be read."


def report(
    posts: Iterable[PostReport], site_findings: Sequence[SiteFinding] = (), unreadable: Sequence[str] = ()
) -> Json:
    """Return the whole report, posts sorted by path; `unreadable` are the paths that could not be read."""
    ordered = sorted(posts, key=lambda post: post["path"])
    verdicts = Counter(post["verdict"] for post in ordered)
    severities = Counter(
        finding["severity"] for post in ordered for finding in post["findings"] if not finding["waived"]
    )
    return {
        "schema": SCHEMA,
        "posts": ordered,
        "site_findings": [site_finding_report(finding) for finding in site_findings],
        **({"unreadable": [{"path": path, "reason": UNREADABLE} for path in unreadable]} if unreadable else {}),
        "summary": {
            "posts": len(ordered),
            **{verdict.label: verdicts[verdict.label] for verdict in Verdict},
            "findings": {severity.label: severities[severity.label] for severity in sorted(Severity, reverse=True)},
        },
    }
