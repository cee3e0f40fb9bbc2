"""The report as GitHub workflow commands: annotations on the lines of a pull request, and the totals."""

from __future__ import annotations

from content_quality.core.report.shape import CheckedPost, FindingReport, Report
from content_quality.renderers.options import RenderOptions, counted, totals

LEVELS = {"blocker": "error", "warning": "warning", "info": "notice"}
MOST = 10  # annotations of one level that GitHub shows of one step; it drops the rest without a word


def github(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - every renderer has the same signature
    """Return workflow commands, the worst findings first, within the number that GitHub shows."""
    lines = []
    for severity, level in LEVELS.items():
        found = [pair for pair in counted(report) if pair[1]["severity"] == severity]
        shown = found if len(found) <= MOST else found[: MOST - 1]
        lines += [_command(level, post, finding) for post, finding in shown]
        if len(found) > MOST:
            lines.append(f"::{level} title=content-quality::{len(found) - len(shown)} more findings of this severity")
    lines.append(_data(totals(report)))
    return "".join(f"{line}\n" for line in lines)


def _command(level: str, post: CheckedPost, finding: FindingReport) -> str:
    properties = {
        "file": post["path"],
        "line": finding["line"],
        "endLine": finding["end_line"],
        "title": f"content-quality: {finding['check']}",
    }
    if finding["line"] == finding["end_line"]:  # GitHub refuses columns across lines
        properties |= {"col": finding["column"], "endColumn": finding["end_column"]}
    advice = f"\n{finding['suggestion']}" if finding["suggestion"] else ""
    named = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{level} {named}::{_data(finding['message'] + advice)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
