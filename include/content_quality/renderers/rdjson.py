"""The report as reviewdog's diagnostic format (rdjson)."""

from __future__ import annotations

import json

from content_quality.core.report.shape import FindingReport, Report
from content_quality.renderers.options import RenderOptions, counted

SEVERITIES = {"blocker": "ERROR", "warning": "WARNING", "info": "INFO"}


def rdjson(report: Report, options: RenderOptions) -> str:
    """Return one JSON object with a diagnostic per finding; columns count UTF-8 bytes, as the format demands."""
    diagnostics = []
    for post, finding in counted(report):
        lines = options.source(post["path"])
        advice = f"\n{finding['suggestion']}" if finding["suggestion"] else ""
        diagnostics.append(
            {
                "message": finding["message"] + advice,
                "location": {"path": post["path"], "range": _range(finding, lines)},
                "severity": SEVERITIES[finding["severity"]],
                "code": {"value": finding["check"]},
            }
        )
    whole = {"source": {"name": "content-quality"}, "diagnostics": diagnostics}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def _range(finding: FindingReport, lines: object) -> dict[str, object]:
    return {
        "start": _position(finding["line"], finding["column"] - 1, lines),
        "end": _position(finding["end_line"], finding["end_column"], lines),
    }


def _position(line: int, characters: int, lines: object) -> dict[str, int]:
    """Return the place behind `characters` of `line`; without the source only the line is known."""
    if not isinstance(lines, list | tuple) or not 0 < line <= len(lines):
        return {"line": line}
    words = str(lines[line - 1])[:characters]
    return {"line": line, "column": len(words.encode("utf-8", "surrogatepass")) + 1}
