"""What people accept is set aside exactly as far as they accepted it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from content_quality.core.findings import Category, Finding, Severity, Span, Waived, message
from content_quality.core.gate import Decision, Validation, Verdict, decide
from content_quality.core.grants import Approval, Baseline, BaselinePost, Grants, mark
from content_quality.core.settings import WaiverRules
from content_quality.core.waivers import Waiver, WaiversUnreadable, in_force, inline_waivers, parse
from tests.core.test_gate import CHECKS, SHA, WHOLE, with_findings

RULES = WaiverRules(inline=True)
TODAY = date(2026, 11, 20)
NAMES = {"first", "second"}
FOUND = Finding("first", Category.TRUNCATION, Severity.BLOCKER, Span(3, 1, 3, 9), message("It stops."), fingerprint="f" * 16)
WAIVER = Waiver("first", "posts/a.md", "f" * 16, "a refrain", "mika", date(2026, 11, 1), date(2026, 11, 30))
APPROVAL = Approval("posts/a.md", SHA, "policy", "it is a poem", "editor", datetime(2026, 11, 20, tzinfo=UTC), frozenset({mark(FOUND)}))
BASELINE = Baseline({"posts/a.md": BaselinePost(SHA, frozenset({mark(FOUND)}))}, "2026-11-01", "mika")

TOML = """
[[waivers]]
check = "first"
post = "posts/a.md"
fingerprint = "ffffffffffffffff"
reason = "a refrain"
by = "mika"
granted = 2026-11-01
until = 2026-11-30
"""


def decided(found: Finding = FOUND, **granted) -> Decision:
    return decide("posts/a.md", "a.md", SHA, with_findings(found), WHOLE, CHECKS, "policy", release_review=True, **granted)


def test_a_waiver_file_reads_as_written():
    assert parse(TOML, RULES) == (WAIVER,)


def test_a_waiver_without_an_end_lasts_thirty_days():
    assert parse(TOML.replace("until = 2026-11-30\n", ""), RULES)[0].until == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[[waivers]]", "[[waivers"),
        ("[[waivers]]", "[waivers]"),
        ("[[waivers]]", "[[wavers]]"),
        ("reason", "raeson"),
        ('"a refrain"', '"  "'),
        ("granted = 2026-11-01\n", ""),
        ("2026-11-30", '"soon"'),
        ('"mika"', "3"),
        ("2026-11-01", "2026-11-01T00:00:00"),
    ],
)
def test_anything_else_cannot_be_read(old: str, new: str):
    with pytest.raises(WaiversUnreadable):
        parse(TOML.replace(old, new), RULES)


@pytest.mark.parametrize(
    ("waiver", "why"),
    [
        (replace(WAIVER, until=date(2026, 11, 19)), "ended on 2026-11-19"),
        (replace(WAIVER, until=date(2027, 12, 1)), "longer than 180 days"),
        (replace(WAIVER, granted=date(2026, 11, 21)), "in the future"),
        (replace(WAIVER, check="third"), "does not exist"),
    ],
)
def test_a_waiver_that_does_not_count_says_why_and_the_finding_blocks(waiver: Waiver, why: str):
    sound, void = in_force([waiver], TODAY, NAMES, RULES)
    assert sound == ()
    decision = decided(grants=Grants(sound, void))
    assert decision.verdict is Verdict.HOLD
    assert any(why in str(finding.message) for finding in decision.added)


def test_a_waiver_counts_through_its_last_day():
    assert in_force([WAIVER], WAIVER.until, NAMES, RULES) == ((WAIVER,), ())


def test_a_waived_blocker_releases_and_stays_listed_with_reason_name_and_end():
    decision = decided(grants=Grants((WAIVER,)))
    assert (decision.verdict, decision.released) == (Verdict.CLEAR, True)
    assert decision.findings[0].waived == Waived("a refrain", "mika", "2026-11-30")


@pytest.mark.parametrize("change", [{"fingerprint": "0" * 16}, {"check": "second"}, {"post": "posts/b.md"}])
def test_a_waiver_of_another_passage_check_or_post_does_not_count(change: dict[str, str]):
    assert decided(grants=Grants((replace(WAIVER, **change),))).verdict is Verdict.HOLD


def test_a_waiver_that_matches_nothing_any_more_is_said():
    decision = decided(grants=Grants((replace(WAIVER, fingerprint="0" * 16),)))
    assert "waiver-unused" in {finding.check for finding in decision.added}


def test_files_that_cannot_be_read_hold_everything():
    decision = decide("posts/a.md", "a.md", SHA, with_findings(), WHOLE, CHECKS, "policy", release_review=True, grants=Grants(fault="no TOML"))
    assert (decision.released, decision.reasons) == (False, ("grants-unreadable",))


def test_missing_evidence_cannot_be_accepted_by_anybody():
    held = decide("posts/a.md", "a.md", SHA, None, None, CHECKS, "policy", release_review=True)
    (fault,) = held.findings
    waiver = replace(WAIVER, check=fault.check, fingerprint=fault.fingerprint)
    everything = {"grants": Grants((waiver,), (), Baseline({"posts/a.md": BaselinePost(SHA, frozenset({mark(fault)}))}))}
    approval = replace(APPROVAL, seen=frozenset({mark(fault)}))
    assert decide("posts/a.md", "a.md", SHA, None, None, CHECKS, "policy", release_review=True, approval=approval, **everything).verdict is Verdict.HOLD


def test_the_baseline_covers_unchanged_bytes_and_what_was_recorded():
    assert decided(grants=Grants(baseline=BASELINE)).verdict is Verdict.CLEAR
    assert decided(replace(FOUND, fingerprint="0" * 16), grants=Grants(baseline=BASELINE)).verdict is Verdict.HOLD
    edited = Baseline({"posts/a.md": BaselinePost("b" * 64, frozenset({mark(FOUND)}))})
    assert decided(grants=Grants(baseline=edited)).verdict is Verdict.HOLD


def test_an_approval_releases_exactly_these_bytes_in_spite_of_exactly_what_was_seen():
    decision = decided(approval=APPROVAL)
    assert (decision.verdict, decision.released) == (Verdict.CLEAR, True)
    assert decision.findings[0].waived == Waived("it is a poem", "editor", "")
    for other in (replace(APPROVAL, sha256="b" * 64), replace(APPROVAL, post_id="posts/b.md"), replace(APPROVAL, seen=frozenset())):
        assert decided(approval=other).released is False


def test_what_the_suites_found_can_be_accepted_too():
    validation = Validation(True, (), {"posts/a.md": (FOUND,)})
    decision = decide("posts/a.md", "a.md", SHA, with_findings(), validation, CHECKS, "policy", release_review=True, grants=Grants((WAIVER,)))
    assert decision.released
    assert decision.added[0].waived


INLINE = "One.\n\n<!-- content-quality: allow first -- sung twice until 2026-12-24 -->\n\nTwo.\nThree.\n\nFour.\n"


def test_a_comment_in_the_post_covers_the_paragraph_below_it():
    (waiver,) = inline_waivers(INLINE, TODAY, RULES)
    assert (waiver.check, waiver.reason, waiver.first_line, waiver.last_line) == ("first", "sung twice", 3, 6)
    warning = replace(FOUND, severity=Severity.WARNING, span=Span(5, 1, 5, 4))
    assert decided(warning, inline=[waiver]).verdict is Verdict.CLEAR
    assert decided(replace(warning, span=Span(8, 1, 8, 4)), inline=[waiver]).verdict is Verdict.REVIEW


def test_a_post_cannot_excuse_its_own_blocker():
    assert decided(replace(FOUND, span=Span(5, 1, 5, 4)), inline=tuple(inline_waivers(INLINE, TODAY, RULES))).verdict is Verdict.HOLD


@pytest.mark.parametrize(
    "text",
    [
        "```\n" + INLINE,
        INLINE.replace(" until 2026-12-24", ""),
        INLINE.replace("sung twice ", ""),
        INLINE.replace("2026-12-24", "2026-11-19"),
        INLINE.replace("2026-12-24", "2027-12-24"),
        INLINE.replace("12-24", "13-24"),
    ],
)
def test_a_comment_in_code_without_reason_or_end_or_out_of_time_excuses_nothing(text: str):
    assert list(inline_waivers(text, TODAY, RULES)) == []
