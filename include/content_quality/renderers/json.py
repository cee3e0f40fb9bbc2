"""The report as JSON: `content-quality/report/1`."""

from __future__ import annotations

import json as standard

from content_quality.core.report.shape import Report
from content_quality.renderers.options import RenderOptions


def json(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - every renderer has the same signature
    """Return the report as one JSON object."""
    return standard.dumps(report, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
