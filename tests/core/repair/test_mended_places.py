"""What a repair joins, moves and deletes at each kind of place, and what it leaves to the editor there."""

from __future__ import annotations

import pytest

from benchmarks.repair import repaired
from content_quality.core.repair.edits import EditKind
from tests.core.repair.test_proposals import BODY, FIRST, HEAD, SECOND, THIRD

LAST = THIRD.index("The board looks for three")
CUT, AGAIN = THIRD[: THIRD.index(" have time in")], THIRD[LAST:]
REST = "have time in the evening. The museum opens at nine and closes at five."


@pytest.mark.parametrize(
    ("damaged", "mended", "kinds"),
    [
        (
            f"{FIRST}\n\n{CUT}\n\n---\n\n{AGAIN}\n\n{SECOND}\n",
            f"{FIRST}\n\n{THIRD}\n\n---\n\n{SECOND}\n",
            {EditKind.COPY, EditKind.MOVE},
        ),
        (
            f"{FIRST}\n\n{CUT}\n\n---\n\nvolunteers who have time in the evening.\n\n{SECOND}\n",
            f"{FIRST}\n\n{THIRD}\n\n---\n\n{SECOND}\n",
            {EditKind.COPY, EditKind.MOVE},
        ),
        (f"{FIRST}\n\n{CUT}\n\n{AGAIN}\n\n{SECOND}\n", f"{FIRST}\n\n{THIRD}\n\n{SECOND}\n", {EditKind.JOIN}),
        (
            f"{FIRST}\n\n{CUT}\n\n{SECOND}\n\n{CUT} {REST}\n",
            f"{FIRST}\n\n{CUT} {REST}\n\n{SECOND}\n",
            {EditKind.COPY, EditKind.MOVE},
        ),
        (
            f"{FIRST}\n\n{CUT}\n\n{SECOND}\n\n{THIRD}\n",
            f"{FIRST}\n\n{THIRD}\n\n{SECOND}\n",
            {EditKind.COPY, EditKind.MOVE},
        ),
    ],
)
def test_what_goes_on_from_a_cut_is_brought_to_the_cut(damaged, mended, kinds):
    proposal = repaired(HEAD + damaged)
    assert proposal.after == HEAD + mended
    assert {edit.kind for edit in proposal.edits} == kinds


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        (f"{FIRST}\n\n{SECOND}\n\n" * 2 + f"{FIRST}\n\n{SECOND}\n", f"{FIRST}\n\n{SECOND}\n"),
        (f"{FIRST}\n\n**{SECOND}**\n\n{THIRD}\n\n**{SECOND}**\n", f"{FIRST}\n\n**{SECOND}**\n\n{THIRD}\n"),
        (f"{FIRST}\n\n{SECOND}\n\n{SECOND} {THIRD}\n", f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n"),
        (f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{SECOND[:-40]}\n", f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n"),
        (f"{FIRST}\n\n{AGAIN} {AGAIN}\n\n{SECOND}\n", f"{FIRST}\n\n{AGAIN}\n\n{SECOND}\n"),
        (f"{FIRST}\n\n{SECOND}\n{AGAIN}\n{AGAIN}\n", f"{FIRST}\n\n{SECOND}\n{AGAIN}\n"),
        (f"{FIRST}\n\n- {AGAIN} {AGAIN}\n- It pays.\n", f"{FIRST}\n\n- {AGAIN}\n- It pays.\n"),
        (f"{FIRST}\n\n{SECOND} {AGAIN} {AGAIN} It pays.\n", f"{FIRST}\n\n{SECOND} {AGAIN} It pays.\n"),
    ],
)
def test_a_copy_is_deleted_with_the_space_and_the_marks_around_it(damaged, mended):
    proposal = repaired(HEAD + damaged)
    assert proposal.after == HEAD + mended
    assert {edit.kind for edit in proposal.edits} == {EditKind.COPY}


OTHER_END = "and the children of the town paint the walls of the old bakery in the summer."


@pytest.mark.parametrize(
    ("damaged", "checks"),
    [
        (f"{FIRST}\n\n{CUT}\n\n## What comes next\n\n{AGAIN}\n\n{SECOND}\n", ["truncated-section"]),
        (f"{FIRST}\n\n{CUT}\n\n{SECOND}\n\n{AGAIN}\n", ["truncated-section"]),
        (f"{FIRST}\n\nThe cellar is dry in May,\n\nbecause it has two doors and a window.\n", ["split-paragraph"]),
        (f"{FIRST}\n\n{SECOND}\n\n{THIRD} {SECOND}\n", ["repeated-passage"]),
        (f"{FIRST} {SECOND} {THIRD}\n\nThe town pays. {SECOND} The harbour pays.\n", ["repeated-passage"]),
        (f"{FIRST}\n\n{SECOND}\n\n- {SECOND}\n- {THIRD}\n", ["repeated-passage"]),
        (
            f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{SECOND.replace('last autumn', 'this spring')}\n",
            ["repeated-passage"],
        ),
        (f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{SECOND[:150]} {OTHER_END}\n", ["repeated-passage"]),
        (f"{FIRST}\n\n{SECOND}\n\n{THIRD}\n\nThe children paint the walls and {SECOND[60:]}\n", ["repeated-passage"]),
        (f"{FIRST}\n\nSure! Here is the revised article: {SECOND}\n\n{THIRD}\n", ["machine-text"]),
    ],
)
def test_what_may_be_meant_in_two_ways_stays_as_it_is_and_is_listed(damaged, checks):
    proposal = repaired(HEAD + damaged)
    assert proposal.after == HEAD + damaged
    assert [one.finding.check for one in proposal.unmended] == checks


def test_a_reading_time_between_two_numbers_is_left_to_the_editor():
    head = "---\ntitle: A shelf for tools\nreading_time: 20-30 min\ndate: 2026-03-02\n---\n\n"
    proposal = repaired(head + BODY)
    assert proposal.after == head + BODY
    assert [one.finding.check for one in proposal.unmended] == ["reading-time"]


def test_a_heading_in_bold_is_no_cut_and_takes_no_continuation():
    bold = "**What the volunteers of the library of things learn**"
    longer = f"{bold[:-2]} (again)**"
    text = f"{HEAD}{bold}\n\n{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n{longer}\n\n{THIRD}\n"
    after = repaired(text).after
    assert f"{bold}\n\n{FIRST}" in after
    assert f"{longer}\n\n{THIRD}" in after


def test_a_cut_that_goes_on_at_once_takes_no_second_ending():
    other = "who can come in the morning and bring a pair of gloves along, since the cellar is cold."
    text = f"{HEAD}{FIRST}\n\n{CUT}\n\n{CUT} {REST}\n\n{SECOND}\n\n{CUT} {other}\n"
    after = repaired(text).after
    assert f"{CUT} {REST}" in after
    assert f"{CUT} {other} {REST}" not in after
    assert f"{CUT} {REST} {other}" not in after


def test_a_longer_heading_keeps_the_words_that_a_shorter_one_has_too():
    text = f"{HEAD}{FIRST}\n\n## What the volunteers repair\n\n{FIRST}\n\n## What the volunteers repair in winter\n\n{SECOND}\n"
    after = repaired(text).after
    assert "## What the volunteers repair in winter\n" in after
    assert after.count(FIRST) == 1
