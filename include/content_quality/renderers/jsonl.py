"""The report as JSON lines: one post a line, then one line for the site and the summary."""

from __future__ import annotations

import json

from content_quality.core.report.shape import Report
from content_quality.renderers.options import RenderOptions


def jsonl(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - every renderer has the same signature
    """Return a line per post, and a last line with everything else."""
    rest = {key: value for key, value in report.items() if key != "posts"}
    rows = [*report["posts"], rest]
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n" for row in rows)
