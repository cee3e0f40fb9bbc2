"""What a renderer may know besides the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from content_quality.core.records import dataclass
from content_quality.core.report.explanation import Explanation
from content_quality.core.report.shape import CheckedPost, FindingReport, Report

NO_LINES: Sequence[str] = ()


def _no_source(path: str) -> Sequence[str]:  # noqa: ARG001 - the signature of a source
    return NO_LINES


def _no_text(path: str) -> None:  # noqa: ARG001 - the signature of a text
    return None


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """The terminal, the posts' source lines, and what the checks say about themselves."""

    colour: bool = False
    width: int = 120  # columns of the terminal
    source: Callable[[str], Sequence[str]] = _no_source  # the lines of the post at a path; empty when it is gone
    text: Callable[[str], str | None] = _no_text  # the same post as one text, without a byte order mark; None likewise
    explanations: Mapping[str, Explanation] = field(default_factory=dict)  # by check
    version: str = ""


def counted(report: Report) -> list[tuple[CheckedPost, FindingReport]]:
    """Return each finding that counts with its post, in the order of the report; waived findings are left out."""
    return [(post, finding) for post in report["posts"] for finding in post["findings"] if not finding["waived"]]


def totals(report: Report) -> str:
    """Return the summary as one line."""
    summary = report["summary"]
    posts = "1 post" if summary["posts"] == 1 else f"{summary['posts']} posts"
    owing = f"{summary['debt']} published with debt, " if summary.get("debt") else ""
    return f"{posts}: {summary['hold']} hold, {summary['review']} review, {owing}{summary['clear']} clear."
