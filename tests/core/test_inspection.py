"""What one check may say about one post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.check import Check
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity, Span, message
from content_quality.core.inspection import run
from content_quality.core.settings import Limits, Settings

POST = Post.read(b"Text.\n", "a.md")


def loud(post: Post, settings: Settings) -> Iterator[Finding]:
    for line in range(1, 1_001):
        severity = Severity.BLOCKER if line == 1_000 else Severity.WARNING
        yield Finding(
            "loud", Category.RESIDUE, severity, Span(line, 1, line, 1), message("Here."), fingerprint=str(line)
        )


CHECK = Check("loud", loud, Category.RESIDUE, Severity.BLOCKER, version=1)


def test_a_hostile_post_gives_no_more_findings_than_the_site_allows() -> None:
    findings = run(CHECK, POST, replace(Settings(), limits=Limits(findings_per_check=10))).findings
    assert len(findings) == 10
    assert str(findings[-1].message) == "991 more findings of the same kind; the first is in line 9."


def test_the_worst_finding_is_never_left_out() -> None:
    findings = run(CHECK, POST, replace(Settings(), limits=Limits(findings_per_check=1))).findings
    assert [finding.severity for finding in findings] == [Severity.BLOCKER]


def test_findings_below_the_limit_stay_as_they_are() -> None:
    assert len(run(CHECK, POST, replace(Settings(), limits=Limits(findings_per_check=1_000))).findings) == 1_000
