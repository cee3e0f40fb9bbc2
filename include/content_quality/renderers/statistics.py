"""How often each check finds something, as a table for people."""

from __future__ import annotations

from collections import Counter

from content_quality.core.report.shape import Report
from content_quality.core.text.printable import one_line
from content_quality.renderers.options import counted

SEVERITIES = ("blocker", "warning", "info")


def statistics(report: Report) -> str:
    """Return a row for each check with its findings by severity, the most frequent first, and a row of the sums.

    Waived findings and patterns of the whole site are left out.
    """
    found = Counter((finding["check"], finding["severity"]) for _, finding in counted(report))
    sums = Counter(finding["check"] for _, finding in counted(report))
    rows = {check: [found[check, severity] for severity in SEVERITIES] for check in _ordered(sums)}
    rows["all checks"] = [sum(numbers) for numbers in zip(*rows.values(), strict=True)] or [0, 0, 0]
    width = max(map(len, rows))
    lines = [f"{'check':{width}}" + "".join(f"{severity:>9}" for severity in SEVERITIES)]
    lines += [f"{one_line(check):{width}}" + "".join(f"{number:>9}" for number in row) for check, row in rows.items()]
    return "".join(f"{line}\n" for line in lines)


def _ordered(sums: Counter[str]) -> list[str]:
    return sorted(sums, key=lambda check: (-sums[check], check))
