"""The report as SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from urllib.parse import quote

from content_quality.core.report.shape import FindingReport, FixReport, PlaceReport, Report
from content_quality.renderers.options import RenderOptions

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"blocker": "error", "warning": "warning", "info": "note"}


def sarif(report: Report, options: RenderOptions) -> str:
    """Return one run: a rule per check, a result per finding, a suppression per waiver."""
    rules: dict[str, int] = {}
    results = [
        _result(post["path"], finding, rules.setdefault(finding["check"], len(rules)))
        for post in report["posts"]
        for finding in post["findings"]
    ]
    driver = {
        "name": "content-quality",
        **({"semanticVersion": options.version} if options.version else {}),
        "rules": [_rule(name, options) for name in rules],
    }
    failed = [post for post in report["posts"] if post["error"]]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "invocations": [
            {
                "executionSuccessful": not failed,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": str(post["error"])}, "locations": [_location(post["path"])]}
                    for post in failed
                ],
            }
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(name: str, options: RenderOptions) -> dict[str, object]:
    explanation = options.explanations.get(name)
    if explanation is None:
        return {"id": name}
    parts = "\n\n".join(f"**{label}:** {text}" for label, text in explanation.parts)
    return {
        "id": name,
        "shortDescription": {"text": explanation.summary},
        "help": {"text": f"{explanation.summary} {explanation.reason}".strip(), "markdown": parts},
    }


def _result(path: str, finding: FindingReport, rule: int) -> dict[str, object]:
    advice = f"\n{finding['suggestion']}" if finding["suggestion"] else ""
    waived = finding["waived"]
    return {
        "ruleId": finding["check"],
        "ruleIndex": rule,
        "level": LEVELS[finding["severity"]],
        "message": {"text": finding["message"] + advice},
        "locations": [_location(path, finding)],
        "relatedLocations": [
            {**_location(related.get("path", path), related), "message": {"text": related["role"]}}
            for related in finding["related"]
        ],
        "partialFingerprints": {"passage/v1": finding["fingerprint"]},
        "properties": {"category": finding["category"]},
        **({"fixes": [_fix(path, finding["fix"])]} if finding.get("fix") else {}),
        **(
            {"suppressions": [{"kind": "external", "status": "accepted", "justification": waived["reason"]}]}
            if waived
            else {}
        ),
    }


def _fix(path: str, fix: FixReport) -> dict[str, object]:
    """Return the edits as replacements; a byte order mark is three bytes that no character stands for."""
    replacements: list[dict[str, object]] = [
        {
            "deletedRegion": {"charOffset": edit["start"], "charLength": edit["end"] - edit["start"]},
            "insertedContent": {"text": edit["replacement"]},
        }
        for edit in fix["edits"]
    ]
    if fix.get("drops_byte_order_mark"):
        replacements.insert(0, {"deletedRegion": {"byteOffset": 0, "byteLength": 3}})
    return {"artifactChanges": [{"artifactLocation": {"uri": _uri(path)}, "replacements": replacements}]}


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"))


def _location(path: str, place: PlaceReport | None = None) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(path)}}
    if place is not None:
        physical["region"] = {
            "startLine": place["line"],
            "startColumn": place["column"],
            "endLine": place["end_line"],
            "endColumn": place["end_column"] + 1,  # SARIF's end is exclusive
        }
    return {"physicalLocation": physical}
