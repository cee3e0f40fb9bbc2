"""Findings, inspections and decisions to JSON and back: the immutable files from which the store can be rebuilt."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, cast

from content_quality.adapters.state.files import Json
from content_quality.adapters.state.outline_codec import outline_from_json, outline_to_json
from content_quality.adapters.suites import ExpectationOutcome, Unexpected
from content_quality.core.check import CheckResult
from content_quality.core.facts import PostFacts
from content_quality.core.findings import (
    AcceptanceKind,
    Category,
    Context,
    Evidence,
    Finding,
    Fix,
    Message,
    Related,
    Replacement,
    Role,
    Severity,
    Span,
    Waived,
)
from content_quality.core.gate.batches import BatchPost
from content_quality.core.gate.bundle_files import Bundle, BundleFile
from content_quality.core.gate.context import Validation
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.inspection import Inspection


def finding_to_json(finding: Finding) -> Json:
    """Return `finding` as JSON with everything needed to read it back."""
    return {
        "check": finding.check,
        "category": finding.category.value,
        "severity": finding.severity.label,
        **_span_to_json(finding.span),
        "message": message_to_json(finding.message),
        "suggestion": message_to_json(finding.suggestion) if finding.suggestion else None,
        "excerpt": finding.excerpt,
        "fingerprint": finding.fingerprint,
        "related": [
            {**_span_to_json(related.span), "role": related.role.value, "path": related.path}
            for related in finding.related
        ],
        "waived": _row(finding.waived) if finding.waived else None,
        "evidence": [_row(evidence) for evidence in finding.evidence],
        "context": _row(finding.context) if finding.context else None,
        **({"fix": _fix_to_json(finding.fix)} if finding.fix else {}),
    }


def _row(flat: Waived | Evidence | Context | Replacement) -> Json:
    """Return a dataclass that holds no other: ten times as quick as `dataclasses.asdict`, which copies."""
    return {name: getattr(flat, name) for name in flat.__slots__}


def _fix_to_json(fix: Fix) -> Json:
    return {"replacements": [_row(one) for one in fix.replacements], "drops_bom": fix.drops_bom}


def finding_from_json(row: Json) -> Finding:
    """Return the finding in `row`; raise `KeyError`, `TypeError` or `ValueError` when it is none."""
    fields = cast("dict[str, Any]", row)
    return Finding(
        fields["check"],
        Category(fields["category"]),
        Severity.from_label(fields["severity"]),
        _span_from_json(fields),
        message_from_json(fields["message"]),
        fields["excerpt"],
        message_from_json(fields["suggestion"]) if fields["suggestion"] else None,
        tuple(
            Related(_span_from_json(related), Role(related["role"]), related["path"]) for related in fields["related"]
        ),
        fields["fingerprint"],
        waived_from_json(fields["waived"]) if fields["waived"] else None,
        tuple(Evidence(**evidence) for evidence in fields.get("evidence", ())),  # older files have none
        Context(**fields["context"]) if fields.get("context") else None,
        fix=_fix_from_json(fields["fix"]) if "fix" in fields else None,
    )


def waived_from_json(row: dict[str, Any]) -> Waived:
    """Return who accepted a finding; a row of an earlier version does not name the kind."""
    kind = row.get("kind") or ("baseline" if row["reason"].startswith("in the baseline of ") else "waiver")
    return Waived(row["reason"], row["by"], row["until"], AcceptanceKind(kind))


def _fix_from_json(row: dict[str, Any]) -> Fix:
    return Fix(tuple(Replacement(**one) for one in row["replacements"]), bool(row["drops_bom"]))


def message_to_json(message: Message) -> Json:
    """Return the template and values of `message`."""
    return {"template": message.template, "values": dict(message.values)}


def message_from_json(row: dict[str, Any]) -> Message:
    """Return the message in `row`."""
    return Message(row["template"], row["values"])


def _span_to_json(span: Span) -> Json:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _span_from_json(row: dict[str, Any]) -> Span:
    return Span(row["line"], row["column"], row["end_line"], row["end_column"])


def inspection_to_json(inspection: Inspection) -> Json:
    """Return `inspection` as JSON."""
    return {
        "post_id": inspection.post_id,
        "path": inspection.path,
        "sha256": inspection.sha256,
        "language": inspection.language,
        "facts": inspection.facts.row() if inspection.facts else None,
        "outline": outline_to_json(inspection.outline) if inspection.outline else None,
        "results": [
            {
                "check": result.check,
                "version": result.version,
                "error": result.error,
                "findings": [finding_to_json(found) for found in result.findings],
            }
            for result in inspection.results
        ],
    }


def inspection_from_json(row: Json) -> Inspection:
    """Return the inspection in `row`."""
    fields = cast("dict[str, Any]", row)
    results = tuple(
        CheckResult(
            result["check"],
            result["version"],
            tuple(finding_from_json(found) for found in result["findings"]),
            result["error"],
        )
        for result in fields["results"]
    )
    facts = PostFacts(**fields["facts"]) if fields["facts"] else None
    outline = outline_from_json(fields["outline"]) if fields.get("outline") else None  # older files have none
    return Inspection(fields["post_id"], fields["path"], fields["sha256"], fields["language"], facts, results, outline)


def decision_to_json(decision: Decision) -> Json:
    """Return `decision` as JSON."""
    return {
        "post_id": decision.post_id,
        "path": decision.path,
        "sha256": decision.sha256,
        "policy": decision.policy,
        "verdict": decision.verdict.label,
        "released": decision.released,
        "publication": decision.publication,
        "title": decision.title,
        "reasons": list(decision.reasons),
        "findings": [finding_to_json(finding) for finding in decision.findings],
        "added": [finding_to_json(finding) for finding in decision.added],
        **bundle_to_json(decision.files),
    }


def decision_from_json(row: Json) -> Decision:
    """Return the decision in `row`."""
    fields = cast("dict[str, Any]", row)
    return Decision(
        fields["post_id"],
        fields["path"],
        fields["sha256"],
        fields["policy"],
        Verdict.from_label(fields["verdict"]),
        fields["released"],
        tuple(fields["reasons"]),
        tuple(finding_from_json(finding) for finding in fields["findings"]),
        tuple(finding_from_json(finding) for finding in fields["added"]),
        fields["publication"],
        fields.get("title", ""),  # older files have none
        bundle_from_json(fields),
    )


def bundle_to_json(files: Bundle | None) -> Json:
    """Return the files of a post that owns its folder under their key; nothing for another post."""
    return {} if files is None else {"files": [dataclasses.asdict(file) for file in files]}


def bundle_from_json(row: dict[str, Any]) -> Bundle | None:
    """Return the files that `row` names; None when it is about a post that owns no folder."""
    return None if row.get("files") is None else tuple(BundleFile(**file) for file in row["files"])


def post_to_json(post: BatchPost) -> Json:
    """Return a post of a batch as JSON."""
    return {key: value for key, value in dataclasses.asdict(post).items() if key != "files"} | bundle_to_json(
        post.files
    )


def post_from_json(row: dict[str, Any]) -> BatchPost:
    """Return the post of a batch in `row`."""
    return BatchPost(**{**row, "files": bundle_from_json(row)})


def validation_to_json(policy: str, validation: Validation, outcomes: Sequence[ExpectationOutcome]) -> Json:
    """Return what the suites said under `policy` as JSON."""
    findings = {
        post_id: [finding_to_json(finding) for finding in found] for post_id, found in validation.findings.items()
    }
    answers = [dataclasses.asdict(outcome) for outcome in outcomes]
    return {
        "policy": policy,
        "complete": validation.complete,
        "broken": list(validation.broken),
        "findings": findings,
        "outcomes": answers,
    }


def validation_from_json(row: Json) -> tuple[str, Validation, tuple[ExpectationOutcome, ...]]:
    """Return the policy, the validation and the suites' answers in `row`."""
    fields = cast("dict[str, Any]", row)
    findings = {
        post_id: tuple(finding_from_json(finding) for finding in found) for post_id, found in fields["findings"].items()
    }
    outcomes = tuple(
        ExpectationOutcome(
            **{
                **answer,
                "columns": tuple(answer["columns"]),
                "unexpected": tuple(Unexpected(**row) for row in answer["unexpected"]),
            }
        )
        for answer in fields["outcomes"]
    )
    return fields["policy"], Validation(fields["complete"], tuple(fields["broken"]), findings), outcomes
