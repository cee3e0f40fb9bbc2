"""What people accept is set aside exactly as far as they accepted it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from content_quality.core.document.waiver_comments import waiver_comments
from content_quality.core.findings import AcceptanceKind, Category, Finding, Severity, Span, Waived, message
from content_quality.core.gate.acceptances import Acceptances, Approval, Baseline, BaselinePost, PostEdit, mark
from content_quality.core.gate.context import CommentRules, PostAnswers, Validation
from content_quality.core.gate.decide import Decision, Verdict, decide
from content_quality.core.gate.waivers import InlineWaivers, Waiver, WaiversUnreadable, in_force, inline_waivers, parse
from content_quality.core.outline import Outline
from content_quality.core.settings import WaiverRules
from tests.core.gate.test_decide import CONTEXT, POST, SHA, with_findings

RULES = WaiverRules(inline=True)
TODAY = date(2026, 11, 20)
NAMES = {"first", "second"}
FOUND = Finding(
    "first", Category.TRUNCATION, Severity.BLOCKER, Span(3, 1, 3, 9), message("It stops."), fingerprint="f" * 16
)
WAIVER = Waiver("first", "posts/a.md", "f" * 16, "a refrain", "mika", date(2026, 11, 1), date(2026, 11, 30))
APPROVAL = Approval(
    "posts/a.md", SHA, "policy", "it is a poem", "editor", datetime(2026, 11, 20, tzinfo=UTC), frozenset({mark(FOUND)})
)
BASELINE = Baseline({"posts/a.md": BaselinePost(SHA, frozenset({mark(FOUND)}))}, "2026-11-01", "mika")

NOTHING_ACCEPTED = Acceptances()

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


def decided(
    *found: Finding,
    acceptances: Acceptances = NOTHING_ACCEPTED,
    approval: Approval | None = None,
    answers_fault: str = "",
    text: str = "",
) -> Decision:
    inspection = replace(with_findings(*found or (FOUND,)), outline=Outline(comments=waiver_comments(text)))
    gate = replace(CONTEXT, acceptances=acceptances, comments=CommentRules(TODAY, RULES, NAMES))
    return decide(POST, inspection, gate, PostAnswers(approval, answers_fault))


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
        ('"ffffffffffffffff"', '" "'),
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
    decision = decided(acceptances=Acceptances(sound, void))
    assert decision.verdict is Verdict.HOLD
    assert any(why in str(finding.message) for finding in decision.added)


def test_a_waiver_counts_through_its_last_day():
    assert in_force([WAIVER], WAIVER.until, NAMES, RULES) == ((WAIVER,), ())


def test_a_waived_blocker_releases_and_stays_listed_with_reason_name_and_end():
    decision = decided(acceptances=Acceptances((WAIVER,)))
    assert (decision.verdict, decision.released) == (Verdict.CLEAR, True)
    assert decision.findings[0].waived == Waived("a refrain", "mika", "2026-11-30")


@pytest.mark.parametrize("change", [{"fingerprint": "0" * 16}, {"check": "second"}, {"post": "posts/b.md"}])
def test_a_waiver_of_another_passage_check_or_post_does_not_count(change: dict[str, str]):
    assert decided(acceptances=Acceptances((replace(WAIVER, **change),))).verdict is Verdict.HOLD


def test_a_waiver_that_matches_nothing_any_more_is_said():
    decision = decided(acceptances=Acceptances((replace(WAIVER, fingerprint="0" * 16),)))
    assert "waiver-unused" in {finding.check for finding in decision.added}


def test_files_that_cannot_be_read_hold_everything():
    decision = decide(POST, with_findings(), replace(CONTEXT, acceptances=Acceptances(fault="no TOML")))
    assert (decision.released, decision.reasons) == (False, ("grants-unreadable",))


def test_missing_evidence_cannot_be_accepted_by_anybody():
    nothing_known = replace(CONTEXT, validation=None)
    held = decide(POST, None, nothing_known)
    (fault,) = held.findings
    waiver = replace(WAIVER, check=fault.check, fingerprint=fault.fingerprint)
    everything = Acceptances((waiver,), (), Baseline({"posts/a.md": BaselinePost(SHA, frozenset({mark(fault)}))}))
    approval = replace(APPROVAL, seen=frozenset({mark(fault)}))
    again = decide(POST, None, replace(nothing_known, acceptances=everything), PostAnswers(approval))
    assert again.verdict is Verdict.HOLD


def test_an_edit_leaves_accepted_what_it_did_not_touch_in_these_bytes():
    line = FOUND.span.line

    def after_edit(sha256: str, *touched: int) -> Verdict:
        edits = {"posts/a.md": PostEdit(sha256, frozenset(touched))}
        known = {"posts/a.md": BaselinePost("b" * 64, frozenset({mark(FOUND)}))}
        return decided(acceptances=Acceptances(baseline=Baseline(known, "2026-11-01", "mika", edits=edits))).verdict

    assert after_edit(SHA, line + 1) is Verdict.DEBT
    assert after_edit(SHA, line) is Verdict.HOLD
    assert after_edit("c" * 64, line + 1) is Verdict.HOLD


def test_the_baseline_covers_unchanged_bytes_and_what_was_recorded():
    assert decided(acceptances=Acceptances(baseline=BASELINE)).verdict is Verdict.DEBT
    assert (
        decided(replace(FOUND, fingerprint="0" * 16), acceptances=Acceptances(baseline=BASELINE)).verdict
        is Verdict.HOLD
    )
    edited = Baseline({"posts/a.md": BaselinePost("b" * 64, frozenset({mark(FOUND)}))})
    assert decided(acceptances=Acceptances(baseline=edited)).verdict is Verdict.HOLD


def test_an_approval_releases_exactly_these_bytes_in_spite_of_exactly_what_was_seen():
    decision = decided(approval=APPROVAL)
    assert (decision.verdict, decision.released) == (Verdict.CLEAR, True)
    assert decision.findings[0].waived == Waived("it is a poem", "editor", "", AcceptanceKind.APPROVAL)
    for other in (
        replace(APPROVAL, sha256="b" * 64),
        replace(APPROVAL, post_id="posts/b.md"),
        replace(APPROVAL, seen=frozenset()),
    ):
        assert decided(approval=other).released is False


def test_answers_that_cannot_be_read_hold_in_spite_of_everything():
    decision = decided(approval=APPROVAL, answers_fault="20261120.json was changed")
    assert (decision.verdict, decision.released, decision.reasons) == (Verdict.HOLD, False, ("answers-unreadable",))


def test_what_the_suites_found_can_be_accepted_too():
    validation = Validation(True, (), {"posts/a.md": (FOUND,)})
    gate = replace(CONTEXT, validation=validation, acceptances=Acceptances((WAIVER,)))
    decision = decide(POST, with_findings(), gate)
    assert decision.released
    assert decision.added[0].waived


INLINE = "One.\n\n<!-- content-quality: allow first -- sung twice until 2026-12-24 -->\n\nTwo.\nThree.\n\nFour.\n"


def inline(text: str = INLINE, rules: WaiverRules = RULES) -> InlineWaivers:
    return inline_waivers(waiver_comments(text), TODAY, rules, NAMES)


def test_a_comment_in_the_post_covers_the_paragraph_below_it():
    (waiver,) = inline().sound
    assert (waiver.check, waiver.reason, waiver.first_line, waiver.last_line) == ("first", "sung twice", 3, 6)
    warning = replace(FOUND, severity=Severity.WARNING, span=Span(5, 1, 5, 4))
    assert decided(warning, text=INLINE).verdict is Verdict.CLEAR
    assert decided(replace(warning, span=Span(8, 1, 8, 4)), text=INLINE).verdict is Verdict.REVIEW
    assert decided(replace(warning, check="second"), text=INLINE).verdict is Verdict.REVIEW


def test_lines_of_a_comment_are_counted_as_an_editor_counts_them():
    assert inline(INLINE.replace("One.", "One.\x0b\x0c\u2028\x85")).sound == inline().sound
    assert inline(INLINE.replace("\n", "\r\n")).sound == inline(INLINE.replace("\n", "\r")).sound == inline().sound


def test_a_post_cannot_excuse_its_own_blocker_and_is_told_so():
    decision = decided(replace(FOUND, span=Span(5, 1, 5, 4)), text=INLINE)
    assert decision.verdict is Verdict.HOLD
    assert said(decision) == {
        (
            "waiver-void",
            3,
            "A comment in a post cannot waive a blocker, and first is a blocker here. Ask for a waiver in the site's waiver file.",
        )
    }


def said(decision: Decision) -> set[tuple[str, int, str]]:
    return {(note.check, note.span.line, str(note.message)) for note in decision.added}


COMMENTS = {
    "without an end": (INLINE.replace(" until 2026-12-24", ""), "needs a reason and an end date"),
    "without a reason": (INLINE.replace("sung twice ", ""), "needs a reason and an end date"),
    "on a day that does not exist": (INLINE.replace("12-24", "13-24"), "needs a reason and an end date"),
    "ended": (INLINE.replace("2026-12-24", "2026-11-19"), "ended on 2026-11-19"),
    "for more than 180 days": (INLINE.replace("2026-12-24", "2027-12-24"), "longer than 180 days"),
    "of an unknown check": (INLINE.replace("allow first", "allow third"), "third, which does not exist"),
}


@pytest.mark.parametrize(("text", "why"), COMMENTS.values(), ids=COMMENTS.keys())
def test_a_comment_that_does_not_count_excuses_nothing_and_says_why(text: str, why: str):
    found = inline(text)
    assert found.sound == ()
    warning = replace(FOUND, severity=Severity.WARNING, span=Span(5, 1, 5, 4))
    decision = decided(warning, text=text)
    assert decision.verdict is Verdict.REVIEW
    ((check, line, words),) = said(decision)
    assert (check, line) == ("waiver-void", 3)
    assert why in words


def test_a_comment_that_matches_nothing_is_said():
    assert said(decided(replace(FOUND, span=Span(8, 1, 8, 4)), text=INLINE)) == {
        ("waiver-unused", 3, "The comment that allows first matches no finding. Remove the comment.")
    }


def test_comments_count_only_where_the_site_takes_them():
    found = inline(rules=WaiverRules())
    assert found.sound == ()
    assert "this site does not accept waivers in posts" in str(found.void[0].why)


def test_a_comment_in_fenced_code_is_an_example():
    assert inline("```\n" + INLINE) == InlineWaivers()
