"""The report as GitLab's Code Quality artifact (a subset of the Code Climate format)."""

from __future__ import annotations

import hashlib
import json

from content_quality.core.report.shape import Report
from content_quality.renderers.options import RenderOptions, counted

SEVERITIES = {"blocker": "blocker", "warning": "minor", "info": "info"}


def gitlab(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - every renderer has the same signature
    """Return a JSON list of findings; a fingerprint is unique in it, as GitLab needs it."""
    rows: dict[str, object] = {}
    for post, finding in counted(report):
        number = 0
        while (name := _fingerprint(post["path"], finding["check"], finding["fingerprint"], number)) in rows:
            number += 1
        rows[name] = {
            "description": finding["message"],
            "check_name": finding["check"],
            "fingerprint": name,
            "severity": SEVERITIES[finding["severity"]],
            "location": {
                "path": post["path"],
                "positions": {
                    "begin": {"line": finding["line"], "column": finding["column"]},
                    "end": {"line": finding["end_line"], "column": finding["end_column"]},
                },
            },
        }
    return json.dumps(list(rows.values()), ensure_ascii=False, indent=1) + "\n"


def _fingerprint(path: str, check: str, passage: str, number: int) -> str:
    named = "\0".join((path, check, passage, str(number)))
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]
