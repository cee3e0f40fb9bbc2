"""Which of two copies is kept: an editor keeps the other one, or decides about copies that differ."""

from __future__ import annotations

from benchmarks.repair import collapsed, repaired
from content_quality.core.repair.patches import DELETE_COPY, KEEP_OTHER, LEAVE, composed, possible_options
from content_quality.core.repair.proposal import RepairProposal
from tests.core.repair.test_mended_places import CUT, REST
from tests.core.repair.test_proposals import BODY, FIRST, HEAD, SECOND, THIRD

FOURTH = (
    "A bus stops in front of the door every twenty minutes, and bicycles stand in the yard. Members who cannot come "
    "ask a neighbour, who shows both cards at the counter and takes the ladder along."
)
NEAR = SECOND.replace("week.", "last week.", 1)
TWICE = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{SECOND}\n"
DIFFERENT = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{NEAR}\n\n{FIRST}\n"


def taken(proposal: RepairProposal, wanted: dict[int, int]) -> str:
    options = possible_options(proposal.choices, proposal.patches, wanted)
    return composed(proposal.before, proposal.patches, options)


def test_the_other_copy_of_a_paragraph_may_be_kept():
    proposal = repaired(TWICE)
    assert proposal.after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
    assert [choice.other for choice in proposal.choices] == [(8, 8)]
    assert taken(proposal, {0: KEEP_OTHER}) == f"{HEAD}{FIRST}\n\n{THIRD}\n\n{SECOND}\n"


def test_the_other_copy_at_the_end_keeps_the_line_end_of_the_file():
    text = TWICE.replace("\n", "\r\n")
    assert taken(repaired(text), {0: KEEP_OTHER}) == f"{HEAD}{FIRST}\n\n{THIRD}\n\n{SECOND}\n".replace("\n", "\r\n")


def test_of_three_copies_one_stays_whatever_is_chosen():
    proposal = repaired(f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{SECOND}\n\n{FOURTH}\n\n{SECOND}\n")
    seconds = [n for n, one in enumerate(proposal.choices) if one.main.words.startswith(SECOND[:20])]
    assert len(seconds) == 2
    for wanted in ({seconds[0]}, {seconds[1]}, set(seconds)):
        after = taken(proposal, dict.fromkeys(wanted, KEEP_OTHER))
        assert after.count(SECOND) == 1
        assert FIRST in after


def test_copies_that_differ_stay_until_an_editor_takes_one():
    proposal = repaired(DIFFERENT)
    (number,) = [number for number, one in enumerate(proposal.choices) if one.is_open]
    assert SECOND in proposal.after
    assert NEAR in proposal.after
    assert composed(DIFFERENT, proposal.patches) == proposal.after
    first = taken(proposal, {number: DELETE_COPY})
    assert (SECOND in first, NEAR in first) == (True, False)
    second = taken(proposal, {number: KEEP_OTHER})
    assert (SECOND in second, NEAR in second) == (False, True)
    assert taken(proposal, {number: LEAVE}) == proposal.after
    assert second.count("\n\n\n") == first.count("\n\n\n") == 0


def test_a_copy_that_goes_on_from_a_cut_is_no_choice():
    proposal = repaired(f"{HEAD}{FIRST}\n\n{CUT}\n\n{SECOND}\n\n{CUT} {REST}\n")
    assert [choice.other for choice in proposal.choices] == [None]


def test_a_passage_and_its_echo_on_one_line_are_no_choice():
    proposal = repaired(f"{HEAD}{BODY}\n\n{collapsed(BODY)}\n")
    assert proposal.choices
    assert all(choice.other is None for choice in proposal.choices)


def test_what_does_not_exist_is_not_taken():
    proposal = repaired(TWICE)
    assert possible_options(proposal.choices, proposal.patches, {0: DELETE_COPY, 9: LEAVE, -1: LEAVE}) == {}
    assert possible_options(proposal.choices, proposal.patches, {0: "1"}) == {}
    assert possible_options(proposal.choices, proposal.patches, {0: LEAVE}) == {0: LEAVE}
