"""What one check may say about one post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.check import Check
from content_quality.core.document.markdown import MOST_MARKS
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity, Span, message
from content_quality.core.inspection import inspect, run
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


def test_a_file_above_the_limit_is_not_read() -> None:
    inspection = inspect(b"Text.\n" * 100, "a.md", [CHECK], replace(Settings(), limits=Limits(max_bytes=10)))
    (finding,) = inspection.findings
    assert finding.severity is Severity.BLOCKER
    assert str(finding.message) == "The file has 600 bytes; the limit is 10 bytes."


def test_a_byte_that_belongs_to_no_character_is_named_with_its_place() -> None:
    (finding,) = inspect("one\ntwo é".encode("latin-1"), "a.md", [CHECK], Settings()).findings
    assert (finding.span.line, finding.span.column) == (2, 5)
    assert str(finding.message) == "The file is not saved as UTF-8: letters in these lines cannot be read: 2."


def test_a_post_of_nothing_but_marks_is_refused_before_the_parser_has_it() -> None:
    (finding,) = inspect(b"[" * (MOST_MARKS + 1), "a.md", [CHECK], Settings()).findings
    assert finding.severity is Severity.BLOCKER
    assert "brackets, asterisks and other marks" in str(finding.message)


def test_a_post_whose_facts_cannot_be_computed_has_not_passed() -> None:
    def broken(post: Post, settings: Settings) -> None:
        raise RuntimeError("no passages")

    inspection = inspect(b"Text.\n", "a.md", [], Settings(), compare=broken)
    assert inspection.facts is None
    assert [(result.check, "no passages" in result.error) for result in inspection.results] == [("describe", True)]


def test_a_check_that_returns_a_place_outside_of_any_file_has_crashed() -> None:
    def lost(post: Post, settings: Settings) -> Iterator[Finding]:
        yield Finding("lost", Category.RESIDUE, Severity.WARNING, Span(3, 1, 2, 1), message("Here."), fingerprint="1")

    result = run(Check("lost", lost, Category.RESIDUE, Severity.WARNING, version=1), POST, Settings())
    assert "lost returned the place" in result.error
    assert result.findings == ()
