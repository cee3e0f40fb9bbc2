"""The report as JUnit XML: one test case per post; a blocker fails it."""

from __future__ import annotations

from content_quality.core.report.shape import CheckedPost, Report
from content_quality.core.text.patterns import lazy
from content_quality.renderers.options import RenderOptions

# What XML 1.0 cannot hold, not even escaped.
FORBIDDEN = lazy(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def junit(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - every renderer has the same signature
    """Return a test suite with a case per post."""
    posts = report["posts"]
    failures = sum(post["verdict"] == "hold" and not post["error"] for post in posts)
    errors = sum(bool(post["error"]) for post in posts)
    counts = f'tests="{len(posts)}" failures="{failures}" errors="{errors}"'
    cases = "".join(_case(post) for post in posts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="content-quality" {counts}>\n'
        f'<testsuite name="content-quality" {counts}>\n{cases}</testsuite>\n</testsuites>\n'
    )


def _case(post: CheckedPost) -> str:
    named = f'<testcase classname="content-quality" name={_attribute(post["path"])}'
    if post["error"]:
        return f'{named}>\n<error type="not-decided" message={_attribute(post["error"])}/>\n</testcase>\n'
    found = [finding for finding in post["findings"] if not finding["waived"]]
    lines = [f"{one['line']}:{one['column']} {one['severity']} {one['message']} [{one['check']}]" for one in found]
    if post["verdict"] == "hold":
        first = next(one for one in found if one["severity"] == "blocker")
        kind, said = _attribute(first["check"]), _attribute(first["message"])
        return f"{named}>\n<failure type={kind} message={said}>{_text(lines)}</failure>\n</testcase>\n"
    return f"{named}>\n<system-out>{_text(lines)}</system-out>\n</testcase>\n" if lines else f"{named}/>\n"


def _attribute(text: str) -> str:
    from xml.sax.saxutils import quoteattr  # imports what asks servers, 20 ms

    return quoteattr(FORBIDDEN.sub("�", text))


def _text(lines: list[str]) -> str:
    joined = FORBIDDEN.sub("�", "\n".join(lines))
    return joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
