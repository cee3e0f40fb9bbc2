"""Every check against its fixtures: Markdown an editor could have written, which marks its own expectation.

In `tests/fixtures/checks/<check>/`
- `flagged-*.md`: an HTML comment line `<!-- finding: <check> [severity] -->` stands just before each block that must be
  flagged; in front matter, a comment `# finding: <check> [severity]` on the line before the key. A marked block that is
  not flagged fails, and so does an unmarked finding of that check at warning or above.
- `clean-*.md` and `false-positive-*.md`: nothing may be found; false positives come from real complaints and stay for
ever.

Beside `x.md`, `x.expect.toml` says what the file cannot: `path` (as the post is named on the site), `[settings]` (as in
`content-quality.toml`), `info = true` (information may be found in a clean post), and
`[[finding]] check, severity, line` where neither kind of comment is possible.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from content_quality.checks import CHECKS
from content_quality.core.check import Check
from content_quality.core.document.blocks import Kind
from content_quality.core.document.html_text import HTML_HIDDEN
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Severity
from content_quality.core.inspection import run
from content_quality.core.settings import Settings, toml_tables

FIXTURES = Path(__file__).parents[1] / "fixtures" / "checks"
BODY_MARK = re.compile(
    r"^[ \t>]*<!-- finding: (?P<check>[a-z0-9-]+)(?: (?P<severity>info|warning|blocker))? -->[ \t]*$"
)
KEY_MARK = re.compile(r"^[ \t]*# finding: (?P<check>[a-z0-9-]+)(?: (?P<severity>info|warning|blocker))?[ \t]*$")
KINDS = ("flagged", "clean", "false-positive")


@dataclass(frozen=True)
class Mark:
    """The lines a finding must touch; without a severity, a warning or a blocker."""

    check: str
    severity: Severity | None
    first: int
    last: int

    def met_by(self, finding: Finding) -> bool:
        loud_enough = (
            finding.severity >= Severity.WARNING if self.severity is None else finding.severity is self.severity
        )
        return loud_enough and self.on(finding)

    def on(self, finding: Finding) -> bool:
        return finding.span.line <= self.last and self.first <= finding.span.end_line

    def __str__(self) -> str:
        return f"line {self.first}: {self.check}{f' {self.severity.label}' if self.severity else ''}"


@dataclass(frozen=True)
class Fixture:
    post: Post
    settings: Settings
    marks: tuple[Mark, ...]
    info_allowed: bool

    @classmethod
    def read(cls, file: Path) -> Fixture:
        sidecar = file.with_suffix(".expect.toml")
        expect = tomllib.loads(sidecar.read_text(encoding="utf-8")) if sidecar.exists() else {}
        post = Post.read(file.read_bytes(), expect.get("path", file.name))
        marks = [*_marks(post), *(_stated(stated) for stated in expect.get("finding", ()))]
        return cls(post, _settings(expect.get("settings", {})), tuple(marks), expect.get("info", False))


def _settings(table: dict[str, object]) -> Settings:
    return toml_tables.build(Settings, table, "")


def _stated(stated: dict[str, object]) -> Mark:
    severity = stated.get("severity")
    line = int(str(stated["line"]))
    return Mark(str(stated["check"]), Severity.from_label(str(severity)) if severity else None, line, line)


def _marks(post: Post) -> list[Mark]:
    blocks = []  # the lines of each block that could be meant: whatever is not merely a comment
    for block in post.blocks:
        if block.kind is Kind.HTML and not HTML_HIDDEN.sub("", post.text[block.start : block.end]).strip():
            continue
        span = post.span(block.start, block.end)
        blocks.append((span.line, span.end_line))
    lines = len(post.source.line_starts)
    body_line = post.source.position(post.front_matter.end)[0] if post.front_matter.end else 0
    marks = []
    for number in range(1, lines + 1):
        line = post.source.line(number)
        if number < body_line:
            if found := KEY_MARK.match(line):
                key = next(
                    (n for n in range(number + 1, body_line) if not KEY_MARK.match(post.source.line(n))), number + 1
                )
                marks.append(_mark(found, key, key))
        elif found := BODY_MARK.match(line):
            first, last = next(((first, last) for first, last in blocks if last > number), (number + 1, number + 1))
            marks.append(_mark(found, max(first, number + 1), last))
    return marks


def _mark(found: re.Match[str], first: int, last: int) -> Mark:
    return Mark(found["check"], Severity.from_label(found["severity"]) if found["severity"] else None, first, last)


def _findings(check: Check, fixture: Fixture) -> tuple[Finding, ...]:
    result = run(check, fixture.post, fixture.settings)
    assert result.error is None, result.error
    return result.findings


def _told(findings: list[Finding]) -> str:
    return "\n".join(
        f"{f.severity.label} at {f.span.line}–{f.span.end_line}: {f.message} [{f.excerpt}]" for f in findings
    )


CHECK_BY_NAME = {check.name: check for check in CHECKS}
FILES = sorted(FIXTURES.glob("*/*.md"))


def files_of(kind: str) -> list[object]:
    return [
        pytest.param(file, id=f"{file.parent.name}/{file.stem}") for file in FILES if file.name.startswith(f"{kind}-")
    ]


@pytest.mark.parametrize("file", files_of("flagged"))
def test_a_check_flags_exactly_the_marked_places(file: Path) -> None:
    fixture = Fixture.read(file)
    check = CHECK_BY_NAME[file.parent.name]
    assert fixture.marks, "nothing is marked in this file"
    assert {mark.check for mark in fixture.marks} == {check.name}
    findings = _findings(check, fixture)
    missed = [str(mark) for mark in fixture.marks if not any(mark.met_by(finding) for finding in findings)]
    stray = [
        finding
        for finding in findings
        if finding.severity >= Severity.WARNING and not any(mark.on(finding) for mark in fixture.marks)
    ]
    assert not missed, f"not flagged: {missed}; found:\n{_told(list(findings))}"
    assert not stray, f"flagged without a mark:\n{_told(stray)}"


@pytest.mark.parametrize("file", files_of("clean") + files_of("false-positive"))
def test_a_check_stays_silent_on_a_good_post(file: Path) -> None:
    fixture = Fixture.read(file)
    least = Severity.WARNING if fixture.info_allowed else Severity.INFO
    found = [finding for finding in _findings(CHECK_BY_NAME[file.parent.name], fixture) if finding.severity >= least]
    assert not found, _told(found)


def test_each_fixture_belongs_to_a_check_and_says_what_it_shows() -> None:
    kinds = tuple(f"{kind}-" for kind in KINDS)
    assert [
        str(file) for file in FILES if file.parent.name not in CHECK_BY_NAME or not file.name.startswith(kinds)
    ] == []


def test_every_check_shows_what_it_flags_what_is_clean_and_what_it_must_not_flag() -> None:
    shown = {(file.parent.name, kind) for file in FILES for kind in KINDS if file.name.startswith(f"{kind}-")}
    assert [(check.name, kind) for check in CHECKS for kind in KINDS if (check.name, kind) not in shown] == []
