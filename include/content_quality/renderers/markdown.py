"""The report as Markdown, for a pull request's comment or a job's summary."""

from __future__ import annotations

import html

import regex

from content_quality.core.report.shape import CheckedPost, Report
from content_quality.renderers.options import RenderOptions, totals

SIGNS = {"blocker": "⛔", "warning": "⚠️", "info": "ℹ️"}
LONGEST = 60_000  # characters; GitHub refuses a comment of more than 65,536
MARKUP = regex.compile(r"([\\`*_{}\[\]()#+!|~@:])")


def markdown(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - every renderer has the same signature
    """Return a heading with the totals, and a table per post that has findings, held posts first."""
    parts = ["### content-quality\n", f"{totals(report)}\n"]
    order = {"hold": 0, "review": 1, "debt": 2, "clear": 3}
    listed = [post for post in report["posts"] if post["findings"] or post["error"]]
    length = sum(map(len, parts))
    for number, post in enumerate(sorted(listed, key=lambda post: (order.get(post["verdict"], 0), post["path"]))):
        part = _post(post)
        if length + len(part) > LONGEST:
            parts.append(f"\n{len(listed) - number} more posts have findings.\n")
            break
        parts.append(part)
        length += len(part)
    return "".join(parts)


def _post(post: CheckedPost) -> str:
    head = "| | line | finding | what to do |\n| --- | --- | --- | --- |\n"
    rows = [f"\n#### {_plain(post['path'])}: {post['verdict']}\n\n{head}"]
    for finding in post["findings"]:
        waived = finding["waived"]
        sign = "✔️" if waived else SIGNS[finding["severity"]]
        advice = f"accepted: {waived['reason']}" if waived else finding["suggestion"] or ""
        cells = (f"{_plain(finding['message'])} `{finding['check']}`", _plain(advice))
        rows.append(f"| {sign} | {finding['line']} | {' | '.join(cells)} |\n")
    if post["error"]:
        rows.append(f"| ❗ | | not decided: {_plain(post['error'])} | |\n")
    return "".join(rows)


def _plain(text: str) -> str:
    """Return words of a post so that they make no markup, no mention and no new row."""
    return MARKUP.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))
