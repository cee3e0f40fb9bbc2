"""The report as reviewdog's diagnostic format (rdjson)."""

from __future__ import annotations

import json
from bisect import bisect_right

from content_quality.core.document.source_text import SourceText
from content_quality.core.report.shape import FindingReport, FixReport, Report
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
                **_suggestions(finding.get("fix"), options.text(post["path"])),
            }
        )
    whole = {"source": {"name": "content-quality"}, "diagnostics": diagnostics}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def _suggestions(fix: FixReport | None, text: str | None) -> dict[str, object]:
    """Return a fix as one suggestion, because its edits belong together.

    A suggestion cannot drop a byte order mark, and without the text no place is known.
    """
    if fix is None or text is None or not fix["edits"] or fix.get("drops_byte_order_mark"):
        return {}
    edits = sorted(fix["edits"], key=lambda edit: edit["start"])
    start, end = edits[0]["start"], edits[-1]["end"]
    replaced, at = "", start
    for edit in edits:
        replaced += text[at : edit["start"]] + edit["replacement"]
        at = edit["end"]
    source = SourceText(text)
    return {"suggestions": [{"range": {"start": _at(source, start), "end": _at(source, end)}, "text": replaced}]}


def _at(source: SourceText, offset: int) -> dict[str, int]:
    line = bisect_right(source.line_starts, offset)
    before = source.text[source.line_starts[line - 1] : offset]
    return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}


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
